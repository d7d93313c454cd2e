"""Prolog programs as Python objects: load clauses, ask queries, take answers one at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

from coincide_logic.prolog.answers import Answer
from coincide_logic.prolog.builtins import (
    atoms,
    clauses,
    control,
    formatting,
    inspection,
    sequences,
    settings,
    streams,
    writing,
)
from coincide_logic.prolog.machine.compiler import compiled_clause
from coincide_logic.prolog.machine.database import Clause, Database
from coincide_logic.prolog.machine.limits import Limits
from coincide_logic.prolog.machine.machine import Machine
from coincide_logic.prolog.machine.plain import plain_clause
from coincide_logic.prolog.machine.tracer import Tracer
from coincide_logic.prolog.terms.raising import representation_error
from coincide_logic.prolog.terms.term import Term, compound, deref, functor, key_of, new_variable
from coincide_logic.prolog.text.parser import Parser, parse

_MODULES: tuple[Any, ...] = (
    control, inspection, atoms, sequences, clauses, settings, streams, writing, formatting,
)  # fmt: skip
_DIRECTIVE, _QUERY, _GRAMMAR = functor(":-", 1), functor("?-", 1), functor("-->", 2)


class Prolog:
    """A program and what was said about it.

    Parameters
    ----------
    text : clauses and directives; bytes are read as UTF-8.
    occurs_check : whether no variable may come to contain itself; costs time.
    compiled : whether clauses become Python; without, they run as they are, a tenth as fast.
    text_input : what programs read from `user_input`.
    write : gets what programs write; the standard output if there is none.

    Attributes
    ----------
    database : predicates, operators and flags.

    Raises
    ------
    PrologError : the text has an error, or a directive throws one.

    Examples
    --------
    >>> kb = Prolog("likes(ann, tea). likes(bob, X) :- likes(ann, X).")
    >>> [answer["Who"] for answer in kb.ask("likes(Who, tea)")]
    ['ann', 'bob']
    """

    def __init__(
        self,
        text: str | bytes = "",
        *,
        occurs_check: bool = False,
        compiled: bool = True,
        text_input: str = "",
        write: Callable[[str], object] | None = None,
    ) -> None:
        self._is_compiled = compiled and not occurs_check
        self.database = _library(not occurs_check).copy()
        self.database.flags["occurs_check"] = "true" if occurs_check else "false"
        self._streams = streams.Streams(text_input, write or _write_out)
        self._tracer: Tracer | None = None
        self.consult(text)

    def consult(self, text: str | bytes) -> None:
        """Add clauses and run directives.

        Raises
        ------
        PrologError : the text has an error, or a directive throws one; what stood before it is kept.
        """
        parser = Parser(_decoded(text), self.database.operators)
        while True:
            parser.double_quotes = str(self.database.flags["double_quotes"])
            reading = parser.read()
            if reading is None:
                return
            self._consult_term(reading.term)

    def ask(
        self,
        query: str | bytes,
        *,
        limit: int | None = None,
        steps: int | None = None,
        seconds: float | None = None,
        memory_mb: float | None = None,
    ) -> Iterator[Answer]:
        """Answers to a query, each computed when it is asked for.

        Parameters
        ----------
        query : a goal; the full stop may be left out.
        limit : the most answers.
        steps, seconds, memory_mb : see `Limits`.

        Raises
        ------
        PrologError : the query cannot be read, or throws what it does not catch.
        LimitError : it used up its steps, seconds or memory.
        """
        quotes = str(self.database.flags["double_quotes"])
        reading = parse(_decoded(query), self.database.operators, double_quotes=quotes)
        return islice(
            self._answers(reading.term, reading.variables, Limits(steps=steps, seconds=seconds, memory_mb=memory_mb)),
            limit,
        )

    def once(self, query: str | bytes, **limits: Any) -> Answer | None:
        """The first answer to a query, or None; limits as for `ask`."""
        return next(self.ask(query, **limits), None)

    def add(self, clause: str) -> None:
        """Add one clause of a predicate that may change, at its end."""
        term = parse(clause, self.database.operators).term
        next(self._answers(compound("assertz", term), {}, Limits()))

    def add_facts(self, name: str, rows: Iterable[tuple[Any, ...]], *, arity: int) -> None:
        """Add facts of atoms and numbers that no program can change; `None` is not among the values."""
        predicate = self.database.predicate(functor(name, arity))
        predicate.is_library = predicate.is_defined = True
        for row in rows:
            predicate.append(plain_clause(compound(name, *row), "true"))

    def trace(self, write: Callable[[str], object] | None) -> None:
        """Tell of each call, exit, redo and fail of the program's own predicates; None stops it."""
        if self._tracer is not None:
            self._tracer.stop()
        self._tracer = None if write is None else Tracer(self.database, write)

    def _answers(self, goal: Term, variables: dict[str, Term], limits: Limits) -> Iterator[Answer]:
        machine = Machine(self.database, goal, self._streams, limits)
        while machine.solve():
            yield Answer(variables, self.database.operators)

    def _consult_term(self, term: Term) -> None:
        kind = term[0] if term.__class__ is tuple else None
        if kind is _DIRECTIVE or kind is _QUERY:
            self._run_directive(deref(term[1]))
            return
        if kind is _GRAMMAR:
            clause = new_variable()
            next(self._answers(compound("dcg_translate_rule", term, clause), {}, Limits()))
            term = deref(clause)
        self._add_clause(term)

    def _run_directive(self, goal: Term) -> None:
        if goal.__class__ is tuple and goal[0] is functor("initialization", 1):
            goal = goal[1]
        if next(self._answers(goal, {}, Limits()), None) is None:
            self._streams.writing("user_error").put("warning: a directive failed\n")

    def _add_clause(self, term: Term) -> None:
        head, body = clauses.split_clause(term)
        predicate = self.database.to_consult(key_of(head))
        predicate.append(self._clause(head, body))

    def _clause(self, head: Term, body: Term) -> Clause:
        return compiled_clause(head, body, self.database) if self._is_compiled else plain_clause(head, body)


def _write_out(text: str) -> None:
    sys.stdout.write(text)


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise representation_error("utf_8") from None


@lru_cache(maxsize=2)
def _library(is_compiled: bool) -> Database:
    """The predicates that every program begins with, read once; compiled clauses have no occurs check."""
    database = Database()
    for module in _MODULES:
        for (name, arity), test in module.TESTS.items():
            predicate = database.predicate(functor(name, arity) if arity else name)
            predicate.test, predicate.control = test, _testing(test)
        controls = {key: control.solutions(answers) for key, answers in getattr(module, "SOLUTIONS", {}).items()}
        for (name, arity), function in (controls | getattr(module, "CONTROLS", {})).items():
            database.predicate(functor(name, arity) if arity else name).control = function
    parser = Parser(files("coincide_logic.prolog").joinpath("library.pl").read_text("utf-8"), database.operators)
    while (reading := parser.read()) is not None:
        head, body = clauses.split_clause(reading.term)
        predicate = database.predicate(key_of(head))
        predicate.is_library = True
        predicate.append(compiled_clause(head, body, database) if is_compiled else plain_clause(head, body))
    return database


def _testing(test: Callable[..., bool]) -> Any:
    def run(machine: Any, goal: Term, following: Any) -> Any:
        arguments = goal[1:] if goal.__class__ is tuple else ()
        return following if test(machine, *arguments) else None

    return run
