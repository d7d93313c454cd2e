"""Sorted pools of candidates, without branches that depend on the data; and what is set in a mask."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide_smallworld.index.vectors.intrinsics.parts import (
    BYTE,
    FLOAT_BLOCK,
    FLOATS,
    I32,
    I64,
    INTS,
    intrinsic,
    load,
    splat,
    store,
)

N_BITS = 64
"""So many bytes are looked at together."""
_ONE_LEFT = ir.Constant(INTS, list(range(FLOAT_BLOCK - 1, 2 * FLOAT_BLOCK - 1)))


@intrinsic
def insert_sorted(typing_context: Any, ids: Any, squared: Any, start: Any, size: Any, node: Any, distance: Any) -> Any:
    """Put a node into a sorted pool of `size` places, a multiple of `FLOAT_BLOCK`, and return its place.

    `start`, also a multiple, is the first place to look at: nothing before it is farther than the node.

    The farthest falls out. Free of branches that depend on the data: every block is read once, and written with what
    is nearer than the new node left, the node itself, or what was one place to the left.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        ids, squared, start, size, node, distance = arguments
        farthest = cgutils.alloca_once_value(builder, ir.Constant(ir.FloatType(), float("-inf")))
        with builder.if_then(builder.icmp_signed(">", start, ir.Constant(I64, 0)), likely=False):
            last = builder.sub(start, ir.Constant(I64, 1))
            builder.store(builder.load(builder.gep(squared, [last])), farthest)
        fresh, fresh_id = splat(builder, distance, FLOATS), splat(builder, builder.trunc(node, I32), INTS)
        before = cgutils.alloca_once_value(builder, splat(builder, builder.load(farthest), FLOATS))
        before_ids = cgutils.alloca_once_value(builder, ir.Constant(INTS, [-1] * FLOAT_BLOCK))
        place = cgutils.alloca_once_value(builder, start)
        with cgutils.for_range_slice(builder, start, size, ir.Constant(I64, FLOAT_BLOCK)) as (at, _):
            now, now_ids = load(builder, squared, at, FLOATS, align=4), load(builder, ids, at, INTS, align=4)
            left = builder.shuffle_vector(builder.load(before), now, _ONE_LEFT)
            left_ids = builder.shuffle_vector(builder.load(before_ids), now_ids, _ONE_LEFT)
            stays = builder.fcmp_ordered("<=", now, fresh)
            is_next = builder.fcmp_ordered("<=", left, fresh)
            # The lesser of what is here and the new one, then the greater of that and what was to the left: a choice of
            # what is here itself would become a store under a mask, which holds up later loads.
            lesser = builder.select(builder.fcmp_ordered("<", now, fresh), now, fresh)
            store(builder, squared, at, builder.select(builder.fcmp_ordered(">", left, lesser), left, lesser))
            moved_ids = builder.select(is_next, fresh_id, left_ids)
            store(builder, ids, at, builder.select(stays, now_ids, moved_ids))
            builder.store(now, before)
            builder.store(now_ids, before_ids)
            count = builder.zext(builder.ctpop(builder.bitcast(stays, ir.IntType(FLOAT_BLOCK))), I64)
            builder.store(builder.add(builder.load(place), count), place)
        return builder.load(place)

    return types.int64(ids, squared, types.int64, types.int64, types.int64, types.float32), generate


def _at_most(rank: int) -> Any:
    def limit(typing_context: Any, values: Any, size: Any) -> Any:
        """A number that `rank` of the values or more do not exceed, or infinity: the greatest of the least of parts."""
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            del context, signature
            values, size = arguments
            least = cgutils.alloca_once_value(builder, ir.Constant(FLOATS, [float("inf")] * FLOAT_BLOCK))
            whole = builder.and_(size, ir.Constant(I64, -FLOAT_BLOCK))
            with cgutils.for_range_slice(builder, ir.Constant(I64, 0), whole, ir.Constant(I64, FLOAT_BLOCK)) as (at, _):
                builder.store(_lesser(builder, builder.load(least), load(builder, values, at, FLOATS, align=4)), least)
            lanes = builder.load(least)
            while lanes.type.count > rank:
                lanes = _halved(builder, lanes, _lesser)
            while lanes.type.count > 1:
                lanes = _halved(builder, lanes, _greater)
            return builder.extract_element(lanes, ir.Constant(I32, 0))

        return types.float32(values, types.int64), generate

    return intrinsic(limit)


