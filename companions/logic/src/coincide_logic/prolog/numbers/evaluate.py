"""Terms to numbers, at any depth (ISO 13211-1 section 7.9)."""

from __future__ import annotations

from coincide_logic.prolog.numbers.functions import CONSTANTS, FUNCTIONS, Number
from coincide_logic.prolog.terms.raising import instantiation_error, type_error
from coincide_logic.prolog.terms.term import DOT, NIL, Term, deref, indicator


def evaluate(term: Term) -> Number:
    """The value of an expression.

    Raises
    ------
    PrologError : a variable, something that is no function, or a value that is not defined.
    """
    stack: list[tuple[Term, list[Number]]] = []
    known: dict[int, Number] = {}  # values of parts, one in 61: enough for parts that are shared, see `unify.Pairs`
    n_done = 0
    while True:
        while term.__class__ is list and term[0] is not None:
            term = term[0]
        if term.__class__ is tuple and id(term) not in known:
            if term[0] not in FUNCTIONS and not _is_single(term):
                raise type_error("evaluable", indicator(term[0]))
            stack.append((term, []))
            term = term[1]
            continue
        value = known[id(term)] if term.__class__ is tuple else _simple(term)
        while stack:
            source, values = stack[-1]
            values.append(value)
            if source[0] is not DOT and len(values) < len(source) - 1:
                term = source[len(values) + 1]
                break
            stack.pop()
            value = value if source[0] is DOT else FUNCTIONS[source[0]](*values)
            n_done += 1
            if n_done % 61 == 0:
                known[id(source)] = value
        else:
            return value


def _simple(term: Term) -> Number:
    if term.__class__ is int or term.__class__ is float:
        return term
    if term.__class__ is list:
        raise instantiation_error()
    if term not in CONSTANTS:
        raise type_error("evaluable", indicator(term))
    return CONSTANTS[term]


def _is_single(term: Term) -> bool:
    """Whether a term is [X], which has the value of X."""
    return term[0] is DOT and deref(term[2]) == NIL
