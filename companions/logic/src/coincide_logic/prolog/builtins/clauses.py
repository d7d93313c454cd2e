"""Clauses that a running program adds, takes away and looks at (ISO 13211-1 sections 8.8 and 8.9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coincide_logic.prolog.builtins.inspection import attempt
from coincide_logic.prolog.machine.database import Predicate
from coincide_logic.prolog.machine.plain import as_body, plain_clause
from coincide_logic.prolog.terms.copy import copy, variables_of
from coincide_logic.prolog.terms.raising import (
    a_callable,
    a_size,
    an_atom,
    bound,
    is_pair_of,
    permission_error,
    type_error,
)
from coincide_logic.prolog.terms.term import COMMA, RULE, SLASH, Term, deref, functor, indicator, key_of, split_list


def split_clause(term: Term) -> tuple[Term, Term]:
    """Head and body of a clause.

    Raises
    ------
    PrologError : the head cannot be called, or the body cannot.
    """
    term = bound(term)
    head, body = (deref(term[1]), deref(term[2])) if term.__class__ is tuple and term[0] is RULE else (term, "true")
    a_callable(head)
    if body.__class__ is not list:
        as_body(body)
    return head, body


def _asserting(at_end: bool) -> Any:
    def test(machine: Any, term: Term) -> bool:
        _, head, body = copy((RULE, *split_clause(term)))
        predicate = machine.database.to_change(key_of(head))
        clause = plain_clause(head, body)
        (predicate.append if at_end else predicate.prepend)(clause)
        return True

    return test


def _existing(machine: Any, head: Term) -> Predicate | None:
    return machine.database.predicates.get(key_of(head))


def _clause(machine: Any, head: Term, body: Term) -> Iterator[None]:
    head, body = a_callable(head), deref(body)
    if body.__class__ is int or body.__class__ is float:
        raise type_error("callable", body)
    predicate = _existing(machine, head)
    if predicate is None:
        return
    if predicate.control is not None or predicate.is_library:
        raise permission_error("access", "private_procedure", indicator(predicate.key))
    for clause in list(predicate.candidates(head)):
        if attempt(machine, (RULE, head, body), copy((RULE, clause.head, clause.body))):
            yield


def _retract(machine: Any, term: Term) -> Iterator[None]:
    term = bound(term)
    head, body = (term[1], term[2]) if term.__class__ is tuple and term[0] is RULE else (term, "true")
    head = a_callable(head)
    predicate = _existing(machine, head)
    if predicate is None:
        return
    machine.database.to_change(predicate.key)
    for clause in list(predicate.candidates(head)):
        if clause.is_erased:
            continue
        if attempt(machine, (RULE, head, body), copy((RULE, clause.head, clause.body))):
            predicate.remove(clause)
            yield


def _retract_all(machine: Any, head: Term) -> bool:
    head = a_callable(head)
    predicate = machine.database.to_change(key_of(head))
    top = len(machine.trail)
    if head.__class__ is str or (len(variables_of(head)) == len(head) - 1 and all(map(_is_variable, head[1:]))):
        for clause in predicate.clauses:
            clause.is_erased = True
        predicate.clear()
        return True
    for clause in list(predicate.candidates(head)):
        if attempt(machine, head, copy(clause.head)):
            predicate.remove(clause)
        while len(machine.trail) > top:
            machine.trail.pop()[0] = None
    return True


def _is_variable(term: Term) -> bool:
    return deref(term).__class__ is list


def key_from(term: Term) -> Any:
    """The key of Name/Arity.

    Raises
    ------
    PrologError : it is none.
    """
    term = bound(term)
    if not is_pair_of(term, "/"):
        raise type_error("predicate_indicator", term)
    name, arity = bound(term[1]), bound(term[2])
    if arity.__class__ is not int:
        raise type_error("integer", arity)
    an_atom(name)
    return functor(name, a_size(arity)) if a_size(arity) else name


def each_indicator(term: Term) -> Iterator[Term]:
    """The indicators of (a/1, b/2) or [a/1, b/2], one after another."""
    term = bound(term)
    if term.__class__ is tuple and term[0] is COMMA:
        yield from each_indicator(term[1])
        yield from each_indicator(term[2])
    elif term.__class__ is tuple and term[0] is SLASH:
        yield term
    else:
        items, tail = split_list(term)
        if tail != "[]":
            raise type_error("predicate_indicator", term)
        for item in items:
            yield from each_indicator(item)


def _dynamic(machine: Any, term: Term) -> bool:
    for each in each_indicator(term):
        predicate = machine.database.to_consult(key_from(each))
        predicate.is_dynamic = predicate.is_defined = True
    return True


def _declare(machine: Any, term: Term) -> bool:
    """discontiguous/1: clauses of a predicate may stand anywhere here."""
    for each in each_indicator(term):
        key_from(each)
    return True


def _abolish(machine: Any, term: Term) -> bool:
    predicate = machine.database.to_change(key_from(term))
    for clause in predicate.clauses:
        clause.is_erased = True
    predicate.clear()
    predicate.is_defined = predicate.is_dynamic = False
    return True


def _current_predicate(machine: Any, term: Term) -> Iterator[None]:
    term = deref(term)
    if term.__class__ is not list:
        if not is_pair_of(term, "/"):
            raise type_error("predicate_indicator", term)
        for part, kind in ((term[1], str), (term[2], int)):
            if deref(part).__class__ not in (list, kind):
                raise type_error("atom" if kind is str else "integer", deref(part))
    for key, predicate in list(machine.database.predicates.items()):
        is_own = predicate.control is None and not predicate.is_library
        if is_own and (predicate.clauses or predicate.is_dynamic) and attempt(machine, term, indicator(key)):
            yield


TESTS = {
    ("assert", 1): _asserting(at_end=True),
    ("asserta", 1): _asserting(at_end=False),
    ("assertz", 1): _asserting(at_end=True),
    ("retractall", 1): _retract_all,
    ("abolish", 1): _abolish,
    ("dynamic", 1): _dynamic,
    ("discontiguous", 1): _declare,
    ("ensure_loaded", 1): lambda machine, term: True,
}
SOLUTIONS = {("clause", 2): _clause, ("retract", 1): _retract, ("current_predicate", 1): _current_predicate}
