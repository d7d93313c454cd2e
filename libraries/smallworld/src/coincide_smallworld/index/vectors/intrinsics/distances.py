"""Distances of padded rows of floats, halves or codes in full vector width."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide_smallworld.index.vectors.codes.eight_bits import CODE_BLOCK
from coincide_smallworld.index.vectors.intrinsics.bits import emit_bits, query_length
from coincide_smallworld.index.vectors.intrinsics.parts import (
    BYTE,
    FLOAT_BLOCK,
    FLOATS,
    I32,
    I64,
    every,
    intrinsic,
    like,
    load,
    row_at,
    sum_lanes,
)
from coincide_smallworld.index.vectors.stored import N_EXTRA

_HALF_BITS = ir.IntType(16)
_N_SUMS = 4


@intrinsic
def n_extra(typing_context: Any, start: Any) -> Any:
    """How many numbers the inner product adds to each of such vectors."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, builder, arguments
        return ir.Constant(I64, N_EXTRA["float16" if signature.args[0].dtype == types.uint16 else "float32"])

    return types.int64(start), generate


@intrinsic
def number_at(typing_context: Any, start: Any, at: Any) -> Any:
    """One number of floats or halves, as float32."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        start, at = arguments
        return load_numbers(context, builder, start, at, ir.FloatType())

    return types.float32(start, types.int64), generate


@intrinsic
def squared_distance(typing_context: Any, x: Any, i: Any, y: Any, j: Any, n_items: Any) -> Any:
    """Squared Euclidean distance, float32, of row i of x and row j of y: floats or halves, or int8 and int16 codes.

    Where both are words, x holds records of one bit a number and y queries for them (`one_bit`), and it is an estimate.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return emit_distance(context, builder, signature.args[0].dtype, *arguments)

    return types.float32(x, types.int64, y, types.int64, types.int64), generate


def emit_distance(context: Any, builder: Any, kind: Any, x: Any, i: Any, y: Any, j: Any, n_items: Any) -> Any:
    """Emit what `squared_distance` computes, for rows of this kind of numbers."""
    emit = _EMITTERS[kind]
    length = query_length(builder, n_items) if emit is emit_bits else n_items
    return emit(context, builder, row_at(builder, x, i, n_items), row_at(builder, y, j, length), n_items)


