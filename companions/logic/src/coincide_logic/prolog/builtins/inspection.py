"""Types, comparison, and taking terms apart (ISO 13211-1 sections 8.2 to 8.7)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from coincide_logic.prolog.numbers.evaluate import evaluate
from coincide_logic.prolog.terms.copy import copy, variables_of
from coincide_logic.prolog.terms.order import compare
from coincide_logic.prolog.terms.raising import (
    a_list,
    a_size,
    an_atom,
    an_integer,
    bound,
    domain_error,
    instantiation_error,
    open_or_integer,
    open_or_list,
    resource_error,
    type_error,
)
from coincide_logic.prolog.terms.term import (
    DOT,
    NIL,
    Term,
    deref,
    functor,
    is_callable,
    is_number,
    make_list,
    new_variable,
    split_list,
)
from coincide_logic.prolog.terms.unify import can_unify, undo, unify_with_occurs_check

_MOST_ARGUMENTS = 10_000_000


def _kind(*classes: type) -> Callable[[Any, Term], bool]:
    return lambda machine, term: deref(term).__class__ in classes


def _order(test: Callable[[int, int], bool]) -> Callable[[Any, Term, Term], bool]:
    return lambda machine, one, other: test(compare(one, other), 0)


def _numbers(test: Callable[[Any, Any], bool]) -> Callable[[Any, Term, Term], bool]:
    return lambda machine, one, other: test(evaluate(one), evaluate(other))


def _compare(machine: Any, order: Term, one: Term, other: Term) -> bool:
    order = deref(order)
    if order.__class__ is not list and an_atom(order) not in ("<", "=", ">"):
        raise domain_error("order", order)
    return machine.unify(order, "<=>"[compare(one, other) + 1], machine.trail)


def _functor(machine: Any, term: Term, name: Term, arity: Term) -> bool:
    term = deref(term)
    if term.__class__ is tuple:
        found = (DOT, term[0].name, term[0].arity)
        return machine.unify((DOT, name, arity), found, machine.trail)
    if term.__class__ is not list:
        return machine.unify((DOT, name, arity), (DOT, term, 0), machine.trail)
    name, arity = bound(name), an_integer(arity)
    if arity == 0:
        if name.__class__ is tuple:
            raise type_error("atomic", name)
        return machine.unify(term, name, machine.trail)
    if arity < 0:
        raise domain_error("not_less_than_zero", arity)
    if name.__class__ is tuple:
        raise type_error("atomic", name)
    if is_number(name):
        raise type_error("atom", name)
    if arity > _MOST_ARGUMENTS:
        raise resource_error("memory")
    made = (functor(name, arity), *(new_variable() for _ in range(arity)))
    return machine.unify(term, made, machine.trail)


def _arg(machine: Any, at: Term, term: Term, argument: Term) -> Iterator[None]:
    term, at = bound(term), open_or_integer(at)
    if term.__class__ is not tuple:
        raise type_error("compound", term)
    if at.__class__ is int:
        if at < 0:
            raise domain_error("not_less_than_zero", at)
        if 0 < at < len(term) and machine.unify(argument, term[at], machine.trail):
            yield
        return
    for position, each in enumerate(term[1:], 1):
        if attempt(machine, (DOT, at, argument), (DOT, position, each)):
            yield


def _univ(machine: Any, term: Term, items: Term) -> bool:
    term = deref(term)
    if term.__class__ is tuple:
        open_or_list(items)
        return machine.unify(items, make_list([term[0].name, *term[1:]]), machine.trail)
    if term.__class__ is not list:
        open_or_list(items)
        return machine.unify(items, make_list([term]), machine.trail)
    given, tail = split_list(items)
    if tail.__class__ is list:
        raise instantiation_error()
    given = a_list(items)
    if not given:
        raise domain_error("non_empty_list", NIL)
    name = bound(given[0]) if len(given) == 1 else given[0]
    if len(given) == 1:
        if name.__class__ is tuple:
            raise type_error("atomic", name)
        return machine.unify(term, name, machine.trail)
    an_atom(name)
    return machine.unify(term, (functor(name, len(given) - 1), *given[1:]), machine.trail)


def attempt(machine: Any, one: Term, other: Term) -> bool:
    """Unify, or leave everything as it was."""
    top = len(machine.trail)
    if machine.unify(one, other, machine.trail):
        return True
    undo(machine.trail, top)
    return False


def _is_list(machine: Any, term: Term) -> bool:
    return split_list(term)[1] == NIL


def _subsumes(machine: Any, general: Term, specific: Term) -> bool:
    top = len(machine.trail)
    before = variables_of(specific)
    fits = unify_with_occurs_check(general, specific, machine.trail)
    after = variables_of((DOT, *before)) if fits else []
    undo(machine.trail, top)
    return fits and list(map(id, before)) == list(map(id, after))


def _term_variables(machine: Any, term: Term, variables: Term) -> bool:
    open_or_list(variables)
    return machine.unify(variables, make_list(variables_of(term)), machine.trail)


def _number_variables(machine: Any, term: Term, start: Term, end: Term) -> bool:
    number = a_size(start)
    for variable in variables_of(term):
        variable[0] = (functor("$VAR", 1), number)
        machine.trail.append(variable)
        number += 1
    return machine.unify(end, number, machine.trail)


TESTS: dict[tuple[str, int], Callable[..., bool]] = {
    ("var", 1): _kind(list),
    ("nonvar", 1): _kind(str, int, float, tuple),
    ("atom", 1): _kind(str),
    ("integer", 1): _kind(int),
    ("float", 1): _kind(float),
    ("number", 1): _kind(int, float),
    ("atomic", 1): _kind(str, int, float),
    ("compound", 1): _kind(tuple),
    ("callable", 1): lambda machine, term: is_callable(deref(term)),
    ("is_list", 1): _is_list,
    ("ground", 1): lambda machine, term: not variables_of(term),
    ("=", 2): lambda machine, one, other: machine.unify(one, other, machine.trail),
    ("\\=", 2): lambda machine, one, other: not can_unify(one, other, machine.trail),
    ("unify_with_occurs_check", 2): lambda machine, one, other: unify_with_occurs_check(one, other, machine.trail),
    ("is", 2): lambda machine, result, term: machine.unify(result, evaluate(term), machine.trail),
    ("==", 2): _order(operator.eq),
    ("\\==", 2): _order(operator.ne),
    ("@<", 2): _order(operator.lt),
    ("@>", 2): _order(operator.gt),
    ("@=<", 2): _order(operator.le),
    ("@>=", 2): _order(operator.ge),
    ("=:=", 2): _numbers(operator.eq),
    ("=\\=", 2): _numbers(operator.ne),
    ("<", 2): _numbers(operator.lt),
    (">", 2): _numbers(operator.gt),
    ("=<", 2): _numbers(operator.le),
    (">=", 2): _numbers(operator.ge),
    ("compare", 3): _compare,
    ("functor", 3): _functor,
    ("=..", 2): _univ,
    ("copy_term", 2): lambda machine, term, made: machine.unify(made, copy(term), machine.trail),
    ("subsumes_term", 2): _subsumes,
    ("term_variables", 2): _term_variables,
    ("numbervars", 3): _number_variables,
}
SOLUTIONS = {("arg", 3): _arg}
