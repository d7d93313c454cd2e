"""One bit a number: rotate vectors, pack their signs, and estimate distances by counting the bits that words share."""

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
    float_at,
    intrinsic,
    load,
    row_at,
    store,
    sum_lanes,
)

WORD_BITS = 64
WORD_BLOCK = 8
N_PLANES = 4


@intrinsic
def uncertainty(typing_context: Any, x: Any, i: Any, y: Any, j: Any, n_items: Any) -> Any:
    """How far the true squared distance may lie below `squared_distance` of words; infinite for codes of bytes."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context
        if signature.args[0].dtype != types.uint64:
            return ir.Constant(ir.FloatType(), float("inf"))
        x, i, y, j, n_items = arguments
        factors = _factors(builder, row_at(builder, x, i, n_items), n_items)
        asked = _asked_factors(builder, row_at(builder, y, j, query_length(builder, n_items)), n_items)
        return builder.fmul(float_at(builder, factors, 3), float_at(builder, asked, 4))

    return types.float32(x, types.int64, y, types.int64, types.int64), generate


@intrinsic
def mix_block(typing_context: Any, start: Any, at: Any) -> Any:
    """Replace 16 floats by their Hadamard transform, in place."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        start, at = arguments
        lanes = load(builder, start, at, FLOATS, align=4)
        for stride in (1, 2, 4, 8):
            others = ir.Constant(INTS, [lane ^ stride for lane in range(FLOAT_BLOCK)])
            signs = ir.Constant(FLOATS, [-1.0 if lane & stride else 1.0 for lane in range(FLOAT_BLOCK)])
            moved = builder.shuffle_vector(lanes, ir.Constant(FLOATS, ir.Undefined), others)
            lanes = builder.fadd(moved, builder.fmul(lanes, signs))
        store(builder, start, at, lanes)
        return context.get_dummy_value()

    return types.void(start, types.int64), generate


@intrinsic
def butterfly(typing_context: Any, start: Any, i: Any, j: Any) -> Any:
    """Replace 16 floats from i on and 16 from j on by their sums and differences, in place."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        start, i, j = arguments
        left, right = (load(builder, start, at, FLOATS, align=4) for at in (i, j))
        store(builder, start, i, builder.fadd(left, right))
        store(builder, start, j, builder.fsub(left, right))
        return context.get_dummy_value()

    return types.void(start, types.int64, types.int64), generate


@intrinsic
def word_of_signs(typing_context: Any, start: Any, at: Any) -> Any:
    """One word with a bit for each of 64 floats, 1 where it is above 0."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        kind = ir.VectorType(ir.FloatType(), WORD_BITS)
        values = load(builder, arguments[0], arguments[1], kind, align=4)
        is_above = builder.fcmp_ordered(">", values, ir.Constant(kind, [0.0] * WORD_BITS))
        return builder.bitcast(is_above, I64)

    return types.uint64(start, types.int64), generate


@intrinsic
def word_of_plane(typing_context: Any, start: Any, at: Any, plane: Any) -> Any:
    """One word with bit `plane` of each of 64 bytes."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        kind = ir.VectorType(BYTE, WORD_BITS)
        levels = load(builder, arguments[0], arguments[1], kind, align=1)
        mask = builder.trunc(builder.shl(ir.Constant(I64, 1), arguments[2]), BYTE)
        one = builder.insert_element(ir.Constant(kind, ir.Undefined), mask, ir.Constant(I32, 0))
        every = ir.Constant(ir.VectorType(I32, WORD_BITS), [0] * WORD_BITS)
        masks = builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), every)
        is_set = builder.icmp_unsigned("!=", builder.and_(levels, masks), ir.Constant(kind, [0] * WORD_BITS))
        return builder.bitcast(is_set, I64)

    return types.uint64(start, types.int64, types.int64), generate


def emit_bits(context: Any, builder: Any, record: Any, query: Any, n_words: Any) -> Any:
    """Estimate from one bit a number: how many bits a record shares with each of four planes of a query.

    `llvm.ctpop` is one instruction with AVX512_VPOPCNTDQ, and a short sequence of shuffles elsewhere.
    """
    del context
    kind = ir.VectorType(I64, WORD_BLOCK)
    zero = ir.Constant(kind, [0] * WORD_BLOCK)
    count = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(kind, [kind]), f"llvm.ctpop.v{WORD_BLOCK}i64"
    )
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(N_PLANES)]
    step = ir.Constant(I64, WORD_BLOCK)
    with cgutils.for_range_slice(builder, ir.Constant(I64, 0), n_words, step) as (at, _):
        code = load(builder, record, at, kind, align=8)
        for plane, total in enumerate(sums):
            where = builder.add(at, builder.mul(n_words, ir.Constant(I64, plane)))
            shared = builder.call(count, [builder.and_(code, load(builder, query, where, kind, align=8))])
            builder.store(builder.add(builder.load(total), shared), total)
    lanes = builder.load(sums[0])
    for plane in range(1, N_PLANES):
        lanes = builder.add(lanes, builder.shl(builder.load(sums[plane]), ir.Constant(kind, [plane] * WORD_BLOCK)))
    shared = sum_lanes(builder, builder.trunc(lanes, ir.VectorType(I32, WORD_BLOCK)), WORD_BLOCK, builder.add)
    factors, asked = _factors(builder, record, n_words), _asked_factors(builder, query, n_words)
    square, scale, offset = (float_at(builder, factors, i) for i in range(3))
    of_query, total, twice_largest, step_down = (float_at(builder, asked, i) for i in range(4))
    inner = builder.fadd(total, builder.fmul(step_down, shared))
    near = builder.fadd(builder.fmul(scale, inner), builder.fmul(offset, twice_largest))
    return builder.fadd(builder.fadd(of_query, square), near)


def query_length(builder: Any, n_words: Any) -> Any:
    """Words of a query: the planes, and a block for its factors."""
    return builder.add(builder.mul(n_words, ir.Constant(I64, N_PLANES)), ir.Constant(I64, WORD_BLOCK))


def _factors(builder: Any, record: Any, n_words: Any) -> Any:
    """The four floats in the last two words of a record."""
    where = builder.gep(record, [builder.sub(n_words, ir.Constant(I64, 2))])
    return builder.bitcast(where, ir.FloatType().as_pointer())


def _asked_factors(builder: Any, query: Any, n_words: Any) -> Any:
    where = builder.gep(query, [builder.mul(n_words, ir.Constant(I64, N_PLANES))])
    return builder.bitcast(where, ir.FloatType().as_pointer())
