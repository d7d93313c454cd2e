"""Steps of a Fourier transform of 32 frames at once, as vector code: 16 lanes hold complex numbers.

A point is 32 numbers: 16 real parts, then 16 imaginary parts. Two real frames travel as one complex one, so that 16
lanes transform 32 frames.

Source: Stockham's self-sorting transform, as in Van Loan 1992, "Computational Frameworks for the Fast Fourier
Transform", section 1.7.
"""

# Numba reads these signatures; annotations would be taken for types.
# pyright: reportMissingParameterType=false, reportUnknownParameterType=false

from __future__ import annotations

import math
from typing import Any

from coincide_smallworld.distances.lane_code import (
    F32,
    I32,
    LANES,
    PIECE,
    SQUARE,
    Call,
    emitting,
    load,
    splat,
    square_plus,
    step,
    store,
    typed,
    whole,
)
from llvmlite import ir

_INTS = ir.VectorType(I32, SQUARE)
_Pair = tuple[Any, Any]
# log((1 + s) / (1 - s)) = 2 (s + s³/3 + s⁵/5 + …) with |s| < 0.172: five terms leave 4e-10.
_N_TERMS = 5
_DB_PER_OCTAVE = 10.0 * math.log10(2.0)
_DB_PER_NEPER = 20.0 / math.log(10.0)
_ROOT_HALF = 0x3F3504F3
"""The float32 next to the root of a half, as a whole number."""


@step
def butterfly_of_four(_: Any, source, into, at, quarter, to, apart, turns, turn):
    """Join four points.

    source, into : float32, points.
    at, quarter : the points `at`, `at + quarter`, … of `source` are read.
    to, apart : the points `to`, `to + apart`, … of `into` are written.
    turns, turn : the points but the first are turned by three complex numbers, number `turn` of `turns`.
    """
    return typed(source, into, at, quarter, to, apart, turns, turn), emitting(_of_four)


@step
def butterfly_of_two(_: Any, source, into, at, half):
    """Join the points `at` and `at + half` of `source`, and write them at the same places of `into`."""
    return typed(source, into, at, half), emitting(_of_two)


@step
def weigh_point(_: Any, points, at, taper, time):
    """Multiply point `at` by number `time` of `taper`."""
    return typed(points, at, taper, time), emitting(_weigh)


@step
def take_power(_: Any, points, at, mirror, power):
    """Write four times the power of the 32 frames in the bin `at`, whose mirror image is `mirror`."""
    return typed(points, at, mirror, power), emitting(_power)


@step
def add_power(_: Any, power, at, weights, which, sums):
    """Add the powers of bin `at`, times number `which` of `weights`, to 32 sums."""
    return typed(power, at, weights, which, sums), emitting(_add)


@step
def to_decibels(_: Any, sums):
    """Turn 32 positive numbers into ten times their decimal logarithm."""
    return typed(sums), emitting(_decibels)


def _of_four(call: Call) -> None:
    builder = call.builder
    _, _, at, quarter, to, apart, _, turn = call.arguments
    a, b, c, d = (_point(call, 0, builder.add(at, builder.mul(quarter, whole(k)))) for k in range(4))
    ac, bd = _sum(builder, a, c), _sum(builder, b, d)
    real, imaginary = _difference(builder, a, c), _difference(builder, b, d)
    turned = (builder.fneg(imaginary[1]), imaginary[0])
    outputs = [
        _sum(builder, ac, bd),
        _difference(builder, real, turned),
        _difference(builder, ac, bd),
        _sum(builder, real, turned),
    ]
    for k, output in enumerate(outputs):
        place = builder.add(to, builder.mul(apart, whole(k)))
        _put(call, 1, place, output if k == 0 else _turned(call, output, turn, k - 1))


def _turned(call: Call, point: _Pair, turn: Any, which: int) -> _Pair:
    builder = call.builder
    first = builder.add(builder.mul(turn, whole(6)), whole(2 * which))
    cosine, sine = (
        splat(builder, load(builder, call.place(6, builder.add(first, whole(k)), F32)), PIECE) for k in range(2)
    )
    real, imaginary = point
    return (
        builder.fsub(builder.fmul(real, cosine), builder.fmul(imaginary, sine), flags=("contract",)),
        builder.fadd(builder.fmul(real, sine), builder.fmul(imaginary, cosine), flags=("contract",)),
    )


