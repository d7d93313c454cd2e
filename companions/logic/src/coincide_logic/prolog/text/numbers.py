"""Numbers as text: integers of any length, and floats as the shortest text that reads back as the same float.

`int` and `str` refuse more than 4,300 digits, since their time grows with the square; `decimal` does not.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal

_SHORT = 4000  # digits
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def parse_integer(digits: str) -> int:
    return int(digits) if len(digits) < _SHORT else int(Decimal(digits, _EXACT))


def format_integer(number: int) -> str:
    return str(number) if number.bit_length() < 3 * _SHORT else f"{Decimal(number, _EXACT):f}"


def format_float(number: float) -> str:
    """As SWI-Prolog writes it: always with a point, whole numbers of 16 digits and more with an exponent."""
    if number != number:
        return "nan"
    if number in (float("inf"), float("-inf")):
        return "inf" if number > 0 else "-inf"
    digits = repr(number)
    if 1e15 <= abs(number) < 1e16 and digits.endswith(".0"):
        sign, digits = digits[: number < 0], digits.lstrip("-")
        return f"{sign}{digits[0]}.{digits[1:-2].rstrip('0') or '0'}e+15"
    mantissa, mark, exponent = digits.partition("e")
    if mark and "." not in mantissa:
        mantissa += ".0"
    return mantissa + mark + exponent.replace("-0", "-")
