"""Calls, exceptions, and all solutions of a goal (ISO 13211-1 sections 7.8 and 8.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from coincide_logic.errors import HaltError
from coincide_logic.prolog.machine.database import Frame
from coincide_logic.prolog.machine.machine import catch, throw
from coincide_logic.prolog.machine.plain import BODY, CUT, add_arguments, as_body, builtin, run_body
from coincide_logic.prolog.terms.copy import copy, variables_of
from coincide_logic.prolog.terms.raising import a_callable, an_integer, bound, open_or_integer, open_or_list
from coincide_logic.prolog.terms.term import MINUS, Term, compound, deref, functor, make_list

_HAT = functor("^", 2)


def _call(machine: Any, goal: Term, following: Frame) -> Frame:
    called = bound(goal[1])
    if len(goal) > 2:
        called = add_arguments(a_callable(called), goal[2:])
    return run_body(machine, (as_body(called), machine.choice), following)


def _connective(machine: Any, goal: Term, following: Frame) -> Frame:
    """A conjunction and the like that is called by its name alone."""
    return run_body(machine, (as_body(goal), machine.choice), following)


def _once(machine: Any, goal: Term, following: Frame) -> Frame:
    before = machine.choice
    return (BODY, (as_body(goal[1]), before), (CUT, before, following))


def _findall(machine: Any, goal: Term, following: Frame) -> Frame:
    _, template, called, result, *tail = goal
    open_or_list(result)
    found: list[Term] = []
    machine.push((_GATHERED, (found, result, tail[0] if tail else "[]"), following))
    return (BODY, (as_body(called), machine.choice), (_GATHER, (found, template), following))


def _gather(machine: Any, data: Any, following: Frame) -> Frame:
    found, template = data
    found.append(copy(template))
    return None


def _gathered(machine: Any, data: Any, following: Frame) -> Frame:
    found, result, tail = data
    return following if machine.unify(result, make_list(found, tail), machine.trail) else None


_GATHER, _GATHERED = builtin("$gather", _gather), builtin("$gathered", _gathered)


def _free_variables(machine: Any, template: Term, goal: Term, witness: Term, inner: Term) -> bool:
    """What `bagof/3` groups by: variables of the goal that are neither in the template nor before a `^`."""
    own = [template]
    goal = deref(goal)
    while goal.__class__ is tuple and goal[0] is _HAT:
        own.append(goal[1])
        goal = deref(goal[2])
    known = {id(variable) for variable in variables_of(compound("$", *own))}
    free = [variable for variable in variables_of(goal) if id(variable) not in known]
    return machine.unify((MINUS, witness, inner), (MINUS, compound("$", *free), goal), machine.trail)


def _between(machine: Any, low: Term, high: Term, number: Term) -> Iterator[None]:
    low = an_integer(low)
    high = bound(high)
    last = None if high in ("inf", "infinite") else an_integer(high)
    number = open_or_integer(number)
    if number.__class__ is int:
        if low <= number and (last is None or number <= last):
            yield
        return
    while last is None or low <= last:
        number[0] = low
        machine.trail.append(number)
        yield
        low += 1


def _repeat(machine: Any) -> Iterator[None]:
    while True:
        yield


def _halt(machine: Any, status: Term = 0) -> bool:
    raise HaltError(an_integer(status))


def _open_or_list(machine: Any, term: Term) -> bool:
    open_or_list(term)
    return True


def solutions(function: Callable[..., Iterator[None]]) -> Callable[..., Frame]:
    """The control of a predicate whose answers an iterator makes."""

    def control(machine: Any, goal: Term, following: Frame) -> Frame:
        arguments = goal[1:] if goal.__class__ is tuple else ()
        return _retry(machine, function(machine, *arguments), following)

    return control


def _retry(machine: Any, answers: Iterator[None], following: Frame) -> Frame:
    before = machine.choice
    machine.push((_RETRY, answers, following))
    for _ in answers:
        return following
    machine.choice = before
    return None


_RETRY = builtin("$retry", _retry)
TESTS = {
    ("true", 0): lambda machine: True,
    ("otherwise", 0): lambda machine: True,
    ("fail", 0): lambda machine: False,
    ("false", 0): lambda machine: False,
    ("throw", 1): throw,
    ("halt", 0): _halt,
    ("halt", 1): _halt,
    ("$free_variables", 4): _free_variables,
    ("$open_or_list", 1): _open_or_list,
}
SOLUTIONS = {("between", 3): _between, ("repeat", 0): _repeat}
CONTROLS = {
    **{("call", arity): _call for arity in range(1, 9)},
    **{(name, 2): _connective for name in (",", ";", "->", "*->")},
    ("\\+", 1): _connective,
    ("!", 0): _connective,
    ("once", 1): _once,
    ("catch", 3): catch,
    ("findall", 3): _findall,
    ("findall", 4): _findall,
}
