"""Bodies as the compiler sees them: calls, cuts and branches, each cut with the choice point that it goes back to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from coincide_logic.prolog.machine.plain import CALL, NOT, OR, SOFT, THEN
from coincide_logic.prolog.terms.copy import variables_of
from coincide_logic.prolog.terms.term import COMMA, Term, compound, deref


class CannotCompileError(Exception):
    """A clause that must be run as it is."""


@dataclass(frozen=True, slots=True)
class Call:
    """A goal."""

    goal: Term


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut; `mark` is the Python name that holds the choice point it goes back to."""

    mark: str


@dataclass(frozen=True, slots=True)
class Branch:
    """If-then-else where there is a condition, else a disjunction.

    Attributes
    ----------
    mark : holds the choice point from before the condition, which its success goes back to.
    inner : holds the one that a cut in the condition goes back to.
    """

    condition: list[Any] | None
    then: list[Any]
    otherwise: list[Any]
    mark: str
    inner: str


Step = Call | Cut | Branch


def steps_of(term: Term, mark: str, marks: count[int]) -> list[Step]:
    """Flatten a body; `mark` names where its cuts go back to.

    Raises
    ------
    CannotCompileError : there is a soft cut in it.
    """
    steps: list[Step] = []
    stack = [term]
    while stack:
        part = deref(stack.pop())
        key = part[0] if part.__class__ is tuple else part
        if key is COMMA:
            stack += (part[2], part[1])
        elif part == "!":
            steps.append(Cut(mark))
        elif key is OR:
            steps.append(_disjunction(part, mark, marks))
        elif key is THEN:
            steps.append(_branch(part[1], part[2], "fail", mark, marks))
        elif key is NOT:
            steps.append(_branch(part[1], "fail", "true", mark, marks))
        elif part.__class__ is list:
            steps.append(Call((CALL, part)))
        elif key is SOFT:
            raise CannotCompileError
        else:
            steps.append(Call(part))
    return steps


def _disjunction(term: Term, mark: str, marks: count[int]) -> Step:
    left = deref(term[1])
    kind = left[0] if left.__class__ is tuple else None
    if kind is THEN:
        return _branch(left[1], left[2], term[2], mark, marks)
    if kind is SOFT:
        raise CannotCompileError
    return Branch(None, steps_of(left, mark, marks), steps_of(term[2], mark, marks), mark, "")


def _branch(condition: Term, then: Term, otherwise: Term, mark: str, marks: count[int]) -> Branch:
    own, inner = f"c{next(marks)}", f"c{next(marks)}"
    condition = steps_of(condition, inner, marks)
    return Branch(condition, steps_of(then, mark, marks), steps_of(otherwise, mark, marks), own, inner)


def variables_in(steps: list[Any]) -> list[Term]:
    """The variables of steps, each once."""
    return variables_of(compound("$", *_goals(steps)))


def _goals(steps: list[Any]) -> list[Term]:
    goals: list[Term] = []
    for step in steps:
        if isinstance(step, Call):
            goals.append(step.goal)
        elif isinstance(step, Branch):
            goals += _goals([*(step.condition or ()), *step.then, *step.otherwise])
    return goals


def marks_in(steps: list[Any]) -> list[str]:
    """The names that the cuts in steps need, each once."""
    found: dict[str, None] = {}
    for step in steps:
        if isinstance(step, Cut):
            found[step.mark] = None
        elif isinstance(step, Branch):
            inside = marks_in([*(step.condition or ()), *step.then, *step.otherwise])
            found.update((mark, None) for mark in inside if mark != step.inner)
    return list(found)
