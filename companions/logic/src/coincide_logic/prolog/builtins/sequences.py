"""Lists and sorting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coincide_logic.prolog.terms.order import compare, in_order, order_key, without_repeats
from coincide_logic.prolog.terms.raising import (
    a_list,
    an_atom,
    an_integer,
    bound,
    domain_error,
    open_or_integer,
    open_or_list,
    type_error,
)
from coincide_logic.prolog.terms.term import MINUS, NIL, Term, make_list, new_variable, split_list

_CELL_BYTES = 150  # of a list whose items are variables


def _length(machine: Any, items: Term, length: Term) -> Iterator[None]:
    given, tail = split_list(items)
    length = open_or_integer(length)
    if length.__class__ is int and length < 0:
        raise domain_error("not_less_than_zero", length)
    if tail.__class__ is not list:
        if tail == NIL and machine.unify(length, len(given), machine.trail):
            yield
        elif tail != NIL:
            raise type_error("list", items)
        return
    sizes = [length] if length.__class__ is int else _from(len(given))
    for size in sizes:
        if size >= len(given):
            machine.limits.make_room((size - len(given)) * _CELL_BYTES)
            machine.unify(tail, make_list(new_variable() for _ in range(size - len(given))), machine.trail)
            machine.unify(length, size, machine.trail)
            yield


def _from(number: int) -> Iterator[int]:
    while True:
        yield number
        number += 1


def _sorted(repeats: bool) -> Any:
    def test(machine: Any, items: Term, result: Term) -> bool:
        given = a_list(items)
        open_or_list(result)
        ordered = in_order(given)
        return machine.unify(result, make_list(ordered if repeats else without_repeats(ordered)), machine.trail)

    return test


def _pair_key(pair: Term) -> Term:
    pair = bound(pair)
    if pair.__class__ is not tuple or pair[0] is not MINUS:
        raise type_error("pair", pair)
    return pair[1]


def _keysort(machine: Any, pairs: Term, result: Term) -> bool:
    given = a_list(pairs)
    for pair in given:
        _pair_key(pair)
    for pair in split_list(result)[0]:
        if pair.__class__ is not list:
            _pair_key(pair)
    open_or_list(result)
    return machine.unify(result, make_list(sorted(given, key=order_key(_pair_key))), machine.trail)


def _sort4(machine: Any, at: Term, order: Term, items: Term, result: Term) -> bool:
    """sort/4 of SWI-Prolog: by an argument, or the whole term for 0; @< and @> leave out repeats."""
    place, order, given = an_integer(at), an_atom(order), a_list(items)
    if order not in ("@<", "@>", "@=<", "@>="):
        raise domain_error("order", order)
    ordered = sorted(given, key=order_key(lambda item: _argument(item, place)), reverse=order in ("@>", "@>="))
    if order in ("@<", "@>"):
        keys = [_argument(item, place) for item in ordered]
        ordered = [item for n, item in enumerate(ordered) if n == 0 or compare(keys[n - 1], keys[n]) != 0]
    return machine.unify(result, make_list(ordered), machine.trail)


def _argument(term: Term, place: int) -> Term:
    if place == 0:
        return term
    term = bound(term)
    if term.__class__ is not tuple or place >= len(term):
        raise type_error("compound", term)
    return term[place]


def _number_list(machine: Any, low: Term, high: Term, items: Term) -> bool:
    first, last = an_integer(low), an_integer(high)
    machine.limits.make_room(max(0, last - first) * _CELL_BYTES)
    return first <= last and machine.unify(items, make_list(range(first, last + 1)), machine.trail)


def _succ(machine: Any, number: Term, after: Term) -> bool:
    number = open_or_integer(number)
    after = open_or_integer(after)
    if number.__class__ is list:
        if an_integer(after) < 1:
            if after < 0:
                raise type_error("not_less_than_zero", after)
            return False
        return machine.unify(number, after - 1, machine.trail)
    if number < 0:
        raise type_error("not_less_than_zero", number)
    return machine.unify(after, number + 1, machine.trail)


def _plus(machine: Any, one: Term, other: Term, total: Term) -> bool:
    known = [open_or_integer(term) for term in (one, other, total)]
    if known[2].__class__ is list:
        return machine.unify(total, an_integer(one) + an_integer(other), machine.trail)
    if known[1].__class__ is list:
        return machine.unify(other, known[2] - an_integer(one), machine.trail)
    return machine.unify(one, known[2] - an_integer(other), machine.trail)


TESTS = {
    ("msort", 2): _sorted(repeats=True),
    ("sort", 2): _sorted(repeats=False),
    ("sort", 4): _sort4,
    ("keysort", 2): _keysort,
    ("numlist", 3): _number_list,
    ("succ", 2): _succ,
    ("plus", 3): _plus,
}
SOLUTIONS = {("length", 2): _length}
