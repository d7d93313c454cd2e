"""Lower bounds of dynamic time warping, 32 stored series at a time, and what is left of them from a row on.

With the envelope (lower, upper) of the query over the rows that a column may meet, y clipped to the envelope is h, and
every cell (i, j) costs at least (y_j - h_j)² + (q_i - h_j)². So a path costs at least

    sum over columns of (y_j - h_j)²  +  sum over rows of the squared distance of q_i from the range of h in its band

and the part of a path below row i costs at least these sums over the columns beyond row i's band and the rows below i.

Sources: Keogh and Ratanamahatana 2005 (first sum); Lemire 2009 (both).
"""

# pyright: reportUnknownParameterType=false, reportMissingParameterType=false

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from coincide.distances.lane_code import (
    F32,
    I32,
    ONE,
    PIECE,
    SQUARE,
    ZEROS,
    Call,
    count_down,
    emitting,
    greatest,
    least,
    load,
    splat,
    square_plus,
    step,
    store,
    typed,
    whole,
)


@step
def envelope_cost(_: Any, numbers, at, envelope, upper_at, length):
    """Return the squared distance of one series, `length` numbers from `at`, from the envelope (first sum).

    envelope : (2 upper_at,) float32; the lower ends, and from `upper_at` on the upper ends.
    """
    return typed(numbers, at, envelope, upper_at, length, gives=types.float32), emitting(_envelope_cost)


@step
def project(_: Any, lanes, envelope, upper_at, n_columns, n_channels, projected, columns):
    """Clip the columns of 32 series to the envelope; sum what they lie outside of it, from each column to the end.

    projected : (32 m c,) written.
    columns : (32 (m + 1),) written, the last 0.
    """
    return typed(lanes, envelope, upper_at, n_columns, n_channels, projected, columns), emitting(_project)


@step
def extremes_from(_: Any, projected, n_channels, channel, first, last, extremes):
    """Write the least and the greatest clipped number from column `first` up to each column until `last`.

    extremes : (64 m,) written; least and greatest of each column.
    """
    return typed(projected, n_channels, channel, first, last, extremes), emitting(_extremes_from)


@step
def add_row(_: Any, projected, n_channels, channel, first, stop, extremes, column, running, number, rest, at):
    """Add a row's squared distance from the range of clipped numbers in its band to the sum of the rows below it.

    The range is that of `extremes` at `column` and of all columns from `stop` - 1 down to the band's first, of which
    `running` holds those before `stop`.

    running : (96,) least and greatest so far, changed; sum of the rows below, changed.
    rest : the sum is added to the 32 numbers number `at`.
    """
    arguments = typed(projected, n_channels, channel, first, stop, extremes, column, running, number, rest, at)
    return arguments, emitting(_add_row)


def _envelope_cost(call: Call) -> Any:
    builder = call.builder
    at, upper_at, length = call.arguments[1], call.arguments[3], call.arguments[4]
    sums = cgutils.alloca_once_value(builder, ir.Constant(PIECE, [0.0] * SQUARE))

    def take(t: Any, kind: Any) -> Any:
        y = load(builder, call.place(0, builder.add(at, t), kind))
        lower = load(builder, call.place(2, t, kind))
        upper = load(builder, call.place(2, builder.add(upper_at, t), kind))
        return builder.fsub(y, least(builder, greatest(builder, y, lower), upper))

    pieces = builder.lshr(length, whole(4))
    with cgutils.for_range(builder, pieces) as loop:
        outside = take(builder.mul(loop.index, whole(SQUARE)), PIECE)
        builder.store(square_plus(builder, outside, builder.load(sums)), sums)
    total = cgutils.alloca_once_value(builder, _sum_of(builder, builder.load(sums)))
    with cgutils.for_range_slice(builder, builder.mul(pieces, whole(SQUARE)), length, ONE) as (t, _):
        outside = take(t, F32)
        builder.store(builder.fadd(builder.load(total), builder.fmul(outside, outside)), total)
    return builder.load(total)


def _sum_of(builder: Any, numbers: Any) -> Any:
    half = SQUARE
    while half > 1:
        half //= 2
        mask = ir.Constant(ir.VectorType(I32, SQUARE), [(i + half) % SQUARE for i in range(SQUARE)])
        numbers = builder.fadd(numbers, builder.shuffle_vector(numbers, numbers, mask))
    return builder.extract_element(numbers, ir.Constant(I32, 0))


def _project(call: Call) -> None:
    builder = call.builder
    upper_at, n_columns, n_channels = call.arguments[2:5]
    total = cgutils.alloca_once_value(builder, ZEROS)
    store(builder, ZEROS, call.lanes(6, n_columns))
    with count_down(builder, builder.sub(n_columns, ONE), whole(0)) as (j, _):
        with cgutils.for_range(builder, n_channels) as loop:
            t = builder.add(builder.mul(j, n_channels), loop.index)
            y = load(builder, call.lanes(0, t))
            lower = splat(builder, load(builder, call.place(1, t, F32)))
            upper = splat(builder, load(builder, call.place(1, builder.add(upper_at, t), F32)))
            clipped = least(builder, greatest(builder, y, lower), upper)
            store(builder, clipped, call.lanes(5, t))
            builder.store(square_plus(builder, builder.fsub(y, clipped), builder.load(total)), total)
        store(builder, builder.load(total), call.lanes(6, j))


def _extremes_from(call: Call) -> None:
    builder = call.builder
    n_channels, channel, first, last = call.arguments[1:5]
    h = load(builder, call.lanes(0, builder.add(builder.mul(first, n_channels), channel)))
    low, high = cgutils.alloca_once_value(builder, h), cgutils.alloca_once_value(builder, h)
    builder.store(h, low)
    builder.store(h, high)
    with cgutils.for_range_slice(builder, first, builder.add(last, ONE), ONE) as (j, _):
        h = load(builder, call.lanes(0, builder.add(builder.mul(j, n_channels), channel)))
        builder.store(least(builder, h, builder.load(low)), low)
        builder.store(greatest(builder, h, builder.load(high)), high)
        at = builder.add(j, j)
        store(builder, builder.load(low), call.lanes(5, at))
        store(builder, builder.load(high), call.lanes(5, builder.add(at, ONE)))


def _add_row(call: Call) -> None:
    builder = call.builder
    n_channels, channel, first, stop = call.arguments[1:5]
    running = [call.lanes(7, whole(which)) for which in range(3)]
    low, high = (cgutils.alloca_once(builder, running[0].type.pointee) for _ in range(2))
    builder.store(load(builder, running[0]), low)
    builder.store(load(builder, running[1]), high)
    with cgutils.for_range_slice(builder, first, stop, ONE) as (j, _):
        h = load(builder, call.lanes(0, builder.add(builder.mul(j, n_channels), channel)))
        builder.store(least(builder, h, builder.load(low)), low)
        builder.store(greatest(builder, h, builder.load(high)), high)
    store(builder, builder.load(low), running[0])
    store(builder, builder.load(high), running[1])
    at = builder.add(call.arguments[6], call.arguments[6])
    lowest = least(builder, load(builder, call.lanes(5, at)), builder.load(low))
    highest = greatest(builder, load(builder, call.lanes(5, builder.add(at, ONE))), builder.load(high))
    q = splat(builder, call.arguments[8])
    outside = builder.fsub(q, least(builder, greatest(builder, q, lowest), highest))
    total = square_plus(builder, outside, load(builder, running[2]))
    store(builder, total, running[2])
    rest = call.lanes(9, call.arguments[10])
    store(builder, builder.fadd(load(builder, rest), total), rest)
