"""Functions of lists and other sequences; `:test`, `:key` and the like are as in Common Lisp."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import Cons, Symbol, Value, is_eql, items_of, to_list
from coincide_logic.lisp.evaluator import Evaluator

OPTIONS = ("test", "key", "initial-value", "from-end", "start", "initial-element")


def _car(value: Value) -> Value:
    return _cell(value).car if value is not None else None


def _cdr(value: Value) -> Value:
    return _cell(value).cdr if value is not None else None


def _cell(value: Value) -> Cons:
    if not isinstance(value, Cons):
        raise TypeError("expected a list")
    return value


def _path(letters: str) -> Callable[[Value], Value]:
    """cadr and the like, letters from the right."""

    def call(value: Value) -> Value:
        for letter in reversed(letters):
            value = _car(value) if letter == "a" else _cdr(value)
        return value

    return call


def _nth_cdr(count: int, value: Value) -> Value:
    for _ in range(count):
        value = _cdr(value)
    return value


def _last(value: Value) -> Value:
    while value is not None and isinstance(value.cdr, Cons):
        value = value.cdr
    return value


def _append(*lists: Value) -> Value:
    result = lists[-1] if lists else None
    for each in reversed(lists[:-1]):
        result = to_list(items_of(each), result)
    return result


def _like(sequence: Value, items: Iterable[Value]) -> Value:
    """Items as a sequence of the same kind."""
    if isinstance(sequence, str):
        return "".join(item.text for item in items)
    return list(items) if isinstance(sequence, list) else to_list(items)


def _concatenate(kind: Symbol, *sequences: Value) -> Value:
    items = [item for sequence in sequences for item in items_of(sequence)]
    return _like("" if kind.name == "STRING" else None, items)


def _make_array(size: Value, initial_element: Value = None) -> Value:
    sizes = [size] if isinstance(size, int) else list(size)
    if sizes[0] > 1_000_000:
        raise LispError("make-array: expected at most a million items")
    if len(sizes) == 1:
        return [initial_element] * sizes[0]
    return [_make_array(to_list(sizes[1:]), initial_element) for _ in range(sizes[0])]


def _item(array: Any, *indices: int) -> Value:
    for index in indices:
        if index < 0:
            raise IndexError("index below zero")
        array = array[index]
    return array


def _copy_tree(tree: Value) -> Value:
    return Cons(_copy_tree(tree.car), _copy_tree(tree.cdr)) if isinstance(tree, Cons) else tree


class Sequences:
    """The functions that call others, by name."""

    def __init__(self, lisp: Evaluator) -> None:
        self._lisp = lisp
        self._true = lisp.symbols("T")

    def functions(self) -> dict[str, Callable[..., Value]]:
        lists: dict[str, Callable[..., Value]] = {
            **{
                f"C{letters.upper()}R": _path(letters)
                for letters in ("a", "d", "aa", "ad", "da", "dd", "add", "ddd", "dad", "dda")
            },
            "FIRST": _car,
            "REST": _cdr,
            "SECOND": _path("ad"),
            "THIRD": _path("add"),
            "FOURTH": _path("addd"),
            "CONS": Cons,
            "LIST": lambda *items: to_list(items),
            "APPEND": _append,
            "LAST": _last,
            "AREF": _item,
            "LIST*": lambda *items: to_list(items[:-1], items[-1]),
            "NTHCDR": _nth_cdr,
            "MAKE-ARRAY": _make_array,
            "NTH": lambda at, value: _car(_nth_cdr(at, value)),
            "ELT": lambda value, at: list(items_of(value))[at],
            "LENGTH": lambda value: len(list(items_of(value))),
            "COPY-LIST": lambda value: to_list(value or ()),
            **{name: lambda value: _like(value, list(items_of(value))[::-1]) for name in ("REVERSE", "NREVERSE")},
            "SUBSEQ": lambda value, start, end=None: _like(value, list(items_of(value))[start:end]),
            "CONCATENATE": _concatenate,
            "COPY-TREE": _copy_tree,
            "COERCE": lambda value, kind: _concatenate(kind, value),
        }
        return lists | {
            "MAPCAR": self._mapcar,
            "MAPC": self._mapc,
            "MAPCAN": self._mapcan,
            "MAPPEND": self._mapcan,
            "MAPLIST": self._maplist,
            "REDUCE": self._reduce,
            "SORT": self._sort,
            "SOME": self._some,
            "EVERY": self._every,
            "NOTANY": lambda f, *s: self._not(self._some(f, *s)),
            "MEMBER": self._member,
            "ASSOC": self._assoc,
            "FIND": self._find,
            "POSITION": self._position,
            "FIND-IF": self._find_if,
            "MEMBER-IF": self._member_if,
            "COUNT": self._count,
            "COUNT-IF": self._count_if,
            "POSITION-IF": self._position_if,
            "REMOVE": self._remove,
            "DELETE": self._remove,
            "REMOVE-IF": self._filter(None),
            "REMOVE-IF-NOT": self._filter(True),
            "DELETE-IF": self._filter(None),
            "REMOVE-DUPLICATES": self._unique,
            "ADJOIN": self._adjoin,
            "SUBSETP": self._subset,
            "UNION": self._union,
            "INTERSECTION": self._intersection,
            "SET-DIFFERENCE": self._difference,
            "SUBLIS": self._sublis,
            "SUBST": self._subst,
            "SUBSTITUTE": self._substitute,
        }

    def _not(self, value: Value) -> Value:
        return self._true if value is None else None

    def _call(self, function: Value, *arguments: Value) -> Value:
        return self._lisp.apply(function, arguments)

    def _same(self, one: Value, other: Value, test: Value, key: Value) -> bool:
        """Whether an item looked for equals one of a sequence."""
        other = self._call(key, other) if key is not None else other
        return is_eql(one, other) if test is None else self._call(test, one, other) is not None

    def _mapcar(self, function: Value, *lists: Value) -> Value:
        return to_list(self._call(function, *items) for items in zip(*map(items_of, lists), strict=False))

    def _mapc(self, function: Value, *lists: Value) -> Value:
        self._mapcar(function, *lists)
        return lists[0]

    def _mapcan(self, function: Value, *lists: Value) -> Value:
        return _append(*items_of(self._mapcar(function, *lists)), None)

    def _maplist(self, function: Value, cell: Value) -> Value:
        results: list[Value] = []
        while cell is not None:
            results.append(self._call(function, cell))
            cell = cell.cdr
        return to_list(results)

    def _reduce(self, function: Value, items: Value, initial_value: Value = ..., from_end: Value = None) -> Value:
        rest = list(items_of(items))[:: -1 if from_end is not None else 1]
        if initial_value is not ...:
            rest.insert(0, initial_value)
        if not rest:
            return self._call(function)
        result = rest[0]
        for item in rest[1:]:
            result = self._call(function, item, result) if from_end is not None else self._call(function, result, item)
        return result

    def _sort(self, items: Value, before: Value, key: Value = None) -> Value:
        def compare(one: Value, other: Value) -> int:
            one, other = (self._call(key, each) if key is not None else each for each in (one, other))
            return -1 if self._call(before, one, other) is not None else int(self._call(before, other, one) is not None)

        return _like(items, sorted(items_of(items), key=cmp_to_key(compare)))

    def _some(self, function: Value, *lists: Value) -> Value:
        for items in zip(*map(items_of, lists), strict=False):
            value = self._call(function, *items)
            if value is not None:
                return value
        return None

    def _every(self, function: Value, *lists: Value) -> Value:
        for items in zip(*map(items_of, lists), strict=False):
            if self._call(function, *items) is None:
                return None
        return self._true

    def _member(self, item: Value, cell: Value, test: Value = None, key: Value = None) -> Value:
        while cell is not None and not self._same(item, cell.car, test, key):
            cell = cell.cdr
        return cell

    def _member_if(self, function: Value, cell: Value) -> Value:
        while cell is not None and self._call(function, cell.car) is None:
            cell = cell.cdr
        return cell

    def _assoc(self, item: Value, pairs: Value, test: Value = None) -> Value:
        return next((pair for pair in pairs or () if pair and self._same(item, pair.car, test, None)), None)

    def _find(self, item: Value, items: Value, test: Value = None, key: Value = None) -> Value:
        return next((each for each in items_of(items) if self._same(item, each, test, key)), None)

    def _find_if(self, function: Value, items: Value, key: Value = None) -> Value:
        test = [
            each for each in items_of(items) if self._call(function, self._call(key, each) if key else each) is not None
        ]
        return test[0] if test else None

    def _position(self, item: Value, items: Value, test: Value = None, key: Value = None) -> Value:
        return next((at for at, each in enumerate(items_of(items)) if self._same(item, each, test, key)), None)

    def _position_if(self, function: Value, items: Value) -> Value:
        return next((at for at, each in enumerate(items_of(items)) if self._call(function, each) is not None), None)

    def _count(self, item: Value, items: Value, test: Value = None, key: Value = None) -> Value:
        return sum(self._same(item, each, test, key) for each in items_of(items))

    def _count_if(self, function: Value, items: Value) -> Value:
        return sum(self._call(function, each) is not None for each in items_of(items))

    def _remove(self, item: Value, items: Value, test: Value = None, key: Value = None) -> Value:
        return _like(items, [each for each in items_of(items) if not self._same(item, each, test, key)])

    def _filter(self, wanted: Value) -> Callable[..., Value]:
        def call(function: Value, items: Value, key: Value = None) -> Value:
            def is_kept(item: Value) -> bool:
                value = self._call(function, self._call(key, item) if key is not None else item)
                return (value is not None) == (wanted is not None)

            return _like(items, [item for item in items_of(items) if is_kept(item)])

        return call

    def _unique(self, items: Value, test: Value = None, key: Value = None) -> Value:
        kept: list[Value] = []
        for item in reversed(list(items_of(items))):
            own = self._call(key, item) if key is not None else item
            if not any(self._same(own, each, test, key) for each in kept):
                kept.insert(0, item)
        return _like(items, kept)

    def _adjoin(self, item: Value, items: Value, test: Value = None) -> Value:
        return items if self._member(item, items, test) is not None else Cons(item, items)

    def _subset(self, one: Value, other: Value, test: Value = None) -> Value:
        return self._true if all(self._member(item, other, test) is not None for item in items_of(one)) else None

    def _union(self, one: Value, other: Value, test: Value = None) -> Value:
        return _append(self._difference(one, other, test), other)

    def _intersection(self, one: Value, other: Value, test: Value = None) -> Value:
        return to_list(item for item in items_of(one) if self._member(item, other, test) is not None)

    def _difference(self, one: Value, other: Value, test: Value = None) -> Value:
        return to_list(item for item in items_of(one) if self._member(item, other, test) is None)

    def _sublis(self, pairs: Value, tree: Value, test: Value = None) -> Value:
        found = self._assoc(tree, pairs, test)
        if found is not None:
            return found.cdr
        if isinstance(tree, Cons):
            return Cons(self._sublis(pairs, tree.car, test), self._sublis(pairs, tree.cdr, test))
        return tree

    def _subst(self, new: Value, old: Value, tree: Value, test: Value = None) -> Value:
        return self._sublis(to_list([Cons(old, new)]), tree, test)

    def _substitute(self, new: Value, old: Value, items: Value, test: Value = None) -> Value:
        return _like(items, [new if self._same(old, each, test, None) else each for each in items_of(items)])