def _of_two(call: Call) -> None:
    builder = call.builder
    at, half = call.arguments[2:]
    other = builder.add(at, half)
    a, b = _point(call, 0, at), _point(call, 0, other)
    _put(call, 1, at, _sum(builder, a, b))
    _put(call, 1, other, _difference(builder, a, b))


def _weigh(call: Call) -> None:
    builder = call.builder
    weight = splat(builder, load(builder, call.place(2, call.arguments[3], F32)), PIECE)
    real, imaginary = _point(call, 0, call.arguments[1])
    _put(call, 0, call.arguments[1], (builder.fmul(real, weight), builder.fmul(imaginary, weight)))


def _power(call: Call) -> None:
    """Part the transform Z of a + ib: 2 A(k) = Z(k) + Z*(n - k), and 2i B(k) = Z(k) - Z*(n - k)."""
    builder = call.builder
    _, at, mirror, _ = call.arguments
    z, image = _point(call, 0, at), _point(call, 0, mirror)
    total, difference = _sum(builder, z, image), _difference(builder, z, image)
    for half, (p, q) in enumerate(((total[0], difference[1]), (difference[0], total[1]))):
        value = square_plus(builder, p, builder.fmul(q, q))
        store(builder, value, call.place(3, _half(builder, at, half), PIECE))


def _add(call: Call) -> None:
    builder = call.builder
    _, at, _, which, _ = call.arguments
    weight = splat(builder, load(builder, call.place(2, which, F32)), PIECE)
    for half in range(2):
        into = call.place(4, whole(half * SQUARE), PIECE)
        power = load(builder, call.place(0, _half(builder, at, half), PIECE))
        product = builder.fmul(power, weight, flags=("contract",))
        store(builder, builder.fadd(load(builder, into), product, flags=("contract",)), into)


def _decibels(call: Call) -> None:
    builder = call.builder
    for half in range(2):
        place = call.place(0, whole(half * SQUARE), PIECE)
        store(builder, _decibel(builder, load(builder, place)), place)


def _decibel(builder: Any, value: Any) -> Any:
    """Split the number into a power of two and a rest in [√½, √2), whose logarithm is a short series."""
    bits = builder.bitcast(value, _INTS)
    exponent = builder.ashr(builder.sub(bits, _constant(_INTS, _ROOT_HALF)), _constant(_INTS, 23))
    rest = builder.bitcast(builder.sub(bits, builder.shl(exponent, _constant(_INTS, 23))), PIECE)
    one = _constant(PIECE, 1.0)
    s = builder.fdiv(builder.fsub(rest, one), builder.fadd(rest, one))
    squared = builder.fmul(s, s)
    series = _constant(PIECE, 1.0 / (2 * _N_TERMS - 1))
    for term in reversed(range(_N_TERMS - 1)):
        series = builder.fadd(builder.fmul(series, squared), _constant(PIECE, 1.0 / (2 * term + 1)))
    octaves = builder.fmul(builder.sitofp(exponent, PIECE), _constant(PIECE, _DB_PER_OCTAVE))
    return builder.fadd(octaves, builder.fmul(builder.fmul(s, series), _constant(PIECE, _DB_PER_NEPER)))


def _point(call: Call, which: int, at: Any) -> _Pair:
    builder = call.builder
    real, imaginary = (load(builder, call.place(which, _half(builder, at, half), PIECE)) for half in range(2))
    return real, imaginary


def _put(call: Call, which: int, at: Any, point: _Pair) -> None:
    for half, value in enumerate(point):
        store(call.builder, value, call.place(which, _half(call.builder, at, half), PIECE))


def _half(builder: Any, at: Any, half: int) -> Any:
    return builder.add(builder.mul(at, whole(LANES)), whole(half * SQUARE))


def _sum(builder: Any, a: _Pair, b: _Pair) -> _Pair:
    return builder.fadd(a[0], b[0]), builder.fadd(a[1], b[1])


def _difference(builder: Any, a: _Pair, b: _Pair) -> _Pair:
    return builder.fsub(a[0], b[0]), builder.fsub(a[1], b[1])


def _constant(kind: Any, number: float) -> Any:
    return ir.Constant(kind, [number] * SQUARE)
