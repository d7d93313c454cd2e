"""Lanes: 32 stored series advance together, one number of each in one vector of the processor.

The steps below are written as generic vector code of LLVM, not for one family of processors: `<32 x float>` becomes two
registers with AVX-512, four with AVX2, eight with SSE or NEON. Series are laid out number by number, so number t of
the series in lane l is at `32 t + l`.

The table of dynamic time warping is computed `N_ROWS` rows at a time: row r of a block may take its step at column j
as soon as row r - 1 has taken it, so each vector of columns is loaded and stored once for all rows of a block, and
the rows' chains of dependent steps overlap. Cells keep the value of their pair whatever the other lanes hold.

Functions here are for compiled loops only. They trust their arguments.

Sources: Sakoe and Chiba 1978 (recurrence and band); Keogh and Ratanamahatana 2005 (a row's minimum, with what the rest
must cost at least, ends the computation early).
"""

# pyright: reportUnknownParameterType=false, reportMissingParameterType=false, reportPrivateImportUsage=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

# An intrinsic sees types and answers a signature and its code; callers see a function of values.
_step: Any = intrinsic

LANES = 32
N_ROWS = 3
# Series are transposed in squares of this many numbers.
SQUARE = 16

_F32, _I32, _I64, _BIT = ir.FloatType(), ir.IntType(32), ir.IntType(64), ir.IntType(1)
_VECTOR = ir.VectorType(_F32, LANES)
_INTS = ir.VectorType(_I32, LANES)
_INF = ir.Constant(_VECTOR, [float("inf")] * LANES)


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, at: Any, kind: Any) -> Any:
    """Address of element `at` as a pointer to `kind`."""
    data = context.make_array(array_type)(context, builder, value=array).data
    return builder.bitcast(builder.gep(data, [at]), kind.as_pointer())


def _load(builder: Any, pointer: Any) -> Any:
    return builder.load(pointer, align=4)


def _store(builder: Any, value: Any, pointer: Any) -> None:
    builder.store(value, pointer, align=4)


def _splat(builder: Any, scalar: Any, kind: Any) -> Any:
    """The scalar in every lane."""
    undefined = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(undefined, scalar, ir.Constant(_I32, 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(_I32, kind.count), [0] * kind.count))


def _least(builder: Any, a: Any, b: Any) -> Any:
    """Smaller of two; no NaN comes here, and saying so makes it one instruction."""
    return builder.select(builder.fcmp_ordered("<", a, b, flags=("nnan", "nsz")), a, b)


def _square_plus(builder: Any, difference: Any, rest: Any) -> Any:
    """difference² + rest, fused where the processor can."""
    kind = difference.type
    function = ir.FunctionType(kind, [kind] * 3)
    fused = cgutils.get_or_insert_function(builder.module, function, f"llvm.fmuladd.v{kind.count}f32")
    return builder.call(fused, [difference, difference, rest])


def _any(builder: Any, mask: Any) -> Any:
    """Whether any lane of a mask is set."""
    return builder.icmp_unsigned("!=", builder.bitcast(mask, ir.IntType(LANES)), ir.Constant(ir.IntType(LANES), 0))


