"""Song 2019, chapters 2 and 3, made fast: k₁·P₁ + k₂·P₂ + ..., with one shared chain of doublings.

Each scalar is split in two of half the length by the curve's endomorphism (Gallant, Lambert and Vanstone 2001), each
half is written in width-w non-adjacent form (Solinas 2000), and all are added along one chain of 128 doublings (Straus
1964). The generator has large tables, made on first use in some 10 ms. Time depends on the scalars: fit for
verification, and for signing only where nobody can watch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

from coincide_bitcoin.curve.jacobian import INFINITY, Jacobian, add_affine, double, to_affine
from coincide_bitcoin.curve.secp256k1 import BETA, Affine, G, N, P

GENERATOR_WIDTH = 12
POINT_WIDTH = 5

# A short basis of the lattice of (a, b) with a + b·LAMBDA = 0 modulo N: (A1, -B1) and (A2, A1).
_A1 = 0x3086D221A7D46BCDE86C90E49284EB15
_B1 = 0xE4437ED6010E88286F547FA90ABFE4C3
_A2 = 0x114CA50F7A8E2F3F657C1108D9D44CFD8

_HALF = (P + 1) // 2  # 1/2 modulo P

# Of a point, and of LAMBDA times it.
Tables: TypeAlias = tuple[list[Affine], list[Affine]]


def multiply(scalar: int, point: Affine) -> Affine | None:
    """scalar · point; None at infinity."""
    return to_affine(linear_combination(0, [(scalar, point)]))


def multiply_generator(scalar: int) -> Affine | None:
    """scalar · G; None at infinity."""
    return to_affine(linear_combination(scalar, ()))


def add(first: Affine | None, second: Affine | None) -> Affine | None:
    """first + second; None is infinity."""
    if first is None or second is None:
        return second if first is None else first
    return to_affine(add_affine((*first, 1), second))


def negate(point: Affine) -> Affine:
    """The point with the same x and the other y."""
    return point[0], P - point[1]


def linear_combination(generator_scalar: int, terms: Sequence[tuple[int, Affine]]) -> Jacobian:
    """generator_scalar · G + the sum of scalar · point over `terms`, in Jacobian coordinates.

    Scalars may be any integers and are taken modulo N.
    """
    schedule: list[tuple[Affine, ...]] = [()] * 131
    if generator_scalar % N:
        _schedule(schedule, generator_scalar, _generator_tables(), GENERATOR_WIDTH)
    for scalar, point in terms:
        if scalar % N:
            _schedule(schedule, scalar, tables_of(point, POINT_WIDTH), POINT_WIDTH)
    return _run(schedule)


def split(scalar: int) -> tuple[int, int]:
    """(k₁, k₂), each of at most 128 bits and a sign, with k₁ + k₂·LAMBDA = scalar modulo N."""
    c1 = (_A1 * scalar + N // 2) // N
    c2 = (_B1 * scalar + N // 2) // N
    return scalar - c1 * _A1 - c2 * _A2, c1 * _B1 - c2 * _A1


def non_adjacent_form(scalar: int, width: int) -> list[tuple[int, int]]:
    """(position, digit) of each digit that is not 0, lowest first: odd, and |digit| < 2^(width-1).

    The scalar may be negative.
    """
    digits: list[tuple[int, int]] = []
    position, half, full = 0, 1 << (width - 1), 1 << width
    while scalar:
        zeros = (scalar & -scalar).bit_length() - 1
        scalar >>= zeros
        position += zeros
        digit = scalar & (full - 1)
        if digit >= half:
            digit -= full
        digits.append((position, digit))
        scalar -= digit
    return digits


def tables_of(point: Affine, width: int) -> Tables:
    """Odd multiples of a point, and of LAMBDA times the point, by factor: those whose size is below 2^(width-1).

    A list can be asked for -3 as for 3: the negative multiples stand at its end.
    """
    tables = [(0, 0)] * (1 << width), [(0, 0)] * (1 << width)
    for place, (x, y) in enumerate(_odd_multiples(point, 1 << (width - 2))):
        factor = 2 * place + 1
        beta_x, negative_y = x * BETA % P, P - y
        tables[0][factor], tables[0][-factor] = (x, y), (x, negative_y)
        tables[1][factor], tables[1][-factor] = (beta_x, y), (beta_x, negative_y)
    return tables


def _schedule(schedule: list[tuple[Affine, ...]], scalar: int, tables: Tables, width: int) -> None:
    """Enter the points to add after each doubling, for one scalar."""
    for part, table in zip(split(scalar % N), tables, strict=True):
        for position, digit in non_adjacent_form(part, width):
            schedule[position] += (table[digit],)


def _run(schedule: list[tuple[Affine, ...]]) -> Jacobian:
    """Double and add along the schedule, highest first; `double` and `add_affine` are written out for speed.

    The loop keeps w = 2y in place of y, which saves each doubling some multiplications by 2, 4 and 8. A sum has twice
    the Z of `add_affine` (madd-2007-bl of the Explicit-Formulas Database, which uses y only as 2y).
    """
    x, w, z = INFINITY
    for points in reversed(schedule):
        if z:
            z = w * z % P
            w = w * w % P
            s = x * w % P
            m = 3 * x * x % P
            x = (m * m - s - s) % P
            w = ((m + m) * (s - x) - w * w) % P
        for other_x, other_y in points:
            if not z:
                x, w, z = other_x, 2 * other_y, 1
                continue
            square = z * z % P
            h = (other_x * square - x) % P
            if not h:
                x, y, z = add_affine((x, w * _HALF % P, z), (other_x, other_y))
                w = 2 * y
                continue
            r = ((other_y + other_y) * square % P * z - w) % P
            ratio = h + h
            z = ratio * z % P
            square = ratio * ratio % P
            h *= square
            v = x * square % P
            x = (r * r - h - v - v) % P
            w = 2 * (r * (v - x) - w * h) % P
    return x, w * _HALF % P, z


def _odd_multiples(point: Affine, count: int) -> list[Affine]:
    """The multiples by 1, 3, 5 ..., with one division.

    Each is the one before and 2P. Two points with the same Z are added with 6 multiplications, which also give 2P with
    the Z of the sum (Meloni 2007, "co-Z"). In the end, one inverse and the ratios of the Z make all of them affine.
    """
    double_x, double_y, z = double((*point, 1))
    square = z * z % P
    x, y = point[0] * square % P, point[1] * square % P * z % P
    points, ratios = [(x, y)], [1]
    for _ in range(count - 1):
        ratio, slope = double_x - x, double_y - y
        square = ratio * ratio % P
        double_x, before = double_x * square % P, x * square % P
        double_y = double_y * (double_x - before) % P
        x = (slope * slope - double_x - before) % P
        y = (slope * (double_x - x) - double_y) % P
        z = z * ratio % P
        points.append((x, y))
        ratios.append(ratio)
    inverse, found = pow(z, -1, P), list[Affine]()
    for (x, y), ratio in zip(reversed(points), reversed(ratios), strict=True):
        square = inverse * inverse % P
        found.append((x * square % P, y * square % P * inverse % P))
        inverse = inverse * ratio % P
    found.reverse()
    return found


@cache
def _generator_tables() -> Tables:
    return tables_of(G, GENERATOR_WIDTH)
