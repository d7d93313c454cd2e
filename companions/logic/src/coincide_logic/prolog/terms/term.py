"""Terms as plain Python objects, since the machine makes millions of them a second.

    atom        `str`, for example "foo"; the empty list is the atom "[]"
    number      `int`, as long as it needs, or `float`
    compound    `tuple`: its functor, then its arguments; f(a, 1) is (functor("f", 2), "a", 1)
    variable    `list`: its value, or None while it has none; then its number, once somebody has asked for it

A tuple takes a fifth of the time of an object with slots, a list a quarter. Functors are interned, so that `is`
compares them. A list cell is the compound `'.'(Head, Tail)`, as in ISO 13211-1.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

Term = Any  # str | int | float | tuple[Functor, ...] | list[Term | None]

_numbers = count(1)


class Functor:
    """The name and the number of arguments of a compound; one object for each, made by `functor`."""

    __slots__ = ("arity", "name")

    def __init__(self, name: str, arity: int) -> None:
        self.name = name
        self.arity = arity

    def __repr__(self) -> str:
        return f"{self.name}/{self.arity}"


_functors: dict[tuple[str, int], Functor] = {}


def functor(name: str, arity: int) -> Functor:
    """The one functor of this name and arity."""
    return _functors.get((name, arity)) or _functors.setdefault((name, arity), Functor(name, arity))


DOT = functor(".", 2)
NIL = "[]"
COMMA = functor(",", 2)
CURLY = functor("{}", 1)
MINUS = functor("-", 2)
SLASH = functor("/", 2)
EQUALS = functor("=", 2)
RULE = functor(":-", 2)


def compound(name: str, *arguments: Term) -> Term:
    """A compound, or an atom if there are no arguments."""
    return (functor(name, len(arguments)), *arguments) if arguments else name


def new_variable() -> Term:
    """A variable with its number, older than all that come after it."""
    return [None, next(_numbers)]


def number_of(variable: Term) -> int:
    """A variable's number, which orders and names it; those that the machine makes get theirs when asked for."""
    if len(variable) == 1:
        variable.append(next(_numbers))
    return variable[1]


def deref(term: Term) -> Term:
    """Follow bound variables to what they stand for."""
    while term.__class__ is list and term[0] is not None:
        term = term[0]
    return term


def make_list(items: Iterable[Term], tail: Term = NIL) -> Term:
    """A Prolog list of these items."""
    result = tail
    for item in reversed(list(items)):
        result = (DOT, item, result)
    return result


def split_list(term: Term) -> tuple[list[Term], Term]:
    """The items of a list and its tail: "[]" if the list is whole, a variable if it is open."""
    items: list[Term] = []
    term = deref(term)
    while term.__class__ is tuple and term[0] is DOT:
        items.append(deref(term[1]))
        term = deref(term[2])
    return items, term


def is_callable(term: Term) -> bool:
    return term.__class__ is str or term.__class__ is tuple


def is_number(term: Term) -> bool:
    return term.__class__ is int or term.__class__ is float


def key_of(term: Term) -> Any:
    """What the database knows a predicate by: the functor of a compound, or an atom itself."""
    return term[0] if term.__class__ is tuple else term


def indicator(key: Any) -> Term:
    """Name/Arity of a predicate's key."""
    return (SLASH, key, 0) if key.__class__ is str else (SLASH, key.name, key.arity)
