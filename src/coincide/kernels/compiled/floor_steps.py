"""Steps of the background as vector code: percentiles of 16 bands at once, the loudest bands of 32 frames at once."""

# Numba reads these signatures; annotations would be taken for types.
# pyright: reportMissingParameterType=false, reportUnknownParameterType=false

from __future__ import annotations

from typing import Any

from coincide_smallworld.distances.lane_code import (
    I32,
    PIECE,
    SQUARE,
    Call,
    emitting,
    greatest,
    least,
    load,
    splat,
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
def take_in_order(_: Any, bits, first, apart, n, numbers, low, high):
    """Turn the bits of float32 into whole numbers that are ordered like them, and find the limits of each lane.

    bits : int32; 16 from `first` on, 16 from `first + apart` on, and so on, `n` times.
    numbers : (16 n,) int32.
    low, high : (16,) int32.
    """
    return typed(bits, first, apart, n, numbers, low, high), emitting(_take)


@step
def guess_middle(_: Any, low, high, guesses):
    """Guess the middle between the limits of each lane, (16,) int32 each."""
    return typed(low, high, guesses), emitting(_middle)


@step
def guess_near(_: Any, before, apart, low, high, guesses):
    """Guess the number of a level that lies `apart` from what was found before, or what is nearest between the limits.

    before, low, high, guesses : (16,) int32.
    """
    return typed(before, apart, low, high, guesses), emitting(_near)


@step
def guess_by_share(_: Any, rank, below, upto, low, high, guesses):
    """Guess as if the levels between the limits of each lane lay evenly.

    below, upto : (16,) int32, how many numbers are at most `low` and `high`, (16,) int32.
    """
    return typed(rank, below, upto, low, high, guesses), emitting(_by_share)


@step
def narrow(_: Any, rank, counts, guesses, below, upto, low, high):
    """Move the limits of each lane to its guess, with its count, and return whether any lie apart.

    Where just as many as wanted, `rank + 1`, lie at or below the guess, it need not be closer.
    """
    return typed(rank, counts, guesses, below, upto, low, high), emitting(_narrow)


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


def _take(call: Call) -> None:
    builder = call.builder
    _, first, apart, n, _, _, _ = call.arguments
    low, high = (cgutils.alloca_once_value(builder, _constant(limit)) for limit in (HIGHEST, LOWEST))
    with cgutils.for_range(builder, n) as loop:
        at = builder.add(first, builder.mul(loop.index, apart))
        number = _order(builder, load(builder, call.place(0, at, _INTS)))
        store(builder, number, call.place(4, builder.mul(loop.index, whole(N_LANES)), _INTS))
        for place, sign in ((low, "<"), (high, ">")):
            best = builder.load(place)
            builder.store(builder.select(builder.icmp_signed(sign, number, best), number, best), place)
    for which, place in ((5, low), (6, high)):
        store(builder, builder.load(place), call.place(which, whole(0), _INTS))


def _order(builder: Any, bits: Any) -> Any:
    """Turn bits into numbers, and back: of negative ones, all bits but the sign."""
    return builder.xor(bits, builder.and_(builder.ashr(bits, _constant(31)), _constant(HIGHEST)))


def _middle(call: Call) -> None:
    builder = call.builder
    low, high = (_lanes(call, which) for which in (0, 1))
    half_apart = builder.ashr(builder.xor(low, high), _constant(1))
    store(builder, builder.sub(builder.or_(low, high), half_apart), call.place(2, whole(0), _INTS))


def _near(call: Call) -> None:
    builder = call.builder
    apart = splat(builder, call.arguments[1], PIECE)
    _guess(call, builder.fadd(_level(call, 0), apart), limits=(2, 3))


def _by_share(call: Call) -> None:
    builder = call.builder
    below, upto = (_lanes(call, which) for which in (1, 2))
    n_more = builder.sub(builder.add(_rank(call), _constant(1)), below)
    share = builder.fdiv(*(builder.sitofp(n, PIECE) for n in (n_more, builder.sub(upto, below))))
    lowest = _level(call, 3)
    span = builder.fsub(_level(call, 4), lowest)
    _guess(call, builder.fadd(lowest, builder.fmul(share, span)), limits=(3, 4))


def _guess(call: Call, levels: Any, limits: tuple[int, int]) -> None:
    """Write the numbers of levels to the last argument, above the lower limit and not above the upper one."""
    builder = call.builder
    number = _order(builder, builder.bitcast(levels, _INTS))
    least, most = builder.add(_lanes(call, limits[0]), _constant(1)), _lanes(call, limits[1])
    number = builder.select(builder.icmp_signed("<", number, least), least, number)
    number = builder.select(builder.icmp_signed(">", number, most), most, number)
    store(builder, number, call.place(len(call.arguments) - 1, whole(0), _INTS))


def _narrow(call: Call) -> Any:
    builder = call.builder
    counts, guesses = _lanes(call, 1), _lanes(call, 2)
    is_below = builder.icmp_signed("<=", counts, builder.add(_rank(call), _constant(1)))
    is_above = builder.icmp_signed(">", counts, _rank(call))
    limits = []
    for is_moved, of_count, of_limit in ((is_below, 3, 5), (is_above, 4, 6)):
        for which, moved in ((of_count, counts), (of_limit, guesses)):
            now = builder.select(is_moved, moved, _lanes(call, which))
            store(builder, now, call.place(which, whole(0), _INTS))
        limits.append(now)
    is_open = builder.icmp_signed("<", builder.add(limits[0], _constant(1)), limits[1])
    bits = builder.bitcast(is_open, ir.IntType(N_LANES))
    return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(N_LANES), 0))


def _rank(call: Call) -> Any:
    return splat(call.builder, call.builder.trunc(call.arguments[0], I32), _INTS)


def _level(call: Call, which: int) -> Any:
    """The levels of the numbers in an argument."""
    return call.builder.bitcast(_order(call.builder, _lanes(call, which)), PIECE)


def _lanes(call: Call, which: int) -> Any:
    return load(call.builder, call.place(which, whole(0), _INTS))


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
