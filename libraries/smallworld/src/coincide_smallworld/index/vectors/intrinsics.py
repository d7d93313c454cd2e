"""The few things that plain Numba cannot say: prefetch a row, compare padded rows and keep pools in full vector width.

All are generic LLVM IR, so one source serves AVX-512, AVX2, SSE and ARM: a vector of 16 floats is cut into as many
registers as the machine at hand needs. Rows are padded with zeros to a multiple of `FLOAT_BLOCK` or `CODE_BLOCK`.

Numba has no type for numbers of 16 bits: arrays of them come as uint16, and are widened when they are read, by one
instruction where the processor has it (F16C) and by a shift and a product elsewhere, both exact.

Beside the same loop left to Numba (128 numbers a row, one thread, AVX-512, medians of 7 interleaved rounds), distances
of codes are 3.2 times as fast, and distances of floats as fast (1.0). These are written here all the same, because the
order of their sum, and so every answer, must not depend on the processor. `insert_sorted` alone is as fast as a loop
too, but within a search that loop takes 1.14 times as long (20,000 vectors of 64 numbers, 10 neighbors: 16.5 and 18.7
µs of processor time a query, best of 3 interleaved runs, the same answers).
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic as numba_intrinsic

from coincide_smallworld.index.vectors.stored import N_EXTRA

# Numba calls the function with types, others call it with values: no annotation says both.
intrinsic: Any = numba_intrinsic

FLOAT_BLOCK = 16
CODE_BLOCK = 64
LINE_BYTES = 64
WORD_BLOCK = 8
N_PLANES = 4

_I32, _I64, _BYTE = ir.IntType(32), ir.IntType(64), ir.IntType(8)
_FLOATS = ir.VectorType(ir.FloatType(), FLOAT_BLOCK)
_INTS = ir.VectorType(_I32, FLOAT_BLOCK)
_HALF_BITS = ir.IntType(16)
_ONE_LEFT = ir.Constant(_INTS, list(range(FLOAT_BLOCK - 1, 2 * FLOAT_BLOCK - 1)))
_N_SUMS = 4


@intrinsic
def pointer(typing_context: Any, array: Any) -> Any:
    """Pointer to the first item of a C-contiguous array: no reference counting and no negative indices in loops.

    Numba frees an array after its last use, pointers or not: `keep` one that was made in the same function.
    """
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), generate


@intrinsic
def keep(typing_context: Any, array: Any) -> Any:
    """Use an array, so that it lives until here."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del builder, signature, arguments
        return context.get_dummy_value()

    return types.void(array), generate


