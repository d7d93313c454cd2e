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

from coincide_smallworld.distances.lane_code import (
    F32,
    I32,
    I64,
    INF,
    MINUS_INF,
    ONE,
    PIECE,
    SQUARE,
    VECTOR,
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
    while_true,
    whole,
)


@step
def envelope_cost(_: Any, numbers, at, envelope, upper_at, length):
    """Return the squared distance of one series, `length` numbers from `at`, from the envelope (first sum).

    envelope : (2 upper_at,) float32; the lower ends, and from `upper_at` on the upper ends.
    """
    return typed(numbers, at, envelope, upper_at, length, gives=types.float32), emitting(_envelope_cost)


@step
def sum_columns(
    _: Any, lanes, envelope, upper_at, n_channels, n_columns, bounds, stride, n_phantoms, n_rows, query, spare, rest
):
    """Write for each row what the columns beyond the band of the row above cost at least (first sum).

    lanes : (32 m c,) the series.
    bounds : (2, stride) first and last column of each row; the first `n_phantoms` are not looked at.
    query, spare : not used; as for `add_rows`.
    rest : (32 (n + 1),) written; the first 32 are sums of all columns.
    """
    arguments = typed(
        lanes, envelope, upper_at, n_channels, n_columns, bounds, stride, n_phantoms, n_rows, query, spare, rest
    )
    return arguments, emitting(lambda call: _Pass(call).columns())


@step
def add_rows(
    _: Any,
    lanes,
    envelope,
    upper_at,
    n_channels,
    n_columns,
    bounds,
    stride,
    n_phantoms,
    n_rows,
    query,
    spare,
    rest,
    channel,
):
    """Add for each row what it and the rows below cost at least in one channel (second sum).

    The range of the clipped series in a band is that from a pivot on, of which all beginnings are kept, and that of the
    columns before the pivot, which only grow in number while rows are taken from the last to the first.

    query : (c (n + n_phantoms),) float32, phantoms first.
    spare : (64 m,) room.
    rest : (32 (n + 1),) changed.
    """
    arguments = typed(
        lanes,
        envelope,
        upper_at,
        n_channels,
        n_columns,
        bounds,
        stride,
        n_phantoms,
        n_rows,
        query,
        spare,
        rest,
        channel,
    )
    return arguments, emitting(lambda call: _Pass(call).rows(call.arguments[12]))


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
    with builder.if_then(builder.icmp_signed(">", pieces, whole(0))):
        # The last piece overlaps the one before; what that holds already counts as 0.
        n_taken = builder.sub(whole(SQUARE), builder.and_(length, whole(SQUARE - 1)))
        lanes = ir.Constant(ir.VectorType(I64, SQUARE), list(range(SQUARE)))
        is_new = builder.icmp_signed(">=", lanes, splat(builder, n_taken, lanes.type))
        outside = take(builder.sub(length, whole(SQUARE)), PIECE)
        outside = builder.select(is_new, outside, ir.Constant(PIECE, [0.0] * SQUARE))
        builder.store(square_plus(builder, outside, builder.load(sums)), sums)
    total = cgutils.alloca_once_value(builder, _sum_of(builder, builder.load(sums)))
    in_pieces = builder.select(builder.icmp_signed(">", pieces, whole(0)), length, whole(0))
    with cgutils.for_range_slice(builder, in_pieces, length, ONE) as (t, _):
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


