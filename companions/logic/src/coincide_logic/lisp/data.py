"""Lisp's data as Python objects.

Numbers are `int`, `float` and `Fraction`, strings `str`, arrays `list`, hash tables `Table`; `nil` is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from coincide_logic.errors import LispError

Value = Any


class Symbol:
    """A name with a value, a function, a macro, and properties; made by `symbol`."""

    __slots__ = ("function", "is_special", "macro", "name", "properties", "value")

    def __init__(self, name: str) -> None:
        self.name = name
        self.value: Value = UNBOUND
        self.function: Value = None
        self.macro: Value = None
        self.is_special = False
        self.properties: dict[Any, Value] = {}

    def __repr__(self) -> str:
        return self.name


UNBOUND: Any = object()


class Cons:
    """A pair; lists are chains of them that end in None."""

    __slots__ = ("car", "cdr")

    def __init__(self, car: Value, cdr: Value) -> None:
        self.car = car
        self.cdr = cdr

    def __iter__(self) -> Iterator[Value]:
        """The items of a list; a last cdr that is no list is left out."""
        cell: Value = self
        while isinstance(cell, Cons):
            yield cell.car
            cell = cell.cdr


@dataclass(frozen=True, slots=True)
class Char:
    """A character."""

    text: str


@dataclass(slots=True)
class Structure:
    """An instance of what `defstruct` defined."""

    kind: Symbol
    slots: dict[str, Value]


@dataclass(slots=True)
class Table:
    """A hash table; keys are compared by `eql`, or by `equal` if asked for, through what `key_of` makes of them."""

    by_structure: bool
    items: dict[Any, tuple[Value, Value]] = field(default_factory=dict[Any, tuple[Value, Value]])


@dataclass(slots=True)
class Primitive:
    """A function in Python; `keywords` are the names of those that it takes, such as `test`."""

    name: str
    call: Callable[..., Value]
    keywords: tuple[str, ...] = ()


def to_list(items: Iterable[Value], tail: Value = None) -> Value:
    """A Lisp list of these items."""
    result = tail
    for item in reversed(list(items)):
        result = Cons(item, result)
    return result


def items_of(value: Value) -> Iterable[Value]:
    """The items of a list, array or string.

    Raises
    ------
    LispError : it is none of these.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return [Char(char) for char in value]
    if isinstance(value, (Cons, list)):
        return value
    raise LispError(f"expected a list, an array or a string, received {type(value).__name__.lower()}")


def is_eql(one: Value, other: Value) -> bool:
    """The same object, or equal numbers of one type, or equal characters."""
    if one is other:
        return True
    if isinstance(one, (int, float)) or type(one).__name__ in ("Fraction", "Char"):
        return type(one) is type(other) and one == other
    return False


def is_equal(one: Value, other: Value) -> bool:
    """Equal by structure: lists item by item, strings by their text."""
    stack = [(one, other)]
    while stack:
        one, other = stack.pop()
        if isinstance(one, Cons) and isinstance(other, Cons):
            stack += ((one.cdr, other.cdr), (one.car, other.car))
        elif not (is_eql(one, other) or (isinstance(one, str) and one == other)):
            return False
    return True


def key_of(value: Value, by_structure: bool) -> Any:
    """What a hash table knows a key by."""
    if by_structure and isinstance(value, Cons):
        return tuple(key_of(item, True) for item in value)
    if isinstance(value, str):
        return ("string", value) if by_structure else id(value)
    return (type(value), value) if isinstance(value, (int, float, Char)) else id(value)
