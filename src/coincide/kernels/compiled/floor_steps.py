"""Steps of the background as vector code: percentiles of 16 bands at once, the loudest bands of 32 frames at once."""

# Numba reads these signatures; annotations would be taken for types.
# pyright: reportMissingParameterType=false, reportUnknownParameterType=false

from __future__ import annotations

from typing import Any

from coincide_smallworld.distances.lane_code import (
    I32,
    SQUARE,
    Call,
    emitting,
    greatest,
    least,
    load,
    step,
    store,
    typed,
    whole,
)
from llvmlite import ir
from numba.core import cgutils

N_LANES = SQUARE
LOWEST, HIGHEST = -0x7FFFFFFF, 0x7FFFFFFF
_INTS = ir.VectorType(I32, N_LANES)


@step
def count_up_to(_: Any, numbers, start, stop, stride, guesses, counts):
    """Count, lane by lane, the numbers that are at most a guess.

    numbers : int32; 16 numbers from `16 start` on, `16 (start + stride)` and so on, before `16 stop`.
    guesses, counts : (16,) int32.
    """
    return typed(numbers, start, stop, stride, guesses, counts), emitting(_count)


@step
def find_beside(_: Any, numbers, start, stop, stride, limits, lower, upper):
    """Find, lane by lane, the largest number that is at most a limit, and the smallest above it.

    lower, upper : (16,) int32; -2³¹ + 1 and 2³¹ - 1 if there is none.
    """
    return typed(numbers, start, stop, stride, limits, lower, upper), emitting(_beside)


@step
def sort_in(_: Any, columns, at, n_sorted, sorted_):
    """Take the 32 numbers number `at` of `columns` in among the largest so far.

    sorted_ : float32, `n_sorted` times 32 numbers, in each lane from the largest to the smallest.
    """
    return typed(columns, at, n_sorted, sorted_), emitting(_sort_in)


def _count(call: Call) -> None:
    builder = call.builder
    guesses = load(builder, call.place(4, whole(0), _INTS))
    counts = cgutils.alloca_once_value(builder, _constant(0))
    with _rows(call) as (row, _):
        is_counted = builder.icmp_signed("<=", _numbers(call, row), guesses)
        # A mask is 0 or -1.
        builder.store(builder.sub(builder.load(counts), builder.sext(is_counted, _INTS)), counts)
    store(builder, builder.load(counts), call.place(5, whole(0), _INTS))


def _beside(call: Call) -> None:
    builder = call.builder
    limits = load(builder, call.place(4, whole(0), _INTS))
    lower = cgutils.alloca_once_value(builder, _constant(LOWEST))
    upper = cgutils.alloca_once_value(builder, _constant(HIGHEST))
    with _rows(call) as (row, _):
        numbers = _numbers(call, row)
        is_below = builder.icmp_signed("<=", numbers, limits)
        for place, sign, there in ((lower, ">", is_below), (upper, "<", builder.not_(is_below))):
            best = builder.load(place)
            is_better = builder.and_(there, builder.icmp_signed(sign, numbers, best))
            builder.store(builder.select(is_better, numbers, best), place)
    store(builder, builder.load(lower), call.place(5, whole(0), _INTS))
    store(builder, builder.load(upper), call.place(6, whole(0), _INTS))


def _sort_in(call: Call) -> None:
    builder = call.builder
    value = cgutils.alloca_once_value(builder, load(builder, call.lanes(0, call.arguments[1])))
    with cgutils.for_range(builder, call.arguments[2]) as loop:
        place = call.lanes(3, loop.index)
        known, new = load(builder, place), builder.load(value)
        store(builder, greatest(builder, known, new), place)
        builder.store(least(builder, known, new), value)


def _rows(call: Call) -> Any:
    return cgutils.for_range_slice(call.builder, *call.arguments[1:4])


def _numbers(call: Call, row: Any) -> Any:
    return load(call.builder, call.place(0, call.builder.mul(row, whole(N_LANES)), _INTS))


def _constant(number: int) -> Any:
    return ir.Constant(_INTS, [number] * N_LANES)