class _Block:
    """Emits the steps of one block of rows. Vectors that live from column to column are stack slots, which LLVM puts
    into registers."""

    def __init__(self, context: Any, builder: Any, signature: Any, arguments: Any, *, has_channels: bool) -> None:
        self.builder = builder
        self.has_channels = has_channels
        cells, lanes, query = arguments[:3]
        self.row, self.n_channels, self.n_phantoms = arguments[3:6]
        zero = ir.Constant(_I64, 0)
        self.cells = _pointer(context, builder, signature.args[0], cells, zero, _VECTOR)
        self.lanes = _pointer(context, builder, signature.args[1], lanes, zero, _VECTOR)
        self.query = _pointer(context, builder, signature.args[2], query, builder.mul(self.row, self.n_channels), _F32)
        self.left = [cgutils.alloca_once(builder, _VECTOR) for _ in range(N_ROWS)]
        self.totals = [cgutils.alloca_once(builder, _VECTOR) for _ in range(N_ROWS)]
        self.corner = cgutils.alloca_once(builder, _VECTOR)
        self.smallest = cgutils.alloca_once_value(builder, _INF)

    def begin(self, start: Any) -> None:
        """Take the cell before the first column. The table's corner lies before row 0, wherever that is in the block:
        rows before it are phantoms, which fill the first block up."""
        builder = self.builder
        is_first = builder.icmp_signed("==", self.row, ir.Constant(_I64, 0))
        for r, slot in enumerate(self.left):
            is_corner = builder.icmp_signed("==", self.n_phantoms, ir.Constant(_I64, r + 1))
            is_corner = builder.and_(is_first, is_corner)
            builder.store(builder.select(is_corner, ir.Constant(_VECTOR, [0.0] * LANES), _INF), slot)
        pointer = builder.gep(self.cells, [start])
        builder.store(_load(builder, pointer), self.corner)
        _store(builder, _INF, pointer)
        self.numbers = [] if self.has_channels else [self._number(r, ir.Constant(_I64, 0)) for r in range(N_ROWS)]

    def columns(self, start: Any, stop: Any, mask: Callable[[int, Any], Any] | None) -> None:
        """Take the steps of all rows at columns start to stop; `mask` says which cells of row r lie in the band."""
        one = ir.Constant(_I64, 1)
        with cgutils.for_range_slice(self.builder, start, self.builder.add(stop, one), one) as (j, _):
            self._column(j, mask)

    def may_stay_within(self, rest: Any, cutoff: Any) -> Any:
        """Whether the last row's minimum and the rest do not exceed the cutoff in some lane."""
        builder = self.builder
        least = builder.fadd(builder.load(self.smallest), _load(builder, rest))
        return _any(builder, builder.fcmp_ordered("<=", least, _splat(builder, cutoff, _VECTOR)))

    def _column(self, j: Any, mask: Callable[[int, Any], Any] | None) -> None:
        builder = self.builder
        costs = self._costs(j)
        cell = builder.gep(self.cells, [builder.add(j, ir.Constant(_I64, 1))])
        corner, above = builder.load(self.corner), _load(builder, cell)
        builder.store(above, self.corner)
        for r in range(N_ROWS):
            left = builder.load(self.left[r])
            value = costs(r, _least(builder, _least(builder, above, corner), left))
            if mask is not None:
                value = builder.select(mask(r, j), value, _INF)
            builder.store(value, self.left[r])
            above, corner = value, left
        builder.store(_least(builder, above, builder.load(self.smallest)), self.smallest)
        _store(builder, above, cell)

    def _costs(self, j: Any) -> Callable[[int, Any], Any]:
        """How to add the cost of row r's cell at column j to what came before."""
        builder = self.builder
        if self.has_channels:
            self._sum_channels(j)
            return lambda r, rest: builder.fadd(builder.load(self.totals[r]), rest)
        frame = _load(builder, builder.gep(self.lanes, [j]))
        return lambda r, rest: _square_plus(builder, builder.fsub(self.numbers[r], frame), rest)

    def _sum_channels(self, j: Any) -> None:
        builder = self.builder
        for slot in self.totals:
            builder.store(ir.Constant(_VECTOR, [0.0] * LANES), slot)
        at = builder.mul(j, self.n_channels)
        with cgutils.for_range(builder, self.n_channels) as loop:
            frame = _load(builder, builder.gep(self.lanes, [builder.add(at, loop.index)]))
            for r, slot in enumerate(self.totals):
                difference = builder.fsub(self._number(r, loop.index), frame)
                builder.store(_square_plus(builder, difference, builder.load(slot)), slot)

    def _number(self, r: int, channel: Any) -> Any:
        """The query's number in row r, in every lane."""
        builder = self.builder
        at = builder.add(builder.mul(self.n_channels, ir.Constant(_I64, r)), channel)
        return _splat(builder, _load(builder, builder.gep(self.query, [at])), _VECTOR)


def _advance(has_channels: bool) -> Callable[..., Any]:
    """Code of a block where all lanes have the same band."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _Block(context, builder, signature, arguments, has_channels=has_channels)
        first, last = (
            [
                _load(builder, _pointer(context, builder, signature.args[a], arguments[a], at, _I64))
                for at in (builder.add(block.row, ir.Constant(_I64, r)) for r in range(N_ROWS))
            ]
            for a in (6, 7)
        )

        def is_in_band(r: int, j: Any) -> Any:
            return builder.and_(builder.icmp_signed(">=", j, first[r]), builder.icmp_signed("<=", j, last[r]))

        one = ir.Constant(_I64, 1)
        start, stop = arguments[8], last[-1]
        is_split = builder.icmp_signed("<=", first[-1], last[0])
        inner_start = builder.select(is_split, first[-1], builder.add(stop, one))
        inner_stop = builder.select(is_split, last[0], stop)
        block.begin(start)
        block.columns(start, builder.sub(inner_start, one), is_in_band)
        block.columns(inner_start, inner_stop, None)
        block.columns(builder.add(inner_stop, one), stop, is_in_band)
        rest = _pointer(context, builder, signature.args[9], arguments[9], arguments[10], _VECTOR)
        return block.may_stay_within(rest, arguments[11])

    return emit


def _advance_mixed(has_channels: bool) -> Callable[..., Any]:
    """Code of a block where each lane has a length and so a band of its own."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _Block(context, builder, signature, arguments, has_channels=has_channels)
        zero = ir.Constant(_I64, 0)
        ends, slacks = (
            _load(builder, _pointer(context, builder, signature.args[a], arguments[a], zero, _INTS)) for a in (6, 7)
        )
        end = builder.trunc(arguments[8], _I32)
        widths = builder.add(slacks, slacks)
        middles: list[Any] = []
        for r in range(N_ROWS):
            i = builder.sub(builder.add(block.row, ir.Constant(_I64, r)), block.n_phantoms)
            middle = builder.add(builder.mul(_splat(builder, builder.trunc(i, _I32), _INTS), ends), slacks)
            is_real = builder.icmp_signed(">=", i, zero)
            middles.append(builder.select(is_real, middle, ir.Constant(_INTS, [-1] * LANES)))

        def is_in_band(r: int, j: Any) -> Any:
            at = _splat(builder, builder.mul(builder.trunc(j, _I32), end), _INTS)
            return builder.icmp_unsigned("<=", builder.sub(middles[r], at), widths)

        block.begin(arguments[9])
        block.columns(arguments[9], arguments[10], is_in_band)
        rest = _pointer(context, builder, signature.args[11], arguments[11], arguments[12], _VECTOR)
        return block.may_stay_within(rest, arguments[13])

    return emit


