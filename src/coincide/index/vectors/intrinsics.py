"""The few things that plain Numba cannot say: prefetch a row, compare padded rows and keep pools in full vector width.

All are generic LLVM IR, so one source serves AVX-512, AVX2, SSE and ARM: a vector of 16 floats is cut into as many
registers as the machine at hand needs. Rows are padded with zeros to a multiple of `FLOAT_BLOCK` or `CODE_BLOCK`.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic as numba_intrinsic

# Numba calls the function with types, others call it with values: no annotation says both.
intrinsic: Any = numba_intrinsic

FLOAT_BLOCK = 16
CODE_BLOCK = 64
LINE_BYTES = 64

_I32, _I64, _BYTE = ir.IntType(32), ir.IntType(64), ir.IntType(8)
_FLOATS = ir.VectorType(ir.FloatType(), FLOAT_BLOCK)
_INTS = ir.VectorType(_I32, FLOAT_BLOCK)
_ONE_LEFT = ir.Constant(_INTS, list(range(FLOAT_BLOCK - 1, 2 * FLOAT_BLOCK - 1)))
_N_SUMS = 4


@intrinsic
def pointer(typing_context: Any, array: Any) -> Any:
    """Pointer to the first item of a C-contiguous array: no reference counting and no negative indices in loops."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), generate


def _pointer_at(dtype: Any) -> Any:
    def typed(typing_context: Any, address: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(dtype)(types.int64), generate

    return intrinsic(typed)


# Pointers to the items at an address.
floats_at, codes_at, ints_at = _pointer_at(types.float32), _pointer_at(types.int8), _pointer_at(types.int32)


@intrinsic
def shifted(typing_context: Any, start: Any, n_items: Any) -> Any:
    """Pointer `n_items` further on."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.gep(arguments[0], [arguments[1]])

    return start(start, types.int64), generate


@intrinsic
def prefetch_row(typing_context: Any, start: Any, row: Any, n_items: Any) -> Any:
    """Ask for every cache line of one row of a matrix with rows of `n_items`."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        n_bytes = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
        where = builder.bitcast(_row(builder, *arguments), _BYTE.as_pointer())
        total = builder.mul(arguments[2], ir.Constant(_I64, n_bytes))
        kind = ir.FunctionType(ir.VoidType(), [_BYTE.as_pointer(), _I32, _I32, _I32])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), total, ir.Constant(_I64, LINE_BYTES)) as (at, _):
            line = builder.gep(where, [at])
            builder.call(fetch, [line, ir.Constant(_I32, 0), ir.Constant(_I32, 3), ir.Constant(_I32, 1)])
        return context.get_dummy_value()

    return types.void(start, types.int64, types.int64), generate


@intrinsic
def squared_distance(typing_context: Any, x: Any, i: Any, y: Any, j: Any, n_items: Any) -> Any:
    """Squared Euclidean distance, float32, of row i of x and row j of y: both float32, or both int8 codes."""
    del typing_context
    emit = _emit_floats if x.dtype == types.float32 else _emit_codes

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        x, i, y, j, n_items = arguments
        return emit(builder, _row(builder, x, i, n_items), _row(builder, y, j, n_items), n_items)

    return types.float32(x, types.int64, y, types.int64, types.int64), generate


@intrinsic
def insert_sorted(typing_context: Any, ids: Any, squared: Any, size: Any, node: Any, distance: Any) -> Any:
    """Put a node into a sorted pool of `size` places, a multiple of `FLOAT_BLOCK`, and return its place.

    The farthest falls out. Free of branches that depend on the data: every block is read once, and written with what
    is nearer than the new node left, the node itself, or what was one place to the left.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        ids, squared, size, node, distance = arguments
        fresh, fresh_id = _splat(builder, distance, _FLOATS), _splat(builder, builder.trunc(node, _I32), _INTS)
        before = cgutils.alloca_once_value(builder, ir.Constant(_FLOATS, [float("-inf")] * FLOAT_BLOCK))
        before_ids = cgutils.alloca_once_value(builder, ir.Constant(_INTS, [-1] * FLOAT_BLOCK))
        place = cgutils.alloca_once_value(builder, ir.Constant(_I64, 0))
        with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), size, ir.Constant(_I64, FLOAT_BLOCK)) as (at, _):
            now, now_ids = _load(builder, squared, at, _FLOATS, align=4), _load(builder, ids, at, _INTS, align=4)
            left = builder.shuffle_vector(builder.load(before), now, _ONE_LEFT)
            left_ids = builder.shuffle_vector(builder.load(before_ids), now_ids, _ONE_LEFT)
            stays = builder.fcmp_ordered("<=", now, fresh)
            is_next = builder.fcmp_ordered("<=", left, fresh)
            moved = builder.select(is_next, fresh, left)
            moved_ids = builder.select(is_next, fresh_id, left_ids)
            _store(builder, squared, at, builder.select(stays, now, moved))
            _store(builder, ids, at, builder.select(stays, now_ids, moved_ids))
            builder.store(now, before)
            builder.store(now_ids, before_ids)
            count = builder.zext(builder.ctpop(builder.bitcast(stays, ir.IntType(FLOAT_BLOCK))), _I64)
            builder.store(builder.add(builder.load(place), count), place)
        return builder.load(place)

    return types.int64(ids, squared, types.int64, types.int64, types.float32), generate


@intrinsic
def first_open(typing_context: Any, ids: Any, size: Any, start: Any) -> Any:
    """The first place from the block of `start` on whose id is not negative, or `size`; all before are negative."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        ids, size, start = arguments
        result = cgutils.alloca_once_value(builder, size)
        block, zero = ir.Constant(_I64, FLOAT_BLOCK), ir.Constant(_INTS, [0] * FLOAT_BLOCK)
        n_blocks, begin = builder.udiv(size, block), builder.udiv(start, block)
        with cgutils.for_range(builder, n_blocks, start=begin, intp=_I64) as loop:
            at = builder.mul(loop.index, block)
            is_open = builder.icmp_signed(">=", _load(builder, ids, at, _INTS, align=4), zero)
            mask = builder.bitcast(is_open, ir.IntType(FLOAT_BLOCK))
            with builder.if_then(builder.icmp_signed("!=", mask, ir.Constant(mask.type, 0))):
                first = builder.zext(builder.cttz(mask, ir.Constant(ir.IntType(1), 1)), _I64)
                builder.store(builder.add(at, first), result)
                loop.do_break()
        return builder.load(result)

    return types.int64(ids, types.int64, types.int64), generate


def _splat(builder: Any, value: Any, kind: Any) -> Any:
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(_I32, 0))
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), ir.Constant(_INTS, [0] * FLOAT_BLOCK))


def _store(builder: Any, start: Any, at: Any, value: Any) -> None:
    builder.store(value, builder.bitcast(builder.gep(start, [at]), value.type.as_pointer()), align=4)


def _row(builder: Any, start: Any, row: Any, n_items: Any) -> Any:
    return builder.gep(start, [builder.mul(row, n_items)])


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
    """Differences of codes in 16 bits, squared and added in pairs to 32 bits: one instruction where there is one."""
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