def _pointer_at(dtype: Any) -> Any:
    def typed(typing_context: Any, address: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(dtype)(types.int64), generate

    return intrinsic(typed)


# Pointers to the items at an address.
floats_at, codes_at, ints_at = _pointer_at(types.float32), _pointer_at(types.int8), _pointer_at(types.int32)
words_at, bytes_at = _pointer_at(types.uint64), _pointer_at(types.uint8)


@intrinsic
def as_double(typing_context: Any, bits: Any) -> Any:
    """The float64 that has the bits of a whole number."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(bits), generate


@intrinsic
def alike_at(typing_context: Any, start: Any, address: Any) -> Any:
    """Pointer to the items at an address, of the type of another pointer."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[1], context.get_value_type(signature.return_type))

    return start(start, types.int64), generate


@intrinsic
def shifted(typing_context: Any, start: Any, n_items: Any) -> Any:
    """Pointer `n_items` further on."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.gep(arguments[0], [arguments[1]])

    return start(start, types.int64), generate


@intrinsic
def n_extra(typing_context: Any, start: Any) -> Any:
    """How many numbers the inner product adds to each of such vectors."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, builder, arguments
        return ir.Constant(_I64, N_EXTRA["float16" if signature.args[0].dtype == types.uint16 else "float32"])

    return types.int64(start), generate


@intrinsic
def number_at(typing_context: Any, start: Any, at: Any) -> Any:
    """One number of floats or halves, as float32."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        start, at = arguments
        return _load_numbers(context, builder, start, at, ir.FloatType())

    return types.float32(start, types.int64), generate


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
    """Squared Euclidean distance, float32, of row i of x and row j of y: floats and halves, or both int8 codes.

    Where both are words, x holds records of one bit a number and y queries for them (`bits`), and it is an estimate.
    """
    del typing_context
    emit = _EMITTERS[x.dtype]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        x, i, y, j, n_items = arguments
        length = _query_length(builder, n_items) if emit is _emit_bits else n_items
        return emit(context, builder, _row(builder, x, i, n_items), _row(builder, y, j, length), n_items)

    return types.float32(x, types.int64, y, types.int64, types.int64), generate


@intrinsic
def exact_value(typing_context: Any, point: Any, query: Any, n_items: Any, is_product: Any) -> Any:
    """Squared distance of two rows of floats or halves, or their inner product, in float64."""
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


@intrinsic
def uncertainty(typing_context: Any, x: Any, i: Any, y: Any, j: Any, n_items: Any) -> Any:
    """How far the true squared distance may lie below `squared_distance` of words; infinite for codes of bytes."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context
        if signature.args[0].dtype != types.uint64:
            return ir.Constant(ir.FloatType(), float("inf"))
        x, i, y, j, n_items = arguments
        factors = _factors(builder, _row(builder, x, i, n_items), n_items)
        asked = _asked_factors(builder, _row(builder, y, j, _query_length(builder, n_items)), n_items)
        return builder.fmul(_float_at(builder, factors, 3), _float_at(builder, asked, 4))

    return types.float32(x, types.int64, y, types.int64, types.int64), generate


@intrinsic
def mix_block(typing_context: Any, start: Any, at: Any) -> Any:
    """Replace 16 floats by their Hadamard transform, in place."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        start, at = arguments
        lanes = _load(builder, start, at, _FLOATS, align=4)
        for stride in (1, 2, 4, 8):
            others = ir.Constant(_INTS, [lane ^ stride for lane in range(FLOAT_BLOCK)])
            signs = ir.Constant(_FLOATS, [-1.0 if lane & stride else 1.0 for lane in range(FLOAT_BLOCK)])
            moved = builder.shuffle_vector(lanes, ir.Constant(_FLOATS, ir.Undefined), others)
            lanes = builder.fadd(moved, builder.fmul(lanes, signs))
        _store(builder, start, at, lanes)
        return context.get_dummy_value()

    return types.void(start, types.int64), generate


@intrinsic
def butterfly(typing_context: Any, start: Any, i: Any, j: Any) -> Any:
    """Replace 16 floats from i on and 16 from j on by their sums and differences, in place."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        start, i, j = arguments
        left, right = (_load(builder, start, at, _FLOATS, align=4) for at in (i, j))
        _store(builder, start, i, builder.fadd(left, right))
        _store(builder, start, j, builder.fsub(left, right))
        return context.get_dummy_value()

    return types.void(start, types.int64, types.int64), generate


@intrinsic
def word_of_signs(typing_context: Any, start: Any, at: Any) -> Any:
    """One word with a bit for each of 64 floats, 1 where it is above 0."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        kind = ir.VectorType(ir.FloatType(), CODE_BLOCK)
        values = _load(builder, arguments[0], arguments[1], kind, align=4)
        is_above = builder.fcmp_ordered(">", values, ir.Constant(kind, [0.0] * CODE_BLOCK))
        return builder.bitcast(is_above, _I64)

    return types.uint64(start, types.int64), generate


@intrinsic
def word_of_plane(typing_context: Any, start: Any, at: Any, plane: Any) -> Any:
    """One word with bit `plane` of each of 64 bytes."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        kind = ir.VectorType(_BYTE, CODE_BLOCK)
        levels = _load(builder, arguments[0], arguments[1], kind, align=1)
        mask = builder.trunc(builder.shl(ir.Constant(_I64, 1), arguments[2]), _BYTE)
        one = builder.insert_element(ir.Constant(kind, ir.Undefined), mask, ir.Constant(_I32, 0))
        every = ir.Constant(ir.VectorType(_I32, CODE_BLOCK), [0] * CODE_BLOCK)
        masks = builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), every)
        is_set = builder.icmp_unsigned("!=", builder.and_(levels, masks), ir.Constant(kind, [0] * CODE_BLOCK))
        return builder.bitcast(is_set, _I64)

    return types.uint64(start, types.int64, types.int64), generate


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
        zero = ir.Constant(_I64, 0)
        is_first = builder.icmp_signed("==", start, zero)
        last_seen = builder.select(is_first, zero, builder.sub(start, ir.Constant(_I64, 1)))
        farthest = builder.select(
            is_first, ir.Constant(ir.FloatType(), float("-inf")), builder.load(builder.gep(squared, [last_seen]))
        )
        fresh, fresh_id = _splat(builder, distance, _FLOATS), _splat(builder, builder.trunc(node, _I32), _INTS)
        before = cgutils.alloca_once_value(builder, _splat(builder, farthest, _FLOATS))
        before_ids = cgutils.alloca_once_value(builder, ir.Constant(_INTS, [-1] * FLOAT_BLOCK))
        place = cgutils.alloca_once_value(builder, start)
        with cgutils.for_range_slice(builder, start, size, ir.Constant(_I64, FLOAT_BLOCK)) as (at, _):
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

    return types.int64(ids, squared, types.int64, types.int64, types.int64, types.float32), generate


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


