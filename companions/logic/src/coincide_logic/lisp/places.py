"""What `setf` can set: variables, parts of lists, array items, table entries, properties, slots of structures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import Cons, Symbol, Table, Value, key_of
from coincide_logic.lisp.evaluator import Code, Evaluator, Scope


def setter(lisp: Evaluator, place: Value, value: Code) -> Code:
    """Code that sets a place to the value of other code, and gives that value.

    Raises
    ------
    LispError : it is no place.
    """
    if isinstance(place, Symbol):
        return _set_variable(place, value)
    if isinstance(place, Cons) and isinstance(place.car, Symbol):
        return _set_part(lisp, place.car, list(place.cdr or ()), value)
    raise LispError("setf: expected a variable or a place")


def _set_variable(symbol: Symbol, value: Code) -> Code:
    def run(scope: Scope | None) -> Value:
        found = value(scope)
        values = scope.holding(symbol) if scope is not None else None
        if values is not None:
            values[symbol] = found
        else:
            symbol.value = found
        return found

    return run


def _set_part(lisp: Evaluator, name: Symbol, arguments: list[Value], value: Code) -> Code:
    codes = [lisp.compile(argument, False) for argument in arguments]

    def run(scope: Scope | None) -> Value:
        of = [code(scope) for code in codes]
        found = value(scope)
        try:
            _store(name, of, found)
        except (AttributeError, IndexError, TypeError, KeyError):
            raise LispError(f"setf: there is no such place of {name.name}") from None
        return found

    return run


def _store(name: Symbol, of: list[Value], found: Value) -> None:
    if "slot" in name.properties:
        of[0].slots[name.properties["slot"]] = found
    elif name.name in _STORES:
        _STORES[name.name](found, *of)
    else:
        raise LispError(f"setf: {name.name} is not a place")


def _set_car(found: Value, cell: Any) -> None:
    cell.car = found


def _set_cdr(found: Value, cell: Any) -> None:
    cell.cdr = found


def _set_nth(found: Value, count: int, cell: Any) -> None:
    for _ in range(count):
        cell = cell.cdr
    cell.car = found


def _set_item(found: Value, array: Any, *indices: int) -> None:
    for index in indices[:-1]:
        array = array[index]
    array[indices[-1]] = found


def _set_entry(found: Value, key: Value, table: Table) -> None:
    table.items[key_of(key, table.by_structure)] = (key, found)


def _set_property(found: Value, symbol: Symbol, name: Value) -> None:
    symbol.properties[name] = found


def _set_value(found: Value, symbol: Symbol) -> None:
    symbol.value = found


def _set_function(found: Value, symbol: Symbol) -> None:
    symbol.function = found


_STORES: dict[str, Callable[..., None]] = {
    "CAR": _set_car,
    "FIRST": _set_car,
    "CDR": _set_cdr,
    "REST": _set_cdr,
    "NTH": _set_nth,
    "AREF": _set_item,
    "SECOND": lambda found, cell: _set_nth(found, 1, cell),
    "THIRD": lambda found, cell: _set_nth(found, 2, cell),
    "GETHASH": _set_entry,
    "GET": _set_property,
    "SYMBOL-VALUE": _set_value,
    "SYMBOL-FUNCTION": _set_function,
}
