"""Clauses and goals as they are: the reference that compiled clauses must agree with.

A clause is copied, its head unified, its body run goal by goal. Goals that are known only when they are called take
this way, and so do clauses that a running program asserts.
"""

from __future__ import annotations

from typing import Any

from coincide_logic.prolog.machine.database import Clause, Frame, Predicate
from coincide_logic.prolog.terms.copy import copy, variables_of
from coincide_logic.prolog.terms.raising import instantiation_error, type_error
from coincide_logic.prolog.terms.term import COMMA, Functor, Term, compound, deref, functor, is_callable, key_of

OR, THEN, SOFT, NOT = functor(";", 2), functor("->", 2), functor("*->", 2), functor("\\+", 1)
CALL = functor("call", 1)
_CONNECTIVES = (COMMA, OR, THEN, SOFT)


def builtin(name: str, control: Any) -> Predicate:
    """A predicate of the machine's own, whose goal may be any Python object."""
    predicate = Predicate(name)
    predicate.control = control
    return predicate


def plain_clause(head: Term, body: Term) -> Clause:
    """A clause that is run as it is."""
    if body == "true" and not variables_of(head):
        return Clause(head, body, _fact(head))
    pair = (COMMA, head, body)

    def run(machine: Any, goal: Term, following: Frame, barrier: Any, trail: list[Term]) -> Frame:
        _, own_head, own_body = copy(pair)
        if own_head.__class__ is tuple:
            for one, other in zip(own_head[1:], goal[1:], strict=True):
                if not machine.unify(one, other, trail):
                    return None
        return run_body(machine, (own_body, barrier), following)

    return Clause(head, body, run)


def _fact(head: Term) -> Any:
    arguments = head[1:] if head.__class__ is tuple else ()

    def run(machine: Any, goal: Term, following: Frame, barrier: Any, trail: list[Term]) -> Frame:
        for at, argument in enumerate(arguments, 1):
            if not machine.unify(goal[at], argument, trail):
                return None
        return following

    return run


def as_body(term: Term) -> Term:
    """Check that a term may be called, and turn the variables among its goals into calls.

    Raises
    ------
    PrologError : the term is a variable, or some goal in it is a number.
    """
    if deref(term).__class__ is list:
        raise instantiation_error()
    stack, seen = [term], set[int]()
    while stack:
        part = deref(stack.pop())
        if part.__class__ is tuple and part[0] in _CONNECTIVES:
            if id(part) not in seen:
                seen.add(id(part))
                stack += (part[2], part[1])
        elif part.__class__ is not list and not is_callable(part):
            raise type_error("callable", deref(term))
    return term


def run_body(machine: Any, data: Any, following: Frame) -> Frame:
    """The frame of a body's first goal; `data` is the body and the choice point that its cuts go back to."""
    term, barrier = data
    while True:
        term = deref(term)
        if term.__class__ is list:
            return (machine.database.predicate(CALL), (CALL, term), following)
        key = key_of(term)
        if key is COMMA:
            following = (BODY, (term[2], barrier), following)
            term = term[1]
        elif key == "!":
            machine.choice = barrier
            return following
        elif key is OR:
            term, barrier, following = _disjunction(machine, term, barrier, following)
        elif key is THEN:
            term, barrier, following = _condition(machine, term, FAIL, barrier, following)
        elif key is SOFT:
            term, following = term[1], (BODY, (term[2], barrier), following)
            barrier = machine.choice
        elif key is NOT:
            before = machine.choice
            machine.push(following)
            term, barrier, following = term[1], machine.choice, (CUT, before, (FAILURE, None, following))
        elif key.__class__ is str or key.__class__ is Functor:
            return (machine.database.predicate(key), term, following)
        else:
            raise type_error("callable", term)


def _disjunction(machine: Any, term: Term, barrier: Any, following: Frame) -> tuple[Term, Any, Frame]:
    left = deref(term[1])
    otherwise = (BODY, (term[2], barrier), following)
    if left.__class__ is tuple and left[0] is THEN:
        return _condition(machine, left, otherwise, barrier, following)
    if left.__class__ is tuple and left[0] is SOFT:
        has_succeeded: list[bool] = []
        machine.push((UNLESS, has_succeeded, otherwise))
        then = (BODY, (left[2], barrier), following)
        return left[1], machine.choice, (NOTE, has_succeeded, then)
    machine.push(otherwise)
    return left, barrier, following


def _condition(machine: Any, term: Term, otherwise: Frame, barrier: Any, following: Frame) -> tuple[Term, Any, Frame]:
    before = machine.choice
    machine.push(otherwise)
    return term[1], machine.choice, (CUT, before, (BODY, (term[2], barrier), following))


def _cut(machine: Any, choice: Any, following: Frame) -> Frame:
    machine.choice = choice
    return following


def _note(machine: Any, has_succeeded: list[bool], following: Frame) -> Frame:
    has_succeeded.append(True)
    return following


def _unless(machine: Any, has_succeeded: list[bool], following: Frame) -> Frame:
    return None if has_succeeded else following


def _fail(machine: Any, goal: Term, following: Frame) -> Frame:
    return None


BODY = builtin("$body", run_body)
CUT = builtin("$cut", _cut)
NOTE = builtin("$note", _note)
UNLESS = builtin("$unless", _unless)
FAILURE = builtin("$fail", _fail)
FAIL = (FAILURE, None, None)


def add_arguments(term: Term, extra: tuple[Term, ...]) -> Term:
    """A goal with more arguments at its end, as `call/N` makes it."""
    if term.__class__ is tuple:
        return (functor(term[0].name, term[0].arity + len(extra)), *term[1:], *extra)
    return compound(term, *extra)
