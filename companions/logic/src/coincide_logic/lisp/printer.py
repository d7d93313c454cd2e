"""Data to text, and `format`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import length_hint
from typing import Any

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import Char, Cons, Primitive, Structure, Symbol, Table, Value, items_of

_PREFIXES = {"QUOTE": "'", "FUNCTION": "#'", "QUASIQUOTE": "`", "UNQUOTE": ",", "UNQUOTE-SPLICING": ",@"}
_DIRECTIVE = re.compile(r"~(-?\d*)([,:@]*)(\d*)([\s\S])")


def print_value(value: Value, *, quoted: bool = True) -> str:
    """Write a value: as `prin1` does, or as `princ` without quotes. What is still to write lies on a stack."""
    pieces: list[str] = []
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, _Text):
            pieces.append(item)
        elif isinstance(item, Cons):
            stack.extend(reversed(_parts(item)))
        elif isinstance(item, list):
            stack += [_Text(")"), *reversed(_spaced(item)), _Text("#(")]
        else:
            pieces.append(_simple(item, quoted))
    return "".join(pieces)


class _Text(str):
    """A piece that is written as it is."""

    __slots__ = ()


def _parts(cell: Cons) -> list[Any]:
    rest = cell.cdr
    if isinstance(cell.car, Symbol) and cell.car.name in _PREFIXES and isinstance(rest, Cons) and rest.cdr is None:
        return [_Text(_PREFIXES[cell.car.name]), rest.car]
    parts = [_Text("("), *_spaced(list(cell))]
    end: Value = cell
    while isinstance(end, Cons):
        end = end.cdr
    return [*parts, *([_Text(" . "), end] if end is not None else []), _Text(")")]


def _spaced(items: list[Value]) -> list[Any]:
    return [part for item in items for part in (_Text(" "), item)][1:]


def _simple(item: Value, quoted: bool) -> str:
    if item is None:
        return "NIL"
    if isinstance(item, str):
        return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else item
    if isinstance(item, Char):
        return f"#\\{item.text}" if quoted else item.text
    if isinstance(item, Structure):
        slots = " ".join(f":{name} {print_value(value, quoted=quoted)}" for name, value in item.slots.items())
        return f"#S({item.kind.name} {slots})"
    if isinstance(item, Table):
        return f"#<HASH-TABLE of {len(item.items)}>"
    if isinstance(item, (Symbol, int, float)) or type(item).__name__ == "Fraction":
        return str(item)
    return f"#<FUNCTION {item.name}>" if isinstance(item, Primitive) else f"#<FUNCTION {getattr(item, 'name', '')}>"


def format_text(template: str, arguments: Iterator[Value], column: Callable[[], int] = lambda: 0) -> str:
    """Fill a template: ~a ~s ~d ~% ~& ~~ ~{ ~} ~^ and widths as in ~10a.

    Raises
    ------
    LispError : too few arguments, or a directive that is none of these.
    """
    pieces: list[str] = []
    at = 0
    while at < len(template):
        if template[at] != "~":
            pieces.append(template[at])
            at += 1
            continue
        found = _DIRECTIVE.match(template, at)
        if found is None:
            raise LispError("format: expected a directive after ~, received the end of the template")
        at = found.end()
        letter = found[4].lower()
        if letter == "{":
            end = _end_of_loop(template, at)
            pieces.append(_repeat(template[at:end], _next(arguments)))
            at = end + 2
        else:
            pieces.append(_one(letter, found, arguments, "".join(pieces), column))
    return "".join(pieces)


def _one(letter: str, found: re.Match[str], arguments: Iterator[Value], before: str, column: Callable[[], int]) -> str:
    count = int(found[1]) if found[1].lstrip("-").isdigit() else 0
    if letter in ("%", "~", "\n"):
        return {"%": "\n", "~": "~", "\n": ""}[letter] * max(1, count)
    if letter == "&":
        is_fresh = before.endswith("\n") if before else column() == 0
        return "" if is_fresh else "\n"
    if letter in ("a", "d", "s", "f"):
        text = print_value(_next(arguments), quoted=letter == "s")
        return text.rjust(count) if letter == "d" or "@" in found[2] else text.ljust(count)
    raise LispError(f"format: there is no directive ~{letter}")


def _next(arguments: Iterator[Value]) -> Value:
    for argument in arguments:
        return argument
    raise LispError("format: the template has more directives than arguments")


def _end_of_loop(template: str, at: int) -> int:
    depth = 1
    for found in re.finditer(r"~[{}]", template[at:]):
        depth += 1 if found.group() == "~{" else -1
        if depth == 0:
            return at + found.start()
    raise LispError("format: ~{ has no ~}")


def _repeat(template: str, argument: Value) -> str:
    body, _, between = template.partition("~^")
    count = len(items := list(items_of(argument)))
    rest = iter(items)
    pieces: list[str] = []
    while (left := length_hint(rest)) > 0:
        pieces.append(format_text(body, rest))
        if length_hint(rest) > 0:
            pieces.append(format_text(between, rest))
        if length_hint(rest) == left:
            raise LispError(f"format: ~{{ takes none of its {count} arguments")
    return "".join(pieces)
