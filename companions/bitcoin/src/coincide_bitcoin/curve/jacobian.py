"""Song 2019, chapter 2, without division: (X, Y, Z) stands for the affine point (X/Z², Y/Z³); Z = 0 is infinity.

Source: Cohen, Miyaji and Ono 1998; formulas dbl-2009-l and madd of the Explicit-Formulas Database, for a = 0.
"""

from __future__ import annotations

from typing import TypeAlias

from coincide_bitcoin.curve.secp256k1 import Affine, P

Jacobian: TypeAlias = tuple[int, int, int]

INFINITY: Jacobian = (1, 1, 0)


def double(point: Jacobian) -> Jacobian:
    """Twice the point: 7 multiplications. No point of secp256k1 has order 2, so y is never 0."""
    x, y, z = point
    square = y * y % P
    s = 4 * x * square % P
    m = 3 * x * x % P
    x2 = (m * m - 2 * s) % P
    return x2, (m * (s - x2) - 8 * square * square) % P, 2 * y * z % P


def add_affine(point: Jacobian, other: Affine) -> Jacobian:
    """The sum with a point whose Z is 1: 11 multiplications."""
    x1, y1, z1 = point
    x2, y2 = other
    if not z1:
        return x2, y2, 1
    square = z1 * z1 % P
    h = (x2 * square - x1) % P
    r = (y2 * square % P * z1 - y1) % P
    if not h:
        return INFINITY if r else double(point)
    h2 = h * h % P
    h3 = h * h2 % P
    v = x1 * h2 % P
    x3 = (r * r - h3 - 2 * v) % P
    return x3, (r * (v - x3) - y1 * h3) % P, h * z1 % P


def to_affine(point: Jacobian) -> Affine | None:
    """(x, y), or None at infinity: one division."""
    x, y, z = point
    if not z:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P