class _Pass:
    """Emits a pass over the table's edge, from its end. What lives from step to step are stack slots for registers."""

    def __init__(self, call: Call) -> None:
        builder = self.builder = call.builder
        self.call = call
        self.upper_at, self.n_channels, self.n_columns = call.arguments[2:5]
        self.stride, self.n_phantoms, self.n_rows = call.arguments[6:9]
        self.low, self.high, self.total = (cgutils.alloca_once(builder, VECTOR) for _ in range(3))
        self.pivot, self.stop = (cgutils.alloca_once(builder, I64) for _ in range(2))
        builder.store(ZEROS, self.total)

    def columns(self) -> None:
        """Sum the columns; write the sum so far for each row once no other column lies beyond the row above."""
        builder, row = self.builder, self.stop
        builder.store(self.n_rows, row)
        with count_down(builder, builder.sub(self.n_columns, ONE), whole(0)) as (j, _):
            with while_true(builder, lambda: self._has_reached(builder.load(row), j)):
                store(builder, builder.load(self.total), self.call.lanes(11, builder.load(row)))
                builder.store(builder.sub(builder.load(row), ONE), row)
            with cgutils.for_range(builder, self.n_channels) as loop:
                y, h = self._number(j, loop.index)
                builder.store(square_plus(builder, builder.fsub(y, h), builder.load(self.total)), self.total)
        store(builder, builder.load(self.total), self.call.lanes(11, whole(0)))

    def rows(self, channel: Any) -> None:
        """Sum the rows of one channel."""
        builder = self.builder
        builder.store(self.n_columns, self.pivot)
        builder.store(self.n_columns, self.stop)
        self._forget()
        with count_down(builder, builder.sub(self.n_rows, ONE), whole(0)) as (row, _):
            first, last = self._edge(row, is_last=False), self._edge(row, is_last=True)
            with builder.if_then(builder.icmp_signed("<", last, builder.load(self.pivot))):
                self._set_pivot(first, last, channel)
            with cgutils.for_range_slice(builder, first, builder.load(self.stop), ONE) as (j, _):
                self._widen(self._number(j, channel)[1])
            builder.store(first, self.stop)
            self._add_row(row, last, channel)

    def _has_reached(self, row: Any, j: Any) -> Any:
        """Whether the row above has its last column at j or later; there is always one until row 0."""
        builder = self.builder
        above = builder.select(builder.icmp_signed(">", row, whole(0)), builder.sub(row, ONE), whole(0))
        is_late = builder.icmp_signed(">=", self._edge(above, is_last=True), j)
        return builder.and_(is_late, builder.icmp_signed(">", row, whole(0)))

    def _add_row(self, row: Any, last: Any, channel: Any) -> None:
        builder, call = self.builder, self.call
        low, high = (load(builder, pointer) for pointer in self._extremes(last))
        low, high = least(builder, low, builder.load(self.low)), greatest(builder, high, builder.load(self.high))
        at = builder.add(builder.mul(builder.add(row, self.n_phantoms), self.n_channels), channel)
        q = splat(builder, load(builder, call.place(9, at, F32)))
        outside = builder.fsub(q, least(builder, greatest(builder, q, low), high))
        total = square_plus(builder, outside, builder.load(self.total))
        builder.store(total, self.total)
        rest = call.lanes(11, row)
        store(builder, builder.fadd(load(builder, rest), total), rest)

    def _set_pivot(self, first: Any, last: Any, channel: Any) -> None:
        builder = self.builder
        builder.store(first, self.pivot)
        builder.store(first, self.stop)
        self._forget()
        with cgutils.for_range_slice(builder, first, builder.add(last, ONE), ONE) as (j, _):
            self._widen(self._number(j, channel)[1])
            for pointer, slot in zip(self._extremes(j), (self.low, self.high), strict=True):
                store(builder, builder.load(slot), pointer)
        self._forget()

    def _forget(self) -> None:
        self.builder.store(INF, self.low)
        self.builder.store(MINUS_INF, self.high)

    def _widen(self, h: Any) -> None:
        builder = self.builder
        builder.store(least(builder, h, builder.load(self.low)), self.low)
        builder.store(greatest(builder, h, builder.load(self.high)), self.high)

    def _number(self, j: Any, channel: Any) -> tuple[Any, Any]:
        """A number of each series, and it clipped to the envelope."""
        builder, call = self.builder, self.call
        t = builder.add(builder.mul(j, self.n_channels), channel)
        y = load(builder, call.lanes(0, t))
        lower = splat(builder, load(builder, call.place(1, t, F32)))
        upper = splat(builder, load(builder, call.place(1, builder.add(self.upper_at, t), F32)))
        return y, least(builder, greatest(builder, y, lower), upper)

    def _extremes(self, j: Any) -> tuple[Any, Any]:
        """Where least and greatest from the pivot up to column j are kept."""
        builder = self.builder
        at = builder.sub(j, builder.load(self.pivot))
        at = builder.add(at, at)
        return self.call.lanes(10, at), self.call.lanes(10, builder.add(at, ONE))

    def _edge(self, row: Any, *, is_last: bool) -> Any:
        at = self.builder.add(row, self.n_phantoms)
        return load(self.builder, self.call.place(5, self.builder.add(at, self.stride) if is_last else at, I64))
