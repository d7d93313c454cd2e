"""A Prolog of ISO's core, and a Lisp large enough for the programs of PAIP.

>>> from coincide_logic import Prolog
>>> kb = Prolog("path(a, b). path(b, c). path(X, Z) :- path(X, Y), Y \\\\== X, path(Y, Z).")
>>> for answer in kb.ask("append(X, Y, [1,2])"):
...     print(answer)
X = [], Y = [1,2]
X = [1], Y = [2]
X = [1,2], Y = []
"""

from __future__ import annotations

from coincide_logic.errors import FileError as FileError
from coincide_logic.errors import HaltError as HaltError
from coincide_logic.errors import LimitError as LimitError
from coincide_logic.errors import LispError as LispError
from coincide_logic.errors import LogicError as LogicError
from coincide_logic.errors import PrologError as PrologError
from coincide_logic.lisp import Lisp as Lisp
from coincide_logic.prolog import Answer as Answer
from coincide_logic.prolog import Compound as Compound
from coincide_logic.prolog import Prolog as Prolog
from coincide_logic.prolog import Variable as Variable