@intrinsic
def exact_value(typing_context: Any, point: Any, query: Any, n_items: Any, is_product: Any) -> Any:
    """Squared distance of a row of floats or halves and one of float64, or their inner product, in float64."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        point, query, n_items, is_product = arguments
        result = cgutils.alloca_once(builder, ir.DoubleType())
        with builder.if_else(is_product) as (then, otherwise):
            with then:
                builder.store(_emit_exact(context, builder, point, query, n_items, is_product=True), result)
            with otherwise:
                builder.store(_emit_exact(context, builder, point, query, n_items, is_product=False), result)
        return builder.load(result)

    return types.float64(point, query, types.int64, types.boolean), generate


def _emit_floats(context: Any, builder: Any, left: Any, right: Any, n_items: Any) -> Any:
    """Several independent sums, so that each fused multiply-add need not wait for the one before."""
    zero = ir.Constant(FLOATS, [0.0] * FLOAT_BLOCK)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(_N_SUMS)]
    step = FLOAT_BLOCK * _N_SUMS
    main = builder.and_(n_items, ir.Constant(I64, -step))

    def add(total: Any, at: Any, offset: int) -> None:
        where = builder.add(at, ir.Constant(I64, offset))
        x, y = (load_numbers(context, builder, row, where, FLOATS) for row in (left, right))
        difference = builder.fsub(x, y)
        product = builder.fmul(difference, difference, flags=("contract",))
        builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)

    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), main, ir.Constant(I64, step)) as (at, _):
        for k, total in enumerate(sums):
            add(total, at, k * FLOAT_BLOCK)
    with cgutils.for_range_slice(builder, main, n_items, ir.Constant(I64, FLOAT_BLOCK)) as (at, _):
        add(sums[0], at, 0)
    first, second, third, fourth = (builder.load(total) for total in sums)
    lanes = builder.fadd(builder.fadd(first, second), builder.fadd(third, fourth))
    return sum_lanes(builder, lanes, FLOAT_BLOCK, builder.fadd)


def _emit_exact(context: Any, builder: Any, point: Any, query: Any, n_items: Any, *, is_product: bool) -> Any:
    """Sums of 64 bits, two of 8 lanes each, so that their order does not depend on the processor."""
    half, wide = ir.VectorType(ir.FloatType(), 8), ir.VectorType(ir.DoubleType(), 8)
    sums = [cgutils.alloca_once_value(builder, ir.Constant(wide, [0.0] * 8)) for _ in range(2)]
    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), n_items, ir.Constant(I64, FLOAT_BLOCK)) as (at, _):
        for k, total in enumerate(sums):
            where = builder.add(at, ir.Constant(I64, 8 * k))
            x = builder.fpext(load_numbers(context, builder, point, where, half), wide)
            y = load(builder, query, where, wide, align=8)
            y = y if is_product else builder.fsub(x, y)
            product = builder.fmul(x if is_product else y, y, flags=("contract",))
            builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)
    return sum_lanes(builder, builder.fadd(builder.load(sums[0]), builder.load(sums[1])), 8, builder.fadd)


def _emit_codes(context: Any, builder: Any, left: Any, right: Any, n_items: Any) -> Any:
    del context
    zero = ir.Constant(ir.VectorType(I32, CODE_BLOCK // 2), [0] * (CODE_BLOCK // 2))
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(2)]
    step = 2 * CODE_BLOCK
    main = builder.and_(n_items, ir.Constant(I64, -step))

    def add(total: Any, where: Any) -> None:
        squares = squared_in_pairs(builder, code_differences(builder, left, right, where))
        builder.store(builder.add(builder.load(total), squares), total)

    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), main, ir.Constant(I64, step)) as (at, _):
        for k, total in enumerate(sums):
            add(total, builder.add(at, ir.Constant(I64, CODE_BLOCK * k)))
    with builder.if_then(builder.icmp_signed("<", main, n_items)):
        add(sums[0], main)
    lanes = builder.add(builder.load(sums[0]), builder.load(sums[1]))
    return sum_lanes(builder, lanes, 16, builder.add)


def code_differences(builder: Any, left: Any, right: Any, at: Any) -> Any:
    """Differences of `CODE_BLOCK` codes of 8 and of 16 bits, in 16 bits."""
    wide = ir.VectorType(ir.IntType(16), CODE_BLOCK)
    x = builder.sext(load(builder, left, at, ir.VectorType(BYTE, CODE_BLOCK), align=1), wide)
    return builder.sub(x, load(builder, right, at, wide, align=2))


def squared_in_pairs(builder: Any, differences: Any) -> Any:
    """Squares of numbers of 16 bits, added in pairs to 32 bits: one instruction where there is one."""
    pairs, wider = ir.VectorType(I32, CODE_BLOCK // 2), ir.VectorType(I32, CODE_BLOCK)
    even, odd = (ir.Constant(pairs, list(range(k, CODE_BLOCK, 2))) for k in range(2))
    undefined, wide = ir.Constant(wider, ir.Undefined), builder.sext(differences, wider)
    squares = builder.mul(wide, wide)
    return builder.add(
        builder.shuffle_vector(squares, undefined, even), builder.shuffle_vector(squares, undefined, odd)
    )


def load_numbers(context: Any, builder: Any, start: Any, at: Any, kind: Any) -> Any:
    """One float or several, as `kind` says, or as many halves, widened."""
    if start.type.pointee != _HALF_BITS:
        return load(builder, start, at, kind, align=4)
    halves = load(builder, start, at, like(kind, _HALF_BITS), align=2)
    if "+f16c" in context.codegen()._tm_features:  # noqa: SLF001  of the target, which need not be this processor
        return builder.fpext(builder.bitcast(halves, like(kind, ir.HalfType())), kind)
    return _widened(builder, halves, kind)


def _widened(builder: Any, halves: Any, kind: Any) -> Any:
    """Finite halves as floats: their exponent counts from another start, also that of subnormal numbers."""
    words = like(kind, I32)
    bits = builder.zext(halves, words)
    size = builder.shl(builder.and_(bits, every(words, 0x7FFF)), every(words, 13))
    sign = builder.shl(builder.and_(bits, every(words, 0x8000)), every(words, 16))
    scaled = builder.fmul(builder.bitcast(size, kind), every(kind, 2.0**112))
    return builder.bitcast(builder.or_(builder.bitcast(scaled, words), sign), kind)


_EMITTERS = {types.float32: _emit_floats, types.uint16: _emit_floats, types.int8: _emit_codes, types.uint64: emit_bits}
