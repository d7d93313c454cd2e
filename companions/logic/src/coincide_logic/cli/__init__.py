"""The command `coincide-logic`, one file per command.

app        the commands, their errors and exit codes
run        answers of a program in a file
ask        answers about a catalog
repl       Prolog, line by line
lisp       a Lisp program, or Lisp line by line
answers    options that limit a query, and how its answers are printed
"""
