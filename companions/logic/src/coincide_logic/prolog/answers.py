"""Answers: what the variables of a query stand for, as Python values and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coincide_logic.prolog.terms.copy import copy
from coincide_logic.prolog.terms.term import DOT, NIL, Term, deref, number_of, split_list
from coincide_logic.prolog.text.operators import Operators
from coincide_logic.prolog.text.writer import write_term


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound term: a name and its arguments."""

    name: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that the answer leaves open; equal numbers are the same variable."""

    number: int


class Answer(Mapping[str, Any]):
    """One answer to a query, by the names of its variables.

    Values are `str` for atoms, `int`, `float`, `list` for lists, `Compound` and `Variable`. `text(name)` writes one as
    Prolog does, and `str` all of them; `terms` are the terms themselves.
    """

    def __init__(self, variables: dict[str, Term], operators: Operators) -> None:
        known: dict[int, Term] = {}  # so that the copies share variables
        self.terms = {name: copy(term, known) for name, term in variables.items()}
        self._operators = operators

    def __getitem__(self, name: str) -> Any:
        return to_python(self.terms[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def text(self, name: str) -> str:
        """A value as `writeq` writes it."""
        return write_term(self.terms[name], self._operators, quoted=True, numbervars=True, priority=699)

    def __str__(self) -> str:
        bound = [name for name, term in self.terms.items() if term.__class__ is not list and name[0] != "_"]
        return ", ".join(f"{name} = {self.text(name)}" for name in bound) or "true"

    def __repr__(self) -> str:
        return f"Answer({self})"


def to_python(term: Term) -> Any:
    """A term as a Python value, at any depth; an open list is a chain of `Compound(".", ...)`."""
    stack: list[tuple[Callable[[list[Any]], Any], list[Term], list[Any]]] = []
    while True:
        term = deref(term)
        if term.__class__ is tuple:
            make, parts = _parts(term)
            stack.append((make, parts, []))
            term = parts[0]
            continue
        value = [] if term == NIL else Variable(number_of(term)) if term.__class__ is list else term
        while stack:
            make, parts, done = stack[-1]
            done.append(value)
            if len(done) < len(parts):
                term = parts[len(done)]
                break
            stack.pop()
            value = make(done)
        else:
            return value


def _parts(term: Term) -> tuple[Callable[[list[Any]], Any], list[Term]]:
    """What a compound is made of, and how it is made."""
    if term[0] is not DOT:
        return lambda done: Compound(term[0].name, tuple(done)), list(term[1:])
    items, tail = split_list(term)
    return (list[Any], items) if tail == NIL else (_open_list, [*items, tail])


def _open_list(done: list[Any]) -> Any:
    *items, value = done
    for item in reversed(items):
        value = Compound(".", (item, value))
    return value
