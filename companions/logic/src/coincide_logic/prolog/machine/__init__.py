"""The machine: it runs goals without Python's recursion.

database    predicates, their clauses, the index by first argument
plain       clauses and goals as they are: the reference
compiler    clauses as generated Python: the fast twin
branches    if-then-else and disjunctions in generated Python
machine     the loop: frames, choice points, exceptions
limits      how many steps, seconds and megabytes a query may use
tracer      the four ports of a call
"""
