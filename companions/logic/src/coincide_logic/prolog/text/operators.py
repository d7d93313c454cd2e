"""The table of operators: priority and type of each name (ISO 13211-1, table 7), which `op/3` changes.

Types say where the arguments stand and whether they may have the operator's own priority: `yfx` takes one on its left.
"""

from __future__ import annotations

from typing import Any

from coincide_logic.prolog.terms.raising import domain_error, permission_error, type_error

PREFIX, INFIX, POSTFIX = ("fy", "fx"), ("xfx", "xfy", "yfx"), ("xf", "yf")

# Those of ISO and, since texts use them, the further ones of SWI-Prolog.
_TABLE = """
1200 xfx :- --> =>       1200 fx :- ?-           1105 xfy |               1100 xfy ;
1150 fx dynamic discontiguous initialization meta_predicate module_transparent multifile public table
        thread_initialization thread_local volatile
1050 xfy -> *->          1000 xfy ,              900 fy \\+                800 xfx :=
700 xfx = \\= == \\== @< @> @=< @>= =.. is =:= =\\= < > =< >= as :< >:< =@= \\=@=
600 xfy :                500 yfx + - /\\ \\/      400 yfx * / // rem mod div << >> rdiv xor
200 xfx **               200 xfy ^               200 fy - + \\            1 fx $
"""


class Operators:
    """Operators by name: what each is before, between and after its arguments.

    Attributes
    ----------
    prefix, infix, postfix : name to (priority 1 to 1200, type).
    """

    def __init__(self) -> None:
        self.prefix: dict[str, tuple[int, str]] = {}
        self.infix: dict[str, tuple[int, str]] = {}
        self.postfix: dict[str, tuple[int, str]] = {}
        priority, kind = 0, ""
        for word in _TABLE.split():
            if word.isdigit():
                priority = int(word)
            elif word in PREFIX + INFIX + POSTFIX:
                kind = word
            else:
                self._table(kind)[word] = (priority, kind)

    def copy(self) -> Operators:
        other = Operators()
        other.prefix, other.infix, other.postfix = dict(self.prefix), dict(self.infix), dict(self.postfix)
        return other

    def is_operator(self, name: str) -> bool:
        return name in self.prefix or name in self.infix or name in self.postfix

    def define(self, priority: Any, kind: str, name: str) -> None:
        """Add, change or, with priority 0, remove an operator; errors are those of ISO 13211-1 section 8.14.3."""
        if priority.__class__ is not int:
            raise type_error("integer", priority)
        if not 0 <= priority <= 1200:
            raise domain_error("operator_priority", priority)
        if kind not in PREFIX + INFIX + POSTFIX:
            raise domain_error("operator_specifier", kind)
        if name == ",":
            raise permission_error("modify", "operator", name)
        if name in ("[]", "{}") or (name == "|" and not (kind in INFIX and (priority == 0 or priority > 1000))):
            raise permission_error("create", "operator", name)
        table = self._table(kind)
        if priority == 0:
            table.pop(name, None)
        else:
            table[name] = (priority, kind)

    def all(self) -> list[tuple[int, str, str]]:
        tables = (self.prefix, self.infix, self.postfix)
        return [(priority, kind, name) for table in tables for name, (priority, kind) in table.items()]

    def _table(self, kind: str) -> dict[str, tuple[int, str]]:
        return self.prefix if kind in PREFIX else self.infix if kind in INFIX else self.postfix


def left_limit(priority: int, kind: str) -> int:
    """The highest priority of an operator's left argument."""
    return priority if kind[0] == "y" else priority - 1


def right_limit(priority: int, kind: str) -> int:
    """The highest priority of an operator's right argument."""
    return priority if kind[-1] == "y" else priority - 1
