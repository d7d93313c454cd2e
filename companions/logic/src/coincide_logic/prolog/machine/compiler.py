"""Clauses as generated Python: the fast twin of `plain`.

For `app([H|T], L, [H|R]) :- app(T, L, R)` the generated function takes apart the first argument, builds or takes apart
the third, and returns the frame of app(T, L, R). Prolog's variables become Python's where they can; what tests and
arithmetic do happens in place. A body is cut into pieces: each runs tests up to a call, and the rest of the body goes
into that call's next frame, as calls, or as another piece with the variables that it needs.

`k` is the next frame, `m` the machine; `t1` and the like are places, `v1` variables, `c1` choice points.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from coincide_logic.prolog.machine.body import CannotCompileError, steps_of
from coincide_logic.prolog.machine.database import Clause, Database, Frame, Predicate
from coincide_logic.prolog.machine.piece import Piece
from coincide_logic.prolog.machine.plain import plain_clause
from coincide_logic.prolog.numbers.evaluate import evaluate
from coincide_logic.prolog.numbers.functions import add, multiply, subtract
from coincide_logic.prolog.terms.copy import size_of, variables_of
from coincide_logic.prolog.terms.term import Term, compound, deref
from coincide_logic.prolog.terms.unify import unify

_MOST_PARTS = 1500  # of a clause; generating code for larger ones does not pay
_NAMES = {"unify": unify, "evaluate": evaluate, "add": add, "subtract": subtract, "multiply": multiply}


def compiled_clause(head: Term, body: Term, database: Database) -> Clause:
    """A clause that turns itself into Python when it is first run; one that cannot be is run as it is."""
    plain = plain_clause(head, body)
    if body == "true" and not variables_of(head):
        return plain
    clause = Clause(head, body, plain.run)

    def first_run(machine: Any, goal: Term, following: Frame, barrier: Any, trail: list[Term]) -> Frame:
        clause.run = _compile(head, body, database) or plain.run
        return clause.run(machine, goal, following, barrier, trail)

    clause.run = first_run
    return clause


def _compile(head: Term, body: Term, database: Database) -> Callable[..., Frame] | None:
    if size_of(compound("$", head, body), _MOST_PARTS) > _MOST_PARTS:
        return None
    try:
        return _Compiler(database).clause(head, body)
    except (CannotCompileError, SyntaxError, RecursionError, MemoryError):
        return None


class _Compiler:
    """Generates the functions of one clause: its own, and those of the later pieces of its body."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.names: dict[str, Any] = dict(_NAMES)
        self.known: dict[int, str] = {}
        self.variables: dict[int, str] = {}
        self.functions: list[str] = []
        self.later: list[tuple[Predicate, str]] = []
        self.counter = count(1)
        self.marks = count(1)

    def clause(self, head: Term, body: Term) -> Callable[..., Frame]:
        steps = steps_of(body, "barrier", self.marks)
        piece = Piece(self, _repeated(head, body))
        arguments = head[1:] if head.__class__ is tuple else ()
        places = [f"a{at}" for at in range(1, len(arguments) + 1)]
        if places:
            piece.emit(f"_, {', '.join(places)} = goal")
        for argument, place in zip(arguments, places, strict=True):
            piece.match(argument, place)
        piece.body(steps, "k")
        self.function("run(m, goal, k, barrier, trail)", piece.lines)
        exec("\n".join(self.functions), self.names)
        for predicate, name in self.later:
            predicate.control = self.names[name]
        return self.names["run"]

    def function(self, signature: str, lines: list[str]) -> None:
        self.functions.append(f"def {signature}:\n" + "\n".join(lines))

    def new(self, kind: str) -> str:
        """A name that the generated code does not use yet."""
        return f"{kind}{next(self.counter)}"

    def name_of(self, variable: Term) -> str:
        """The Python name of a variable, the same in all pieces."""
        if id(variable) not in self.variables:
            self.variables[id(variable)] = self.new("v")
        return self.variables[id(variable)]

    def constant(self, value: Any) -> str:
        """The name of an object in the generated code."""
        if id(value) not in self.known:
            self.known[id(value)] = self.new("x")
            self.names[self.known[id(value)]] = value
        return self.known[id(value)]


def _repeated(*terms: Term) -> set[int]:
    """The ids of variables that occur more than once."""
    once: set[int] = set()
    more: set[int] = set()
    stack = list(terms)
    while stack:
        term = deref(stack.pop())
        if term.__class__ is tuple:
            stack.extend(term[1:])
        elif term.__class__ is list:
            (more if id(term) in once else once).add(id(term))
    return more