def _emit_floats(context: Any, builder: Any, left: Any, right: Any, n_items: Any) -> Any:
    """Several independent sums, so that each fused multiply-add need not wait for the one before."""
    zero = ir.Constant(_FLOATS, [0.0] * FLOAT_BLOCK)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(_N_SUMS)]
    step = FLOAT_BLOCK * _N_SUMS
    main = builder.and_(n_items, ir.Constant(_I64, -step))

    def add(total: Any, at: Any, offset: int) -> None:
        where = builder.add(at, ir.Constant(_I64, offset))
        x, y = (_load_numbers(context, builder, row, where, _FLOATS) for row in (left, right))
        difference = builder.fsub(x, y)
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


def _emit_exact(context: Any, builder: Any, point: Any, query: Any, n_items: Any, *, is_product: bool) -> Any:
    """Sums of 64 bits, two of 8 lanes each, so that their order does not depend on the processor."""
    half, wide = ir.VectorType(ir.FloatType(), 8), ir.VectorType(ir.DoubleType(), 8)
    sums = [cgutils.alloca_once_value(builder, ir.Constant(wide, [0.0] * 8)) for _ in range(2)]
    with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), n_items, ir.Constant(_I64, FLOAT_BLOCK)) as (at, _):
        for k, total in enumerate(sums):
            where = builder.add(at, ir.Constant(_I64, 8 * k))
            x, y = (builder.fpext(_load_numbers(context, builder, row, where, half), wide) for row in (point, query))
            y = y if is_product else builder.fsub(x, y)
            product = builder.fmul(x if is_product else y, y, flags=("contract",))
            builder.store(builder.fadd(builder.load(total), product, flags=("contract",)), total)
    return _sum_lanes(builder, builder.fadd(builder.load(sums[0]), builder.load(sums[1])), 8, builder.fadd)


def _emit_codes(context: Any, builder: Any, left: Any, right: Any, n_items: Any) -> Any:
    """Differences of codes in 16 bits, squared and added in pairs to 32 bits: one instruction where there is one."""
    del context
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


