"""Functions of numbers; integers stay exact, and the quotient of two is a ratio."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any

from coincide_logic.lisp.data import Value
from coincide_logic.lisp.reader import simplest


def _checked(number: Value) -> Any:
    if not isinstance(number, (int, float, Fraction)):
        raise TypeError("expected numbers")
    return number


def _folding(operation: Callable[[Any, Any], Any], start: int, alone: Callable[[Any], Any]) -> Callable[..., Value]:
    def call(*numbers: Value) -> Value:
        if len(numbers) < 2:
            return simplest(alone(_checked(numbers[0]))) if numbers else start
        return simplest(reduce(operation, map(_checked, numbers)))

    return call


def _divide(one: Any, other: Any) -> Any:
    return one / other if isinstance(one, float) or isinstance(other, float) else Fraction(one) / Fraction(other)


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int):
        if base.bit_length() * abs(exponent) > 10_000_000:
            raise ValueError("the result would have more than ten million bits")
        return simplest(Fraction(base) ** exponent)
    return base**exponent


def _comparing(test: Callable[[Any, Any], bool], true: Value) -> Callable[..., Value]:
    return lambda *numbers: (
        true if all(test(_checked(one), _checked(other)) for one, other in pairwise(numbers)) else None
    )


def numeric_functions(true: Value) -> dict[str, Callable[..., Value]]:
    """All of them by name; `true` is what a test gives that holds."""
    tests: dict[str, Callable[[Any], bool]] = {
        "ZEROP": lambda n: n == 0,
        "PLUSP": lambda n: n > 0,
        "MINUSP": lambda n: n < 0,
        "EVENP": lambda n: n % 2 == 0,
        "ODDP": lambda n: n % 2 == 1,
    }
    comparisons = {"=": operator.eq, "/=": operator.ne, "<": operator.lt, ">": operator.gt}
    comparisons |= {"<=": operator.le, ">=": operator.ge}

    def testing(test: Callable[[Any], bool]) -> Callable[..., Value]:
        return lambda number: true if test(_checked(number)) else None

    return {
        "+": _folding(operator.add, 0, lambda n: n),
        "-": _folding(operator.sub, 0, operator.neg),
        "*": _folding(operator.mul, 1, lambda n: n),
        "/": _folding(_divide, 1, lambda n: _divide(1, n)),
        "1+": lambda n: _checked(n) + 1,
        "1-": lambda n: _checked(n) - 1,
        "MOD": operator.mod,
        "REM": lambda one, other: one - other * math.trunc(Fraction(one, other)),
        "FLOOR": lambda one, other=1: math.floor(_divide(one, other)),
        "CEILING": lambda one, other=1: math.ceil(_divide(one, other)),
        "TRUNCATE": lambda one, other=1: math.trunc(_divide(one, other)),
        "ROUND": lambda one, other=1: round(_divide(one, other)),
        "ABS": abs,
        "MIN": min,
        "MAX": max,
        "SQRT": math.sqrt,
        "EXPT": _power,
        **{name: testing(test) for name, test in tests.items()},
        **{name: _comparing(test, true) for name, test in comparisons.items()},
    }
