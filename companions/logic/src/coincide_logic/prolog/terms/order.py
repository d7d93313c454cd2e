"""The standard order of terms (ISO 13211-1 section 7.2): variables, numbers, atoms, compounds.

Numbers go by value, a float before an equal integer; compounds by arity, name, and arguments from the left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from coincide_logic.prolog.terms.term import Term, deref, number_of
from coincide_logic.prolog.terms.unify import MANY, Pairs

_RANK = {list: 0, float: 1, int: 1, str: 3, tuple: 4}


def compare(one: Term, other: Term) -> int:
    """-1, 0 or 1: where the first of two terms stands to the second."""
    stack: list[tuple[Term, Term]] = []
    for _ in range(MANY):
        while one.__class__ is list and one[0] is not None:
            one = one[0]
        while other.__class__ is list and other[0] is not None:
            other = other[0]
        if one is not other:
            if one.__class__ is tuple and other.__class__ is tuple and one[0] is other[0]:
                stack.extend(zip(one[:1:-1], other[:1:-1], strict=True))
                one, other = one[1], other[1]
                continue
            difference = _compare_parts(one, other)
            if difference != 0:
                return difference
        if not stack:
            return 0
        one, other = stack.pop()
    return _compare_many([*stack, (one, other)])


def _compare_many(stack: list[tuple[Term, Term]]) -> int:
    """Go on with pairs that are many, as `unify` does."""
    met = Pairs()
    while stack:
        one, other = (deref(term) for term in stack.pop())
        if one is other:
            continue
        if one.__class__ is tuple and other.__class__ is tuple and one[0] is other[0]:
            if met.is_new(one, other):
                stack.extend(zip(one[:0:-1], other[:0:-1], strict=True))
            continue
        difference = _compare_parts(one, other)
        if difference != 0:
            return difference
    return 0


def _compare_parts(one: Term, other: Term) -> int:
    if one.__class__ is tuple and other.__class__ is tuple:
        return -1 if (one[0].arity, one[0].name) < (other[0].arity, other[0].name) else 1
    return _compare_simple(one, other)


def _compare_simple(one: Term, other: Term) -> int:
    first, second = _RANK[one.__class__], _RANK[other.__class__]
    if first == 0 and second == 0:
        one, other = number_of(one), number_of(other)
    elif first != second:
        one, other = first, second
    elif one == other:  # 1.0 before 1
        one, other = one.__class__ is int, other.__class__ is int
    return (one > other) - (one < other)


def order_key(of: Callable[[Any], Term] = lambda item: item) -> Callable[[Any], Any]:
    """A key for `sorted` that follows the standard order of what `of` takes from each item."""
    key = cmp_to_key(compare)
    return lambda item: key(of(item))


def in_order(items: list[Term]) -> list[Term]:
    """Sort terms; atoms alone, or integers alone, as fast as Python can."""
    kinds = {item.__class__ for item in items}
    return sorted(items) if kinds in ({str}, {int}) else sorted(items, key=order_key())


def without_repeats(items: list[Term]) -> list[Term]:
    """Leave out what equals the one before it."""
    return [item for at, item in enumerate(items) if at == 0 or compare(items[at - 1], item) != 0]
