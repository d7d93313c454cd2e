"""What writes terms and characters (ISO 13211-1 sections 8.12 and 8.14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coincide_logic.prolog.numbers.evaluate import evaluate
from coincide_logic.prolog.terms.raising import a_list, bound, domain_error, type_error
from coincide_logic.prolog.terms.term import Term, deref
from coincide_logic.prolog.text.tokens import character
from coincide_logic.prolog.text.writer import write_term

STYLES: dict[str, dict[str, bool]] = {
    "write": {"numbervars": True},
    "print": {"quoted": True, "numbervars": True},
    "writeq": {"quoted": True, "numbervars": True},
    "write_canonical": {"quoted": True, "ignore_ops": True},
}
_OPTIONS = ("quoted", "ignore_ops", "numbervars")


def as_text(machine: Any, term: Term, style: str) -> str:
    """A term as `write`, `print`, `writeq` or `write_canonical` writes it."""
    return write_term(term, machine.database.operators, **STYLES[style])


def _writer(style: str, end: str = "") -> Callable[..., bool]:
    def test(machine: Any, *arguments: Term) -> bool:
        *stream, term = arguments
        machine.streams.writing(*stream).put(as_text(machine, term, style) + end)
        return True

    return test


def _write_term(machine: Any, *arguments: Term) -> bool:
    *stream, term, options = arguments
    output = machine.streams.writing(*stream)
    chosen: dict[str, bool] = {}
    for option in map(bound, a_list(options)):
        if option.__class__ is not tuple or option[0].arity != 1:
            raise domain_error("write_option", option)
        value = bound(option[1])
        if option[0].name in _OPTIONS:
            if value not in ("true", "false"):
                raise domain_error("write_option", option)
            chosen[option[0].name] = value == "true"
    output.put(write_term(term, machine.database.operators, **chosen))
    return True


def _put_char(machine: Any, *arguments: Term) -> bool:
    *stream, char = arguments
    output, char = machine.streams.writing(*stream), bound(char)
    if char.__class__ is not str or len(char) != 1:
        raise type_error("character", char)
    output.put(char)
    return True


def _put_code(machine: Any, *arguments: Term) -> bool:
    *stream, code = arguments
    output, code = machine.streams.writing(*stream), bound(code)
    if code.__class__ is not int:
        raise type_error("integer", code)
    output.put(character(code))
    return True


def _new_line(machine: Any, *stream: Term) -> bool:
    machine.streams.writing(*stream).put("\n")
    return True


def _tab(machine: Any, *arguments: Term) -> bool:
    *stream, count = arguments
    number = evaluate(count)
    if number.__class__ is not int:
        raise type_error("integer", number)
    machine.limits.make_room(int(number))
    machine.streams.writing(*stream).put(" " * int(number))
    return True


def _flush(machine: Any, *stream: Term) -> bool:
    machine.streams.writing(*map(deref, stream))
    return True


def _both(name: str, test: Callable[..., bool], arity: int) -> dict[tuple[str, int], Callable[..., bool]]:
    """A predicate with and without a stream before its arguments."""
    return {(name, arity): test, (name, arity + 1): test}


TESTS = {
    **{key: test for style in STYLES for key, test in _both(style, _writer(style), 1).items()},
    **_both("writeln", _writer("write", "\n"), 1),
    **_both("write_term", _write_term, 2),
    **_both("put_char", _put_char, 1),
    **_both("put_code", _put_code, 1),
    **_both("nl", _new_line, 0),
    **_both("tab", _tab, 1),
    **_both("flush_output", _flush, 0),
}