def _emit_bits(context: Any, builder: Any, record: Any, query: Any, n_words: Any) -> Any:
    """Estimate from one bit a number: how many bits a record shares with each of four planes of a query.

    `llvm.ctpop` is one instruction with AVX512_VPOPCNTDQ, and a short sequence of shuffles elsewhere.
    """
    del context
    kind = ir.VectorType(_I64, WORD_BLOCK)
    zero = ir.Constant(kind, [0] * WORD_BLOCK)
    count = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(kind, [kind]), f"llvm.ctpop.v{WORD_BLOCK}i64"
    )
    sums = [cgutils.alloca_once_value(builder, zero) for _ in range(N_PLANES)]
    step = ir.Constant(_I64, WORD_BLOCK)
    with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), n_words, step) as (at, _):
        code = _load(builder, record, at, kind, align=8)
        for plane, total in enumerate(sums):
            where = builder.add(at, builder.mul(n_words, ir.Constant(_I64, plane)))
            shared = builder.call(count, [builder.and_(code, _load(builder, query, where, kind, align=8))])
            builder.store(builder.add(builder.load(total), shared), total)
    lanes = builder.load(sums[0])
    for plane in range(1, N_PLANES):
        lanes = builder.add(lanes, builder.shl(builder.load(sums[plane]), ir.Constant(kind, [plane] * WORD_BLOCK)))
    shared = builder.sitofp(_sum_lanes(builder, lanes, WORD_BLOCK, builder.add), ir.FloatType())
    factors, asked = _factors(builder, record, n_words), _asked_factors(builder, query, n_words)
    square, scale, offset = (_float_at(builder, factors, i) for i in range(3))
    of_query, total, twice_largest, step_down = (_float_at(builder, asked, i) for i in range(4))
    inner = builder.fadd(total, builder.fmul(step_down, shared))
    near = builder.fadd(builder.fmul(scale, inner), builder.fmul(offset, twice_largest))
    return builder.fadd(builder.fadd(of_query, square), near)


def _query_length(builder: Any, n_words: Any) -> Any:
    """Words of a query: the planes, and a block for its factors."""
    return builder.add(builder.mul(n_words, ir.Constant(_I64, N_PLANES)), ir.Constant(_I64, WORD_BLOCK))


def _factors(builder: Any, record: Any, n_words: Any) -> Any:
    """The four floats in the last two words of a record."""
    where = builder.gep(record, [builder.sub(n_words, ir.Constant(_I64, 2))])
    return builder.bitcast(where, ir.FloatType().as_pointer())


def _asked_factors(builder: Any, query: Any, n_words: Any) -> Any:
    where = builder.gep(query, [builder.mul(n_words, ir.Constant(_I64, N_PLANES))])
    return builder.bitcast(where, ir.FloatType().as_pointer())


def _float_at(builder: Any, start: Any, place: int) -> Any:
    return builder.load(builder.gep(start, [ir.Constant(_I64, place)]))


def _load_numbers(context: Any, builder: Any, start: Any, at: Any, kind: Any) -> Any:
    """One float or several, as `kind` says, or as many halves, widened."""
    if start.type.pointee != _HALF_BITS:
        return _load(builder, start, at, kind, align=4)
    halves = _load(builder, start, at, _like(kind, _HALF_BITS), align=2)
    if "+f16c" in context.codegen()._tm_features:  # noqa: SLF001  of the target, which need not be this processor
        return builder.fpext(builder.bitcast(halves, _like(kind, ir.HalfType())), kind)
    return _widened(builder, halves, kind)


def _widened(builder: Any, halves: Any, kind: Any) -> Any:
    """Finite halves as floats: their exponent counts from another start, also that of subnormal numbers."""
    words = _like(kind, _I32)
    bits = builder.zext(halves, words)
    size = builder.shl(builder.and_(bits, _every(words, 0x7FFF)), _every(words, 13))
    sign = builder.shl(builder.and_(bits, _every(words, 0x8000)), _every(words, 16))
    scaled = builder.fmul(builder.bitcast(size, kind), _every(kind, 2.0**112))
    return builder.bitcast(builder.or_(builder.bitcast(scaled, words), sign), kind)


def _like(kind: Any, item: Any) -> Any:
    """As many items of another type."""
    return ir.VectorType(item, kind.count) if isinstance(kind, ir.VectorType) else item


def _every(kind: Any, number: Any) -> Any:
    return ir.Constant(kind, [number] * kind.count if isinstance(kind, ir.VectorType) else number)


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


_EMITTERS = {types.float32: _emit_floats, types.uint16: _emit_floats, types.int8: _emit_codes, types.uint64: _emit_bits}
