"""Functions of numbers (ISO 13211-1 section 9): integers as long as they need, floats that are finite."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from coincide_logic.prolog.terms.raising import domain_error, evaluation_error, resource_error, type_error
from coincide_logic.prolog.terms.term import functor

Number = int | float
_MOST_BITS = 1_000_000  # of a result; writing one, or the gcd of two, takes about a second


def checked(number: Any) -> Number:
    """A float that is finite, or an integer."""
    if number.__class__ is float and not math.isfinite(number):
        raise evaluation_error("undefined" if math.isnan(number) else "float_overflow")
    return number


def _mixed(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Number]:
    def apply(one: Any, other: Any) -> Number:
        try:
            return checked(operation(one, other))
        except OverflowError:
            raise evaluation_error("float_overflow") from None

    return apply


def _real(function: Callable[..., Any]) -> Callable[..., Number]:
    """A function of floats; where it is not defined, the error says so."""

    def apply(*numbers: Any) -> Number:
        try:
            return checked(function(*map(float, numbers)))
        except OverflowError:
            raise evaluation_error("float_overflow") from None
        except ValueError:
            raise evaluation_error("undefined") from None

    return apply


def _integers(function: Callable[..., Any]) -> Callable[..., int]:
    def apply(*numbers: Any) -> int:
        for number in numbers:
            if number.__class__ is not int:
                raise type_error("integer", number)
        return function(*numbers)

    return apply


def _dividing(function: Callable[[int, int], int]) -> Callable[..., int]:
    def apply(one: int, other: int) -> int:
        if other == 0:
            raise evaluation_error("zero_divisor")
        return function(one, other)

    return _integers(apply)


def _truncated(one: int, other: int) -> int:
    quotient = abs(one) // abs(other)
    return quotient if (one < 0) == (other < 0) else -quotient


def divide(one: Number, other: Number) -> Number:
    """The quotient: an integer if both are and it is whole, as in SWI-Prolog."""
    if other == 0:
        raise evaluation_error("zero_divisor" if one != 0 or one.__class__ is int else "undefined")
    if one.__class__ is int and other.__class__ is int and one % other == 0:
        return one // other
    try:
        return checked(one / other)
    except OverflowError:
        raise evaluation_error("float_overflow") from None


def _limited(bits: int) -> None:
    if bits > _MOST_BITS:
        raise resource_error("memory")


def _integer_power(base: int, exponent: int) -> int:
    if exponent < 0:
        if base in (1, -1):
            return base if exponent % 2 else 1
        raise type_error("float", base) if base != 0 else evaluation_error("zero_divisor")
    if base not in (0, 1, -1):
        _limited(base.bit_length() * exponent)
    return base**exponent


def power(base: Any, exponent: Any) -> Number:
    """`^`: an integer where both are."""
    if base.__class__ is int and exponent.__class__ is int:
        return _integer_power(base, exponent)
    return float_power(base, exponent)


def starred_power(base: Any, exponent: Any) -> Number:
    """`**`: as `^`, but a negative exponent gives a float, as in SWI-Prolog."""
    if base.__class__ is int and exponent.__class__ is int and (exponent >= 0 or base in (1, -1)):
        return _integer_power(base, exponent)
    return float_power(base, exponent)


def float_power(base: Any, exponent: Any) -> Number:
    if base == 0 and exponent < 0:
        raise evaluation_error("zero_divisor")
    return _real(math.pow)(base, exponent)


def _shift(one: int, count: int) -> int:
    if count < 0:
        return one >> -count
    _limited(one.bit_length() + count if one != 0 else 0)
    return one << count if one != 0 else 0


def _whole(function: Callable[[Any], Any]) -> Callable[[Any], int]:
    def apply(number: Any) -> int:
        return number if number.__class__ is int else int(function(_finite(number)))

    return apply


def _finite(number: Any) -> Any:
    """A number that has a whole part: `inf` and `nan` have none."""
    if number.__class__ is float and not math.isfinite(number):
        raise evaluation_error("undefined")
    return number


def _most_significant_bit(number: int) -> int:
    if number < 1:
        raise domain_error("not_less_than_one", number)
    return number.bit_length() - 1


def _round(number: float) -> int:
    """To the nearest integer, halves away from zero."""
    whole = math.floor(abs(number))
    return int(math.copysign(whole + (abs(number) - whole >= 0.5), number))


def _sign(number: Any) -> Number:
    return number.__class__((number > 0) - (number < 0))


def _logarithm(number: Any) -> Number:
    if number <= 0:
        raise evaluation_error("undefined")
    return math.log(number)


def _extreme(choose: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Number]:
    return lambda one, other: other if choose(other, one) else one


def to_float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        raise evaluation_error("float_overflow") from None


def _product(one: Any, other: Any) -> Any:
    if one.__class__ is int and other.__class__ is int:
        _limited(one.bit_length() + other.bit_length())
    return one * other


add, subtract, multiply = _mixed(operator.add), _mixed(operator.sub), _mixed(_product)

_BINARY: dict[str, Callable[..., Number]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "//": _dividing(_truncated),
    "rem": _dividing(lambda one, other: one - other * _truncated(one, other)),
    "mod": _dividing(operator.mod),
    "div": _dividing(operator.floordiv),
    "min": _extreme(operator.lt),
    "max": _extreme(operator.gt),
    "**": starred_power,
    "^": power,
    ">>": _integers(lambda one, count: _shift(one, -count)),
    "<<": _integers(_shift),
    "/\\": _integers(operator.and_),
    "\\/": _integers(operator.or_),
    "xor": _integers(operator.xor),
    "gcd": _integers(math.gcd),
    "atan2": _real(math.atan2),
    "atan": _real(math.atan2),
    "copysign": _real(math.copysign),
    "log": lambda base, number: divide(_logarithm(number), _logarithm(base)),
}
_UNARY: dict[str, Callable[..., Number]] = {
    "-": operator.neg,
    "+": operator.pos,
    "abs": abs,
    "sign": _sign,
    "\\": _integers(operator.invert),
    "msb": _integers(_most_significant_bit),
    "float": to_float,
    "integer": _whole(_round),
    "round": _whole(_round),
    "truncate": _whole(math.trunc),
    "floor": _whole(math.floor),
    "ceiling": _whole(math.ceil),
    "float_integer_part": lambda number: to_float(math.trunc(_finite(number))),
    "float_fractional_part": lambda number: number - math.trunc(_finite(number)),
    "sqrt": _real(math.sqrt),
    "exp": _real(math.exp),
    "log": _logarithm,
    "log2": lambda number: _logarithm(number) / math.log(2),
    "succ": _integers(lambda number: number + 1),
} | {
    name: _real(getattr(math, name))
    for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh")
}
CONSTANTS: dict[str, Number] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "epsilon": 2.0**-52,
    "max_tagged_integer": 2**60 - 1,
    "min_tagged_integer": -(2**60),
}
FUNCTIONS: dict[Any, Callable[..., Number]] = {
    **{functor(name, 2): function for name, function in _BINARY.items()},
    **{functor(name, 1): function for name, function in _UNARY.items()},
}