fourth_at_most, eighth_at_most, sixteenth_at_most = _at_most(4), _at_most(8), _at_most(FLOAT_BLOCK)


def _halved(builder: Any, lanes: Any, choose: Any) -> Any:
    """What is chosen of each lane of the first half and one of the second."""
    half = lanes.type.count // 2
    kind = ir.VectorType(I32, half)
    first, second = (
        builder.shuffle_vector(lanes, lanes, ir.Constant(kind, list(range(k, k + half)))) for k in (0, half)
    )
    return choose(builder, first, second)


def _lesser(builder: Any, left: Any, right: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", left, right), left, right)


def _greater(builder: Any, left: Any, right: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", left, right), left, right)


@intrinsic
def next_within(typing_context: Any, values: Any, size: Any, start: Any, limit: Any) -> Any:
    """The first place from `start` on whose value is `limit` or less, or `size`; up to 15 values behind are read."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        values, size, start, limit = arguments
        result, limits = cgutils.alloca_once_value(builder, size), splat(builder, limit, FLOATS)
        block = ir.Constant(I64, FLOAT_BLOCK)
        left = builder.add(builder.sub(size, start), ir.Constant(I64, FLOAT_BLOCK - 1))
        with cgutils.for_range(builder, builder.sdiv(left, block), intp=I64) as loop:
            at = builder.add(start, builder.mul(loop.index, block))
            is_within = builder.fcmp_ordered("<=", load(builder, values, at, FLOATS, align=4), limits)
            mask = builder.bitcast(is_within, ir.IntType(FLOAT_BLOCK))
            with builder.if_then(builder.icmp_signed("!=", mask, ir.Constant(mask.type, 0))):
                first = builder.zext(builder.cttz(mask, ir.Constant(ir.IntType(1), 1)), I64)
                place = builder.add(at, first)
                builder.store(builder.select(builder.icmp_signed("<", place, size), place, size), result)
                loop.do_break()
        return builder.load(result)

    return types.int64(values, types.int64, types.int64, types.float32), generate


@intrinsic
def first_open(typing_context: Any, ids: Any, size: Any, start: Any) -> Any:
    """The first place from the block of `start` on whose id is not negative, or `size`; all before are negative."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        ids, size, start = arguments
        result = cgutils.alloca_once_value(builder, size)
        block, zero = ir.Constant(I64, FLOAT_BLOCK), ir.Constant(INTS, [0] * FLOAT_BLOCK)
        n_blocks, begin = builder.udiv(size, block), builder.udiv(start, block)
        with cgutils.for_range(builder, n_blocks, start=begin, intp=I64) as loop:
            at = builder.mul(loop.index, block)
            is_open = builder.icmp_signed(">=", load(builder, ids, at, INTS, align=4), zero)
            mask = builder.bitcast(is_open, ir.IntType(FLOAT_BLOCK))
            with builder.if_then(builder.icmp_signed("!=", mask, ir.Constant(mask.type, 0))):
                first = builder.zext(builder.cttz(mask, ir.Constant(ir.IntType(1), 1)), I64)
                builder.store(builder.add(at, first), result)
                loop.do_break()
        return builder.load(result)

    return types.int64(ids, types.int64, types.int64), generate


@intrinsic
def bytes_above_zero(typing_context: Any, start: Any, at: Any) -> Any:
    """Which of 64 bytes from a place on are not 0, as the bits of a number; they need not begin at a whole word."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        kind = ir.VectorType(BYTE, N_BITS)
        where = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), BYTE.as_pointer())
        found = load(builder, where, ir.Constant(I64, 0), kind, align=1)
        return builder.bitcast(builder.icmp_signed("!=", found, ir.Constant(kind, [0] * N_BITS)), I64)

    return types.uint64(start, types.int64), generate


@intrinsic
def lowest_bit(typing_context: Any, bits: Any) -> Any:
    """The place of the lowest bit that is set, of one or more."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate
