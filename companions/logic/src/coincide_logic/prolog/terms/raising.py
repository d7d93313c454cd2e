"""Errors as ISO 13211-1 section 7.12.2 names them, and arguments that are checked on the way in."""

from __future__ import annotations

from coincide_logic.errors import PrologError
from coincide_logic.prolog.terms.term import (
    NIL,
    Term,
    compound,
    deref,
    indicator,
    is_callable,
    split_list,
)


def error(formal: Term) -> PrologError:
    return PrologError(compound("error", formal, [None]))


def instantiation_error() -> PrologError:
    return error("instantiation_error")


def type_error(kind: str, culprit: Term) -> PrologError:
    return error(compound("type_error", kind, culprit))


def domain_error(kind: str, culprit: Term) -> PrologError:
    return error(compound("domain_error", kind, culprit))


def evaluation_error(kind: str) -> PrologError:
    return error(compound("evaluation_error", kind))


def representation_error(kind: str) -> PrologError:
    return error(compound("representation_error", kind))


def resource_error(kind: str) -> PrologError:
    return error(compound("resource_error", kind))


def existence_error(kind: str, culprit: Term) -> PrologError:
    return error(compound("existence_error", kind, culprit))


def unknown_procedure(key: Term) -> PrologError:
    return existence_error("procedure", indicator(key))


def permission_error(action: str, kind: str, culprit: Term) -> PrologError:
    return error(compound("permission_error", action, kind, culprit))


def bound(term: Term) -> Term:
    """The value of a term that must not be a variable."""
    term = deref(term)
    if term.__class__ is list:
        raise instantiation_error()
    return term


def an_integer(term: Term) -> int:
    term = bound(term)
    if term.__class__ is not int:
        raise type_error("integer", term)
    return term


def a_size(term: Term) -> int:
    """An integer that is not negative."""
    size = an_integer(term)
    if size < 0:
        raise domain_error("not_less_than_zero", size)
    return size


def an_atom(term: Term) -> str:
    term = bound(term)
    if term.__class__ is not str:
        raise type_error("atom", term)
    return term


def a_callable(term: Term) -> Term:
    term = bound(term)
    if not is_callable(term):
        raise type_error("callable", term)
    return term


def a_list(term: Term) -> list[Term]:
    """The items of a list that must be whole."""
    items, tail = split_list(term)
    if tail.__class__ is list:
        raise instantiation_error()
    if tail != NIL:
        raise type_error("list", term)
    return items


def open_or_list(term: Term) -> None:
    """Check a result's place: a list, an open list or a variable."""
    _, tail = split_list(term)
    if tail.__class__ is not list and tail != NIL:
        raise type_error("list", term)


def open_or_integer(term: Term) -> Term:
    """Check a result's place: an integer or a variable."""
    term = deref(term)
    if term.__class__ is not list and term.__class__ is not int:
        raise type_error("integer", term)
    return term


def is_pair_of(term: Term, name: str) -> bool:
    return term.__class__ is tuple and term[0].arity == 2 and term[0].name == name
