"""`format/1,2,3`: directives as in SWI-Prolog and GNU Prolog, without columns to fill."""

from __future__ import annotations

import re
from typing import Any

from coincide_logic.errors import PrologError
from coincide_logic.prolog.builtins.atoms import text_of
from coincide_logic.prolog.builtins.writing import as_text
from coincide_logic.prolog.numbers.evaluate import evaluate
from coincide_logic.prolog.numbers.functions import Number, to_float
from coincide_logic.prolog.terms.raising import an_integer, error
from coincide_logic.prolog.terms.term import NIL, Term, compound, deref, split_list
from coincide_logic.prolog.text.numbers import format_integer
from coincide_logic.prolog.text.tokens import character

_DIRECTIVE = re.compile(r"~(\*|`.|\d*)([\s\S])")
_STYLES = {"w": "write", "p": "print", "q": "writeq", "k": "write_canonical"}


def _wrong(why: str) -> PrologError:
    return error(compound("format", why))


def format_text(machine: Any, template: str, arguments: list[Term]) -> str:
    """Fill a template.

    Raises
    ------
    PrologError : too few or too many arguments, or a directive that is none.
    """
    rest = iter(arguments)

    def next_argument() -> Term:
        found = next(rest, None)
        if found is None:
            raise _wrong("not enough arguments")
        return found

    def fill(found: re.Match[str]) -> str:
        count, letter = found[1], found[2]
        number = an_integer(next_argument()) if count == "*" else int(count) if count.isdigit() else None
        machine.limits.make_room(number or 0)
        if letter == "~":
            return "~"
        if letter == "n":
            return "\n" * (1 if number is None else number)
        if letter == "i":
            next_argument()
            return ""
        return _directive(machine, letter, number, next_argument())

    text = _DIRECTIVE.sub(fill, template)
    if next(rest, None) is not None:
        raise _wrong("too many arguments")
    return text


def _directive(machine: Any, letter: str, number: int | None, argument: Term) -> str:
    if letter in _STYLES:
        return as_text(machine, argument, _STYLES[letter])
    if letter in ("a", "s"):
        return "" if letter == "s" and deref(argument) == NIL else text_of(argument)
    if letter in ("d", "D"):
        return _integer(an_integer(argument), number or 0, "," if letter == "D" else "")
    if letter in ("e", "f", "g"):
        return _decimal(evaluate(argument), 6 if number is None else number, letter)
    if letter == "c":
        return character(an_integer(argument)) * (1 if number is None else number)
    if letter in ("r", "R"):
        digits = _in_base(an_integer(argument), number or 8)
        return digits.upper() if letter == "R" else digits
    raise _wrong(f"there is no directive ~{letter}")


def _decimal(number: Number, digits: int, letter: str) -> str:
    if letter == "f" and isinstance(number, int):
        return format_integer(number) + ("." + "0" * digits if digits else "")
    return f"{to_float(number):.{digits}{letter}}"


def _integer(number: int, decimals: int, separator: str) -> str:
    sign, digits = "-" if number < 0 else "", format_integer(abs(number)).rjust(decimals + 1, "0")
    whole, rest = (digits[:-decimals], "." + digits[-decimals:]) if decimals else (digits, "")
    if separator:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", separator, whole)
    return sign + whole + rest


def _in_base(number: int, base: int) -> str:
    if not 2 <= base <= 36:
        raise _wrong(f"there is no base {base}")
    digits, rest = "", abs(number)
    while rest or not digits:
        rest, digit = divmod(rest, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return "-" * (number < 0) + digits


def _format(machine: Any, *given: Term) -> bool:
    *stream, template, arguments = given if len(given) > 1 else (*given, NIL)
    items, tail = split_list(arguments)
    machine.streams.writing(*stream).put(
        format_text(machine, text_of(template), items if tail == NIL else [deref(arguments)])
    )
    return True


TESTS = {("format", 1): _format, ("format", 2): _format, ("format", 3): _format}
