"""Streams on text, and reading from them (ISO 13211-1 sections 8.11 to 8.14). No stream is a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coincide_logic.prolog.builtins.atoms import text_of
from coincide_logic.prolog.terms.copy import variables_of
from coincide_logic.prolog.terms.raising import (
    a_list,
    bound,
    domain_error,
    existence_error,
    instantiation_error,
    permission_error,
    type_error,
)
from coincide_logic.prolog.terms.term import EQUALS, Term, deref, functor, make_list
from coincide_logic.prolog.text.parser import Parser, Reading
from coincide_logic.prolog.text.writer import write_term

_STREAM = functor("$stream", 1)
END = "end_of_file"


class Input:
    """Text that is read from its start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def get(self) -> str:
        char = self.peek()
        self.at += len(char)
        return char


class Output:
    """Text that is gathered, or handed on at once to `write`."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self.pieces: list[str] = []
        self.column = 0
        self._write = write or self.pieces.append

    def put(self, text: str) -> None:
        self._write(text)
        head, newline, last = text.rpartition("\n")
        self.column = len(last) if newline else self.column + len(head) + len(last)

    def text(self) -> str:
        return "".join(self.pieces)


class Streams:
    """The streams of a query, by number or name."""

    def __init__(self, text: str, write: Callable[[str], object]) -> None:
        self.by_name: dict[Any, Input | Output] = {"user_input": Input(text), "user_output": Output(write)}
        self.by_name["user_error"] = self.by_name["user_output"]
        self.input: Any = "user_input"
        self.output: Any = "user_output"
        self._count = 0

    def add(self, stream: Input | Output) -> Term:
        self._count += 1
        self.by_name[self._count] = stream
        return (_STREAM, self._count)

    def name_of(self, term: Term) -> Any:
        """The name or number of a stream.

        Raises
        ------
        PrologError : there is none.
        """
        term = bound(term)
        name = term[1] if term.__class__ is tuple and term[0] is _STREAM else term
        if name not in self.by_name:
            if name.__class__ is str or name is not term:
                raise existence_error("stream", term)
            raise domain_error("stream_or_alias", term)
        return name

    def reading(self, term: Term | None = None) -> Input:
        stream = self.by_name[self.input if term is None else self.name_of(term)]
        if not isinstance(stream, Input):
            raise permission_error("input", "stream", deref(term))
        return stream

    def writing(self, term: Term | None = None) -> Output:
        stream = self.by_name[self.output if term is None else self.name_of(term)]
        if not isinstance(stream, Output):
            raise permission_error("output", "stream", deref(term))
        return stream


def _as_term(name: Any) -> Term:
    return name if name.__class__ is str else (_STREAM, name)


def _taking(take: Callable[[Input], str], make: Callable[[str], Term], at_end: Term) -> Callable[..., bool]:
    """get_char and the like, with and without a stream."""
    kind, is_kind = ("in_character", str) if at_end == END else ("integer", int)

    def test(machine: Any, *arguments: Term) -> bool:
        stream = machine.streams.reading(*arguments[:-1])
        given = deref(arguments[-1])
        if given.__class__ is not list and given.__class__ is not is_kind:
            raise type_error(kind, given)
        char = take(stream)
        return machine.unify(given, make(char) if char else at_end, machine.trail)

    return test


def _at_end(machine: Any, *stream: Term) -> bool:
    return machine.streams.reading(*stream).peek() == ""


def read_from(machine: Any, stream: Input) -> Reading | None:
    """The next term of a stream; None at its end."""
    database = machine.database
    quotes = str(database.flags["double_quotes"])
    parser = Parser(stream.text, database.operators, double_quotes=quotes, start=stream.at)
    try:
        return parser.read()
    finally:
        stream.at = min(parser.position, len(stream.text))


def _read_term(machine: Any, *arguments: Term) -> bool:
    *stream, term, options = arguments
    reading = read_from(machine, machine.streams.reading(*stream))
    found = Reading(END, {}, [], 0) if reading is None else reading
    names = [(EQUALS, name, variable) for name, variable in found.variables.items()]
    results = {
        "variable_names": make_list(names),
        "variables": make_list(variables_of(found.term)),
        "singletons": make_list((EQUALS, name, found.variables[name]) for name in found.singletons),
    }
    for option in a_list(options):
        option = bound(option)
        if option.__class__ is tuple and option[0].name in results and option[0].arity == 1:
            if not machine.unify(option[1], results[option[0].name], machine.trail):
                return False
        elif option.__class__ is not tuple or option[0].arity != 1:
            raise domain_error("read_option", option)
    return machine.unify(term, found.term, machine.trail)


def _read(machine: Any, *arguments: Term) -> bool:
    return _read_term(machine, *arguments, "[]")


def _term_to_atom(machine: Any, term: Term, atom: Term) -> bool:
    """term_to_atom/2: write a term quoted, or read it where it is not known."""
    if deref(term).__class__ is not list:
        text = write_term(term, machine.database.operators, quoted=True, numbervars=True)
        return machine.unify(atom, text, machine.trail)
    reading = read_from(machine, Input(f"{text_of(atom)} ."))
    if reading is None:
        raise instantiation_error()
    return machine.unify(term, reading.term, machine.trail)


def _open_string(machine: Any, text: Term, stream: Term) -> bool:
    return machine.unify(stream, machine.streams.add(Input(text_of(text))), machine.trail)


def _open_output(machine: Any, stream: Term) -> bool:
    return machine.unify(stream, machine.streams.add(Output()), machine.trail)


def _written(machine: Any, stream: Term, text: Term) -> bool:
    """What was written to a stream of text, which is closed."""
    name = machine.streams.name_of(stream)
    return machine.unify(text, machine.streams.by_name.pop(name).text(), machine.trail)


def _open(machine: Any, source: Term, *others: Term) -> bool:
    if any(deref(term).__class__ is list for term in (source, others[0])):
        raise instantiation_error()
    raise permission_error("open", "source_sink", deref(source))


def _close(machine: Any, stream: Term, *options: Term) -> bool:
    streams = machine.streams
    name = streams.name_of(stream)
    if name.__class__ is int:
        del streams.by_name[name]
        streams.input = "user_input" if streams.input == name else streams.input
        streams.output = "user_output" if streams.output == name else streams.output
    return True


def _set_input(machine: Any, stream: Term) -> bool:
    machine.streams.reading(stream)
    machine.streams.input = machine.streams.name_of(stream)
    return True


def _set_output(machine: Any, stream: Term) -> bool:
    machine.streams.writing(stream)
    machine.streams.output = machine.streams.name_of(stream)
    return True


def _current(side: str) -> Callable[..., bool]:
    def test(machine: Any, stream: Term) -> bool:
        given = deref(stream)
        if given.__class__ is not list and not (given.__class__ is tuple and given[0] is _STREAM):
            machine.streams.name_of(stream)
        return machine.unify(given, _as_term(getattr(machine.streams, side)), machine.trail)

    return test


def _both(name: str, test: Callable[..., bool], arity: int) -> dict[tuple[str, int], Callable[..., bool]]:
    """A predicate with and without a stream before its arguments."""
    return {(name, arity): test, (name, arity + 1): test}


TESTS = {
    **_both("get_char", _taking(Input.get, str, END), 1),
    **_both("peek_char", _taking(Input.peek, str, END), 1),
    **_both("get_code", _taking(Input.get, ord, -1), 1),
    **_both("peek_code", _taking(Input.peek, ord, -1), 1),
    **_both("at_end_of_stream", _at_end, 0),
    **_both("read", _read, 1),
    **_both("read_term", _read_term, 2),
    ("term_to_atom", 2): _term_to_atom,
    ("open_string", 2): _open_string,
    ("$open_output", 1): _open_output,
    ("$written", 2): _written,
    ("open", 3): _open,
    ("open", 4): _open,
    ("close", 1): _close,
    ("close", 2): _close,
    ("set_input", 1): _set_input,
    ("set_output", 1): _set_output,
    ("current_input", 1): _current("input"),
    ("current_output", 1): _current("output"),
}
