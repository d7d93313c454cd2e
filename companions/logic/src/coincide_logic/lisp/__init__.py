"""A Lisp just large enough for the programs of PAIP (Norvig 1992): a small, lexically scoped part of Common Lisp.

data        symbols, conses, functions
reader      text to data
printer     data to text, and `format`
evaluator   forms to Python functions: calls, closures, macros, proper tail calls
special     the special forms
exits       those that leave others
places      what `setf` can set
numbers     functions of numbers
sequences   functions of lists and other sequences
functions   all other functions
prelude.lisp  macros in Lisp itself
lisp        an interpreter as a Python object
"""

from __future__ import annotations

from coincide_logic.lisp.lisp import Lisp as Lisp
