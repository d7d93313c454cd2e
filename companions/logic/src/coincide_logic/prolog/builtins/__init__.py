"""Predicates that Python provides; each module holds three tables by name and number of arguments.

    TESTS       true or false: function(machine, *arguments) -> bool
    SOLUTIONS   one answer after another: function(machine, *arguments) -> iterator, which yields once per answer
    CONTROLS    what goes on elsewhere: function(machine, goal, next frame) -> frame

control     calls, exceptions, all solutions
inspection  types, comparison, taking terms apart
atoms       atoms, characters, numbers as text
sequences   lists and sorting
clauses     asserting and retracting
settings    operators, flags, global variables
streams     streams on text, and reading from them
writing     what writes terms
formatting  `format/2`
"""
