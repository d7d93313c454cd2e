"""Functions of all kinds of data but numbers and sequences: equality, types, symbols, tables, input and output."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count
from typing import Any

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import (
    UNBOUND,
    Char,
    Cons,
    Primitive,
    Symbol,
    Table,
    Value,
    is_eql,
    is_equal,
    key_of,
)
from coincide_logic.lisp.evaluator import Closure, Evaluator
from coincide_logic.lisp.printer import format_text, print_value
from coincide_logic.lisp.reader import read_all


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) or type(value).__name__ == "Fraction"


_TESTS: dict[str, Callable[..., bool]] = {
    "EQ": lambda one, other: is_eql(one, other),
    "EQL": is_eql,
    "EQUAL": is_equal,
    "EQUALP": lambda one, other: print_value(one).upper() == print_value(other).upper(),
    "NOT": lambda value: value is None,
    "NULL": lambda value: value is None,
    "ATOM": lambda value: not isinstance(value, Cons),
    "CONSP": lambda value: isinstance(value, Cons),
    "LISTP": lambda value: value is None or isinstance(value, Cons),
    "SYMBOLP": lambda value: value is None or isinstance(value, Symbol),
    "KEYWORDP": lambda value: isinstance(value, Symbol) and value.name.startswith(":"),
    "NUMBERP": _is_number,
    "INTEGERP": lambda value: isinstance(value, int),
    "STRINGP": lambda value: isinstance(value, str),
    "CHARACTERP": lambda value: isinstance(value, Char),
    "FUNCTIONP": lambda value: isinstance(value, (Closure, Primitive)),
    "BOUNDP": lambda symbol: symbol.value is not UNBOUND,
    "FBOUNDP": lambda symbol: symbol.function is not None,
    "STRING=": lambda one, other: text_of(one) == text_of(other),
    "STRING<": lambda one, other: text_of(one) < text_of(other),
    "CHAR=": lambda one, other: one == other,
}


def text_of(value: Value) -> str:
    """The text of a string, a symbol or a character."""
    return value if isinstance(value, str) else print_value(value, quoted=False)


class Library:
    """The functions that need the interpreter: they call others, read, write, or make symbols."""

    def __init__(self, lisp: Evaluator, write: Callable[[str], object], seed: int) -> None:
        self._lisp = lisp
        self._write = write
        self._column = 0
        self._random = random.Random(seed)
        self._true = lisp.symbols("T")
        self._numbers = count(1)

    def functions(self) -> dict[str, Callable[..., Value]]:
        symbols = self._lisp.symbols
        return {
            **{name: self._as_test(test) for name, test in _TESTS.items()},
            "FUNCALL": lambda function, *arguments: self._lisp.apply(function, arguments),
            "APPLY": lambda function, *rest: self._lisp.apply(function, [*rest[:-1], *(rest[-1] or ())]),
            "EVAL": self._lisp.evaluate,
            "MACROEXPAND-1": lambda form: self._lisp.apply(form.car.macro, list(form.cdr or ())),
            "IDENTITY": lambda value: value,
            "COMPLEMENT": self._complement,
            "VALUES": lambda *values: values[0] if values else None,
            "GENSYM": lambda *_: Symbol(f"G{next(self._numbers)}"),
            "INTERN": lambda text: symbols(text),
            "SYMBOL-NAME": lambda symbol: text_of(symbol),
            "STRING": text_of,
            "STRING-UPCASE": lambda value: text_of(value).upper(),
            "STRING-DOWNCASE": lambda value: text_of(value).lower(),
            "CHAR": lambda text, at: Char(text[at]),
            "SYMBOL-VALUE": lambda symbol: symbol.value,
            "SYMBOL-FUNCTION": lambda symbol: symbol.function,
            "GET": lambda symbol, name, default=None: symbol.properties.get(name, default),
            "GETHASH": lambda key, table, default=None: table.items.get(key_of(key, table.by_structure), (0, default))[
                1
            ],
            "REMHASH": lambda key, table: self._as_value(table.items.pop(key_of(key, table.by_structure), None)),
            "CLRHASH": lambda table: table.items.clear() or table,
            "HASH-TABLE-COUNT": lambda table: len(table.items),
            "MAPHASH": self._map_table,
            "RANDOM": lambda limit: (
                self._random.randrange(limit) if limit.__class__ is int else self._random.random() * limit
            ),
            "READ-FROM-STRING": self._read,
            "FORMAT": self._format,
            "PRINC": lambda value: self._show(value, print_value(value, quoted=False)),
            "PRIN1": lambda value: self._show(value, print_value(value)),
            "PRINT": lambda value: self._show(value, f"\n{print_value(value)} "),
            "TERPRI": lambda: self._show(None, "\n"),
            "ERROR": self._error,
        }

    def make_table(self, test: Value = None) -> Table:
        return Table(
            (isinstance(test, Primitive) and test.name in ("EQUAL", "EQUALP")) or str(test) in ("EQUAL", "EQUALP")
        )

    def _as_value(self, found: Any) -> Value:
        return self._true if found is not None and found is not False else None

    def _as_test(self, test: Callable[..., bool]) -> Callable[..., Value]:
        return lambda *arguments: self._true if test(*arguments) else None

    def _complement(self, function: Value) -> Value:
        def call(*arguments: Value) -> Value:
            return self._true if self._lisp.apply(function, arguments) is None else None

        return Primitive("COMPLEMENT", call)

    def _map_table(self, function: Value, table: Table) -> Value:
        for key, value in list(table.items.values()):
            self._lisp.apply(function, [key, value])

    def _read(self, text: str) -> Value:
        for form in read_all(text, self._lisp.symbols):
            return form
        raise LispError("read-from-string: there is nothing to read")

    def _format(self, to: Value, template: str, *arguments: Value) -> Value:
        text = format_text(template, iter(arguments), lambda: self._column)
        return self._show(None, text) if to is not None else text

    def _show(self, value: Value, text: str) -> Value:
        self._write(text)
        _, newline, last = text.rpartition("\n")
        self._column = len(last) if newline else self._column + len(text)
        return value

    def _error(self, template: Value, *arguments: Value) -> Value:
        raise LispError(format_text(text_of(template), iter(arguments)))
