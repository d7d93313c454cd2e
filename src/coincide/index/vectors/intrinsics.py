"""The few things that plain Numba cannot say: prefetch a row, and squared distances of padded rows in full vector width.

All are generic LLVM IR, so one source serves AVX-512, AVX2, SSE and ARM: a vector of 16 floats is cut into as many
registers as the machine at hand needs. Rows are padded with zeros to a multiple of `FLOAT_BLOCK` or `CODE_BLOCK`.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

FLOAT_BLOCK = 16
CODE_BLOCK = 64
LINE_BYTES = 64

_I32, _I64, _BYTE = ir.IntType(32), ir.IntType(64), ir.IntType(8)
_FLOATS = ir.VectorType(ir.FloatType(), FLOAT_BLOCK)
_N_SUMS = 4


@intrinsic
def prefetch_row(typing_context: Any, matrix: Any, row: Any) -> Any:
    """Ask for every cache line of one row of a C-contiguous matrix."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start, n_items, n_bytes = _row(context, builder, signature.args[0], arguments[0], arguments[1])
        start = builder.bitcast(start, _BYTE.as_pointer())
        total = builder.mul(n_items, ir.Constant(_I64, n_bytes))
        kind = ir.FunctionType(ir.VoidType(), [_BYTE.as_pointer(), _I32, _I32, _I32])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), total, ir.Constant(_I64, LINE_BYTES)) as (at, _):
            where = builder.gep(start, [at])
            builder.call(fetch, [where, ir.Constant(_I32, 0), ir.Constant(_I32, 3), ir.Constant(_I32, 1)])
        return context.get_dummy_value()

    return types.void(matrix, row), generate


@intrinsic
def squared_distance(typing_context: Any, x: Any, i: Any, y: Any, j: Any) -> Any:
    """Squared Euclidean distance, float32, of row i of x and row j of y: both float32, or both int8 codes."""
    del typing_context
    emit = _emit_floats if x.dtype == types.float32 else _emit_codes

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, n_items, _ = _row(context, builder, signature.args[0], arguments[0], arguments[1])
        right, _, _ = _row(context, builder, signature.args[2], arguments[2], arguments[3])
        return emit(builder, left, right, n_items)

    return types.float32(x, i, y, j), generate


def _row(context: Any, builder: Any, kind: Any, matrix: Any, row: Any) -> tuple[Any, Any, int]:
    """Pointer to a row, its number of items, and the bytes of an item."""
    array = context.make_array(kind)(context, builder, matrix)
    n_items = cgutils.unpack_tuple(builder, array.shape)[1]
    index = builder.sext(row, _I64) if row.type.width < 64 else row
    return builder.gep(array.data, [builder.mul(index, n_items)]), n_items, kind.dtype.bitwidth // 8


def _emit_floats(builder: Any, left: Any, right: Any, n_items: Any) -> Any:
    """Several independent sums, so that each fused multiply-add need not wait for the one before."""
    zero = ir.Constant(_FLOATS, [0.0] * FLOAT_BLOCK)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(_N_SUMS)]
    step = FLOAT_BLOCK * _N_SUMS
    main = builder.and_(n_items, ir.Constant(_I64, -step))

    def add(total: Any, at: Any, offset: int) -> None:
        where = builder.add(at, ir.Constant(_I64, offset))
        difference = builder.fsub(
            _load(builder, left, where, _FLOATS, align=4), _load(builder, right, where, _FLOATS, align=4)
        )
        product = builder.fmul(difference, difference, flags=("contract",))
        builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)

    with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), main, ir.Constant(_I64, step)) as (at, _):
        for k, total in enumerate(sums):
            add(total, at, k * FLOAT_BLOCK)
    with cgutils.for_range_slice(builder, main, n_items, ir.Constant(_I64, FLOAT_BLOCK)) as (at, _):
        add(sums[0], at, 0)
    first, second, third, fourth = (builder.load(total) for total in sums)
    lanes = builder.fadd(builder.fadd(first, second), builder.fadd(third, fourth))
    return _sum_lanes(builder, lanes, FLOAT_BLOCK, builder.fadd)


def _emit_codes(builder: Any, left: Any, right: Any, n_items: Any) -> Any:
    """Differences of 8-bit codes in 16 bits, squared and added in pairs to 32 bits: one instruction where there is one."""
    half, pairs = ir.VectorType(_BYTE, 32), ir.VectorType(_I32, 16)
    wide, wider = ir.VectorType(ir.IntType(16), 32), ir.VectorType(_I32, 32)
    zero = ir.Constant(pairs, [0] * 16)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(2)]
    even = ir.Constant(ir.VectorType(_I32, 16), list(range(0, 32, 2)))
    odd = ir.Constant(ir.VectorType(_I32, 16), list(range(1, 32, 2)))
    with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), n_items, ir.Constant(_I64, CODE_BLOCK)) as (at, _):
        for k, total in enumerate(sums):
            where = builder.add(at, ir.Constant(_I64, 32 * k))
            x = builder.sext(_load(builder, left, where, half, align=1), wide)
            y = builder.sext(_load(builder, right, where, half, align=1), wide)
            difference = builder.sext(builder.sub(x, y), wider)
            squares = builder.mul(difference, difference)
            undefined = ir.Constant(wider, ir.Undefined)
            added = builder.add(
                builder.shuffle_vector(squares, undefined, even), builder.shuffle_vector(squares, undefined, odd)
            )
            builder.store(builder.add(builder.load(total), added), total)
    lanes = builder.add(builder.load(sums[0]), builder.load(sums[1]))
    return builder.sitofp(_sum_lanes(builder, lanes, 16, builder.add), ir.FloatType())


def _load(builder: Any, start: Any, at: Any, kind: Any, *, align: int) -> Any:
    where = builder.bitcast(builder.gep(start, [at]), kind.as_pointer())
    return builder.load(where, align=align)


def _sum_lanes(builder: Any, lanes: Any, width: int, add: Any) -> Any:
    """Add halves until one number is left."""
    while width > 1:
        half = width // 2
        low = ir.Constant(ir.VectorType(_I32, half), list(range(half)))
        high = ir.Constant(ir.VectorType(_I32, half), list(range(half, width)))
        undefined = ir.Constant(lanes.type, ir.Undefined)
        lanes = add(builder.shuffle_vector(lanes, undefined, low), builder.shuffle_vector(lanes, undefined, high))
        width = half
    return builder.extract_element(lanes, ir.Constant(_I32, 0))