@_step
def advance(_: Any, cells, lanes, query, row, n_channels, n_phantoms, first, last, start, rest, at, cutoff):
    """Compute N_ROWS rows of the tables of 32 pairs with one channel, one band; return whether some lane may stay
    within the cutoff.

    cells : (32 (m + 1),) float32, 64-byte aligned or not; the row above, column -1 first; changed in place.
    lanes, query : (32 m c,), (n c,) float32; the query with `n_phantoms` rows of anything in front.
    first, last : (n,) int64, the band of each row of the query; none of a phantom (first > last).
    start : first column of the block.
    rest, at : lower bounds of what the rows after the block cost, 32 float32 from `at`.
    """
    return _typed(cells, lanes, query, row, n_channels, n_phantoms, first, last, start, rest, at, cutoff), _advance(
        has_channels=False
    )


@_step
def advance_channels(_: Any, cells, lanes, query, row, n_channels, n_phantoms, first, last, start, rest, at, cutoff):
    """Same with any number of channels."""
    return _typed(cells, lanes, query, row, n_channels, n_phantoms, first, last, start, rest, at, cutoff), _advance(
        has_channels=True
    )


@_step
def advance_mixed(
    _: Any, cells, lanes, query, row, n_channels, n_phantoms, ends, slacks, end, start, stop, rest, at, cutoff
):
    """Same with one channel and lanes of different lengths.

    ends : (32,) int32, length of each lane - 1.
    slacks : (32,) int32, a cell (i, j) lies in the band if |i ends - j end| <= slacks.
    end : length of the query - 1.
    start, stop : first and last column of the block over all lanes.
    """
    return _typed(
        cells, lanes, query, row, n_channels, n_phantoms, ends, slacks, end, start, stop, rest, at, cutoff
    ), _advance_mixed(has_channels=False)


@_step
def advance_mixed_channels(
    _: Any, cells, lanes, query, row, n_channels, n_phantoms, ends, slacks, end, start, stop, rest, at, cutoff
):
    """Same with any number of channels and lanes of different lengths."""
    return _typed(
        cells, lanes, query, row, n_channels, n_phantoms, ends, slacks, end, start, stop, rest, at, cutoff
    ), _advance_mixed(has_channels=True)


def _typed(*arguments: Any) -> Any:
    """Signature of a step: arrays as they come, whole numbers as int64, the cutoff as float32."""
    taken = [
        argument
        if isinstance(argument, types.Array)
        else types.float32
        if isinstance(argument, types.Float)
        else types.int64
        for argument in arguments
    ]
    return types.boolean(*taken)


@_step
def transpose_square(_: Any, numbers, at, shift, lanes, half):
    """Copy 16 numbers of each of 16 series into lanes.

    numbers : float32, one axis.
    at : (32,) int64, where each lane's series begins; with `shift`, 16 numbers from there exist.
    shift : numbers to pass over in each series and, times 32, in `lanes`.
    half : 0 for the first 16 lanes, 1 for the others.
    """

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        numbers, at, shift, lanes, half = arguments
        kind = ir.VectorType(_F32, SQUARE)
        first = builder.mul(half, ir.Constant(_I64, SQUARE))
        rows: list[Any] = []
        for lane in range(SQUARE):
            index = builder.add(first, ir.Constant(_I64, lane))
            origin = _load(builder, _pointer(context, builder, signature.args[1], at, index, _I64))
            source = _pointer(context, builder, signature.args[0], numbers, builder.add(origin, shift), kind)
            rows.append(_load(builder, source))
        target = builder.add(builder.mul(shift, ir.Constant(_I64, LANES)), first)
        for t, column in enumerate(_transposed(builder, rows)):
            index = builder.add(target, ir.Constant(_I64, t * LANES))
            _store(builder, column, _pointer(context, builder, signature.args[3], lanes, index, kind))
        return ir.Constant(_BIT, True)

    return _typed(numbers, at, shift, lanes, half), emit


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Transpose a square by exchanging ever smaller blocks across its diagonal."""
    size = len(rows)
    step = size // 2
    while step > 0:
        low = [i if i & step == 0 else i - step + size for i in range(size)]
        high = [i + step if i & step == 0 else i + size for i in range(size)]
        masks = [ir.Constant(ir.VectorType(_I32, size), mask) for mask in (low, high)]
        for a in range(size):
            if a & step == 0:
                pair = rows[a], rows[a + step]
                rows[a], rows[a + step] = (builder.shuffle_vector(*pair, mask) for mask in masks)
        step //= 2
    return rows
