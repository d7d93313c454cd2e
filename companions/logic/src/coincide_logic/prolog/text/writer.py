"""Terms to text: `write`, `writeq`, `print`, `write_canonical` (ISO 13211-1 section 7.10.5).

Pieces are put side by side, with a space only where two would run together, as SWI-Prolog does. A stack of pieces to
come replaces recursion.
"""

from __future__ import annotations

import re

from coincide_logic.prolog.terms.raising import resource_error
from coincide_logic.prolog.terms.term import CURLY, DOT, NIL, Term, deref, functor, number_of
from coincide_logic.prolog.text.numbers import format_float, format_integer
from coincide_logic.prolog.text.operators import Operators, left_limit, right_limit
from coincide_logic.prolog.text.tokens import SYMBOLS

_MOST_PIECES = 10_000_000  # a term with a cycle has no end
_MINUS, _PREFIX, _INFIX = "\0minus", "\0prefix", "\0infix"  # no pieces, but marks between them
_PLAIN = re.compile(rf"[^\W\d_A-Z]\w*|[{re.escape(SYMBOLS)}]+|\[\]|!|;|\{{\}}")
_ESCAPES = {
    "\\": "\\\\",
    "'": "\\'",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
}
_NUMBERED = functor("$VAR", 1)


def write_term(
    term: Term,
    operators: Operators,
    *,
    quoted: bool = False,
    ignore_ops: bool = False,
    numbervars: bool = False,
    priority: int = 1200,
) -> str:
    """Write a term.

    Parameters
    ----------
    quoted : whether atoms get the quotes that reading them needs.
    ignore_ops : write +(1, 2) instead of 1+2.
    numbervars : write '$VAR'(1) as B.
    priority : of what the term stands in; an operator above it gets brackets.
    """
    return _Writer(operators, quoted, ignore_ops, numbervars).write(term, priority)


class _Writer:
    def __init__(self, operators: Operators, quoted: bool, ignore_ops: bool, numbervars: bool) -> None:
        self.operators = operators
        self.quoted = quoted
        self.ignore_ops = ignore_ops
        self.numbervars = numbervars
        self.pieces: list[str] = []
        self.last = ""
        self.kind = ""  # of the operator that was just written, or comes next

    def write(self, term: Term, priority: int) -> str:
        # Text is a piece, a pair is a term with the highest priority that needs no brackets.
        stack: list[str | tuple[Term, int]] = [(term, priority)]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                self._put(item)
            else:
                stack.extend(reversed(self._parts(deref(item[0]), item[1])))
        return "".join(self.pieces)

    def _put(self, piece: str) -> None:
        """Write a piece, or note what kind of operator was written or comes next."""
        if piece in (_MINUS, _PREFIX, _INFIX):
            self.kind = piece
        elif piece:
            kind, self.kind = self.kind, ""
            opens = (kind == _MINUS and piece[0].isdecimal()) or (kind in (_MINUS, _PREFIX) and piece[0] in "({")
            if opens or (self.last and _run_together(self.last, piece)):
                self.pieces.append(" ")
                piece += " " * (kind == _INFIX)
            self.pieces.append(piece)
            self.last = piece
            if len(self.pieces) > _MOST_PIECES:
                raise resource_error("memory")

    def _parts(self, term: Term, limit: int) -> list[str | tuple[Term, int]]:
        if term.__class__ is str:
            return [self._atom(term)]
        if term.__class__ is list:
            return [f"_{number_of(term)}"]
        if term.__class__ is tuple:
            return self._compound(term, limit)
        return [format_integer(term) if term.__class__ is int else format_float(term)]

    def _atom(self, name: str) -> str:
        if not self.quoted:
            return name
        written = quote(name)
        # SWI-Prolog's canonical text keeps to letters of Latin-1 outside quotes.
        return f"'{name}'" if self.ignore_ops and written == name and max(name) > "\xff" else written

    def _compound(self, term: Term, limit: int) -> list[str | tuple[Term, int]]:
        if term[0] is DOT:
            return self._list(term)
        if self.numbervars and term[0] is _NUMBERED:
            number = deref(term[1])
            if number.__class__ is int and number >= 0:
                return [chr(65 + number % 26) + (str(number // 26) if number > 25 else "")]
        if not self.ignore_ops:
            if term[0] is CURLY:
                return ["{", (term[1], 1200), "}"]
            parts = self._operator(term, limit)
            if parts:
                return parts
        parts: list[str | tuple[Term, int]] = [self._atom(term[0].name) + "("]
        for argument in term[1:]:
            parts += [(argument, 999), ","]
        return [*parts[:-1], ")"]

    def _list(self, term: Term) -> list[str | tuple[Term, int]]:
        parts: list[str | tuple[Term, int]] = ["["]
        while term.__class__ is tuple and term[0] is DOT:
            parts += [(term[1], 999), ","]
            term = deref(term[2])
        if term == NIL:
            return [*parts[:-1], "]"]
        return [*parts[:-1], "|", (term, 999), "]"]

    def _operator(self, term: Term, limit: int) -> list[str | tuple[Term, int]]:
        name, arity = term[0].name, term[0].arity
        written = self._atom(name)
        if arity == 2 and name in self.operators.infix:
            power, kind = self.operators.infix[name]
            between = [name] if name in (",", "|") else [_INFIX, written]
            left, right = left_limit(power, kind), right_limit(power, kind)
            parts = [*self._operand(term[1], left), *between, *self._operand(term[2], right)]
        elif arity == 1 and name in self.operators.prefix:
            power, kind = self.operators.prefix[name]
            parts = [written, _MINUS if name == "-" else _PREFIX, *self._operand(term[1], right_limit(power, kind))]
        elif arity == 1 and name in self.operators.postfix:
            power, kind = self.operators.postfix[name]
            parts = [*self._operand(term[1], left_limit(power, kind)), written]
        else:
            return []
        return ["(", *parts, ")"] if power > limit else parts

    def _operand(self, term: Term, limit: int) -> list[str | tuple[Term, int]]:
        """An operator's argument; an atom that is an operator itself gets brackets."""
        term = deref(term)
        if term.__class__ is str and self.operators.is_operator(term):
            return ["(", self._atom(term), ")"]
        return [(term, limit)]


def _run_together(last: str, piece: str) -> bool:
    one, other = last[-1], piece[0]
    if one in SYMBOLS:
        return other in SYMBOLS
    return (one.isalnum() or one == "_") and (other.isalnum() or other == "_")


def quote(name: str) -> str:
    """An atom in quotes, if reading it back needs them."""
    if _PLAIN.fullmatch(name) and not name[0].isupper() and name != "." and not name.startswith("/*"):
        return name
    return "'" + "".join(map(_escape, name)) + "'"


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return char if char.isprintable() else f"\\x{ord(char):X}\\"
