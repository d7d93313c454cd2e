"""Distances of some rows to several others, four at a time: what is read of one row serves four.

A sum of floats runs over its pair alone, in one order: a distance does not depend on what else is compared.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide_smallworld.index.vectors.intrinsics.distances import emit_distance, load_numbers
from coincide_smallworld.index.vectors.intrinsics.fours import N_ROWS, sums_of_lanes
from coincide_smallworld.index.vectors.intrinsics.parts import FLOAT_BLOCK, FLOATS, I32, I64, intrinsic, row_at
from coincide_smallworld.index.vectors.intrinsics.pointers import emit_prefetch

# Rows of codes asked for before they are compared.
N_AHEAD = 8
_FLOAT_KINDS = types.float32, types.uint16


@intrinsic
def distances_between(
    typing_context: Any, x: Any, rows: Any, n_rows: Any, y: Any, first: Any, n_asked: Any, n_items: Any, values: Any,
    stride: Any, lines: Any,
) -> Any:  # fmt: skip
    """Write the squared distances of some rows of x, by number, to up to `N_ROWS` rows of y from `first` on.

    Kinds of numbers as in `squared_distance`. Those to the next row of y begin `stride` values further on. `lines` is
    scratch for `N_ROWS` rows of floats at the start of a cache line: a load from two lines takes twice the time.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        emit = _emit_floats if signature.args[0].dtype in _FLOAT_KINDS else _emit_codes
        emit(context, builder, signature.args[0].dtype, *arguments)
        return context.get_dummy_value()

    whole = types.int64
    return types.void(x, rows, whole, y, whole, whole, whole, values, whole, lines), generate


def _row_number(builder: Any, rows: Any, at: Any) -> Any:
    return builder.sext(builder.load(builder.gep(rows, [at])), I64)


def _emit_codes(
    context: Any, builder: Any, kind: Any, x: Any, rows: Any, n_rows: Any, y: Any, first: Any, n_asked: Any,
    n_items: Any, values: Any, stride: Any, lines: Any,
) -> None:  # fmt: skip
    del lines
    last = builder.sub(n_rows, ir.Constant(I64, 1))
    with cgutils.for_range(builder, n_asked, intp=I64) as asked:
        row, own = builder.add(first, asked.index), builder.gep(values, [builder.mul(stride, asked.index)])
        with cgutils.for_range(builder, n_rows, intp=I64) as loop:
            ahead = builder.add(loop.index, ir.Constant(I64, N_AHEAD))
            ahead = builder.select(builder.icmp_signed("<", ahead, last), ahead, last)
            emit_prefetch(context, builder, kind, x, _row_number(builder, rows, ahead), n_items)
            at = _row_number(builder, rows, loop.index)
            near = emit_distance(context, builder, kind, x, at, y, row, n_items)
            builder.store(near, builder.gep(own, [loop.index]))


def _emit_floats(
    context: Any, builder: Any, kind: Any, x: Any, rows: Any, n_rows: Any, y: Any, first: Any, n_asked: Any,
    n_items: Any, values: Any, stride: Any, lines: Any,
) -> None:  # fmt: skip
    """One or two rows with four of y; where only one of y is asked, four rows with it."""
    del kind

    def compare(asked: list[Any], starts: list[Any], n_together: int) -> None:
        """Compare all rows, some together, with some of y, whose values start there."""
        step = ir.Constant(I64, n_together)
        with cgutils.for_range_slice(builder, ir.Constant(I64, 0), n_rows, step) as (at, _):
            places = _numbers_from(builder, at, n_rows, n_together)
            near = [row_at(builder, x, _row_number(builder, rows, place), n_items) for place in places]
            sums = _sums(context, builder, near, asked, n_items)
            targets = [builder.add(start, place) for place in places for start in starts]
            for k, target in enumerate(targets):
                value = builder.extract_element(sums[k // N_ROWS], ir.Constant(I32, k % N_ROWS))
                builder.store(value, builder.gep(values, [target]))

    with builder.if_else(builder.icmp_signed("==", n_asked, ir.Constant(I64, 1))) as (single, several):
        with single:
            compare([row_at(builder, y, first, n_items)], [ir.Constant(I64, 0)], N_ROWS)
        with several:
            numbers = _numbers_from(builder, ir.Constant(I64, 0), n_asked, N_ROWS)
            asked = [row_at(builder, lines, ir.Constant(I64, k), n_items) for k in range(N_ROWS)]
            for number, line in zip(numbers, asked, strict=True):
                cgutils.raw_memcpy(builder, line, row_at(builder, y, builder.add(first, number), n_items), n_items, 4)
            # Eight sums fit into the registers of AVX-512 alone.
            n_together = 2 if "+avx512f" in context.codegen()._tm_features else 1  # noqa: SLF001
            compare(asked, [builder.mul(stride, number) for number in numbers], n_together)


def _numbers_from(builder: Any, first: Any, count: Any, n: int) -> list[Any]:
    """So many numbers from the first on, the last below the count again where there are fewer."""
    last = builder.sub(count, ir.Constant(I64, 1))
    numbers = [builder.add(first, ir.Constant(I64, k)) for k in range(n)]
    return [builder.select(builder.icmp_signed("<", each, last), each, last) for each in numbers]


def _sums(context: Any, builder: Any, rows: list[Any], asked: list[Any], n_items: Any) -> list[Any]:
    """Squared distances of each row to each that is asked, four in a vector."""
    zero = ir.Constant(FLOATS, [0.0] * FLOAT_BLOCK)
    sums = [cgutils.alloca_once(builder, FLOATS) for _ in range(len(rows) * len(asked))]
    for total in sums:
        builder.store(zero, total)
    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), n_items, ir.Constant(I64, FLOAT_BLOCK)) as (at, _):
        left = [load_numbers(context, builder, row, at, FLOATS) for row in rows]
        right = [load_numbers(context, builder, row, at, FLOATS) for row in asked]
        for total, (a, b) in zip(sums, ((a, b) for a in left for b in right), strict=True):
            difference = builder.fsub(a, b)
            product = builder.fmul(difference, difference, flags=("contract",))
            builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)
    lanes = [builder.load(total) for total in sums]
    return [sums_of_lanes(builder, lanes[k : k + N_ROWS], builder.fadd) for k in range(0, len(lanes), N_ROWS)]
