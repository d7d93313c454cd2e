"""SLIP 39, sharing of secrets: polynomials over the field of 256 elements, one for each byte (Shamir 1979).

The field is Rijndael's: bytes are polynomials modulo x⁸ + x⁴ + x³ + x + 1. Time depends on the values.
"""

from __future__ import annotations

from collections.abc import Mapping

_MODULUS = 0x11B


def _tables() -> tuple[list[int], list[int]]:
    """Powers of x + 1, which are all elements but 0, and the exponent of each element."""
    powers, exponents, element = [0] * 255, [0] * 256, 1
    for exponent in range(255):
        powers[exponent], exponents[element] = element, exponent
        element ^= element << 1
        if element & 0x100:
            element ^= _MODULUS
    return powers, exponents


_POWERS, _EXPONENTS = _tables()


def interpolate(points: Mapping[int, bytes], x: int) -> bytes:
    """The values at `x` of the polynomials of least degree through `points`: bytes of one length, by their x."""
    if x in points:
        return points[x]
    total = bytearray(len(next(iter(points.values()))))
    for own, values in points.items():
        # Lagrange: the product of (x - other) / (own - other); subtraction is exclusive or.
        exponent = sum(_EXPONENTS[x ^ other] - _EXPONENTS[own ^ other] for other in points if other != own)
        for place, value in enumerate(values):
            if value:
                total[place] ^= _POWERS[(_EXPONENTS[value] + exponent) % 255]
    return bytes(total)
