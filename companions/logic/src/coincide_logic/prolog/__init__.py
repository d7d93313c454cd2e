"""A Prolog of ISO's core.

terms      what terms are, and how two become equal
text       text to terms and back
numbers    arithmetic
machine    what runs goals
builtins   predicates that Python provides
library.pl predicates in Prolog itself
prolog     programs as Python objects
answers    answers as Python values
"""

from __future__ import annotations

from coincide_logic.prolog.answers import Answer as Answer
from coincide_logic.prolog.answers import Compound as Compound
from coincide_logic.prolog.answers import Variable as Variable
from coincide_logic.prolog.prolog import Prolog as Prolog
