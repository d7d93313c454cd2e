"""Distances of many rows to one. Rows of codes go in fours: what the one holds is read once for all four, and their
sums are added up together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide_smallworld.index.vectors.codes.eight_bits import CODE_BLOCK
from coincide_smallworld.index.vectors.intrinsics.distances import code_differences, emit_distance, squared_in_pairs
from coincide_smallworld.index.vectors.intrinsics.parts import I32, I64, intrinsic, row_at, store

N_ROWS = 4
_N_LANES = CODE_BLOCK // 2
_FLOATS, _LANES = ir.VectorType(ir.FloatType(), N_ROWS), ir.VectorType(I32, _N_LANES)


@intrinsic
def distances_to(typing_context: Any, x: Any, rows: Any, n_rows: Any, y: Any, j: Any, n_items: Any, values: Any) -> Any:
    """Write what `squared_distance` says of some rows of x, by number, and row j of y.

    `values` has room for `N_ROWS` - 1 more, which may be overwritten.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        x, rows, n_rows, *others = arguments

        def row_number(at: Any) -> Any:
            return builder.sext(builder.load(builder.gep(rows, [at])), I64)

        _emit(context, builder, signature.args[0].dtype, x, row_number, n_rows, *others)
        return context.get_dummy_value()

    return types.void(x, rows, types.int64, y, types.int64, types.int64, values), generate


@intrinsic
def distances_to_all(typing_context: Any, x: Any, n_rows: Any, y: Any, j: Any, n_items: Any, values: Any) -> Any:
    """As `distances_to` for the first `n_rows` rows."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        x, n_rows, *others = arguments
        _emit(context, builder, signature.args[0].dtype, x, lambda at: at, n_rows, *others)
        return context.get_dummy_value()

    return types.void(x, types.int64, y, types.int64, types.int64, values), generate


def _emit(
    context: Any, builder: Any, kind: Any, x: Any, row_number: Callable[[Any], Any], n_rows: Any, y: Any, j: Any,
    n_items: Any, values: Any,
) -> None:  # fmt: skip
    if kind != types.int8:
        # Four sums of floats do not fit into the registers of older processors.
        with cgutils.for_range(builder, n_rows, intp=I64) as loop:
            near = emit_distance(context, builder, kind, x, row_number(loop.index), y, j, n_items)
            builder.store(near, builder.gep(values, [loop.index]))
        return
    asked, last = row_at(builder, y, j, n_items), builder.sub(n_rows, ir.Constant(I64, 1))
    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), n_rows, ir.Constant(I64, N_ROWS)) as (first, _):
        starts: list[Any] = []
        for k in range(N_ROWS):
            at = builder.add(first, ir.Constant(I64, k))
            at = builder.select(builder.icmp_signed("<", at, last), at, last)
            starts.append(row_at(builder, x, row_number(at), n_items))
        store(builder, values, first, _code_distances(builder, starts, asked, n_items))


def _code_distances(builder: Any, starts: list[Any], asked: Any, n_items: Any) -> Any:
    sums = [cgutils.alloca_once(builder, _LANES) for _ in starts]
    for total in sums:
        builder.store(ir.Constant(_LANES, [0] * _N_LANES), total)
    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), n_items, ir.Constant(I64, CODE_BLOCK)) as (at, _):
        for start, total in zip(starts, sums, strict=True):
            squares = squared_in_pairs(builder, code_differences(builder, start, asked, at))
            builder.store(builder.add(builder.load(total), squares), total)
    return builder.sitofp(sums_of_lanes(builder, [builder.load(total) for total in sums], builder.add), _FLOATS)


def sums_of_lanes(builder: Any, lanes: list[Any], add: Any) -> Any:
    """The sum of each of four vectors of 16 numbers, as one vector."""
    for half in (8, 4):
        lanes = [_shuffled_sum(builder, add, each, each, range(half), range(half, 2 * half)) for each in lanes]
    # Sums of neighbors in one vector, then in the next.
    even, odd = range(0, 2 * N_ROWS, 2), range(1, 2 * N_ROWS, 2)
    for _ in range(2):
        lanes = [_shuffled_sum(builder, add, a, b, even, odd) for a, b in zip(lanes[::2], lanes[1::2], strict=True)]
    return lanes[0]


def _shuffled_sum(builder: Any, add: Any, left: Any, right: Any, these: range, those: range) -> Any:
    kind = ir.VectorType(I32, len(these))
    first = builder.shuffle_vector(left, right, ir.Constant(kind, list(these)))
    return add(first, builder.shuffle_vector(left, right, ir.Constant(kind, list(those))))
