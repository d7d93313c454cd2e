"""One query against 32 stored series: the one compiled function with all vector code of dynamic time warping.

Other compiled loops call it by its address, or each of them would compile it anew, for seconds. The order is: make room
once (`make_room`), set the query (`set_query`), choose up to 32 rows (`take_group`), `compare`.

The room is a tuple of arrays, for a query of n and series of m frames of c numbers:

    query     ((n + N_ROWS) c,) the query, after phantoms that fill the first block of rows up
    lanes     (32 (m c + 16),) the series of a group, number by number
    cells     (32 (m + 1),) a row of the table
    spare     (64 m,) extremes of the clipped series
    rest      (32 (n + 1),) what a path costs at least from a row on; the first 32 are the lower bounds
    bounds    (2 (n + N_ROWS),) the first column of each row, then the last
    known     (2,) the length of the series for which `bounds` holds, 0 for none, and that of the query
    at, ends  (32,) where each series begins, and its length less 1
    squared   (32,) the result

Sources: Sakoe and Chiba 1978; for the bounds see `lane_bounds`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportReturnType=false

from __future__ import annotations

import functools
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide_smallworld.compiled import Entry, entry, inner, read_only, writable
from coincide_smallworld.distances.lane_bounds import add_rows, sum_columns
from coincide_smallworld.distances.lane_code import LANES, SQUARE, Call, emitting, step
from coincide_smallworld.distances.lanes import N_ROWS, advance, advance_channels, advance_mixed, transpose_square
from coincide_smallworld.scratch import empty, zeros

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Ends = npt.NDArray[np.int32]

# What a comparison does, as a sum: take the series into lanes; bound them from below; warp; use the bounds in warping.
FILL, BOUND, WARP, REST = 1, 2, 4, 8
# Cells of larger tables are numbered beyond what the 32-bit lanes of unequal lengths can hold.
LARGEST_MIXED_TABLE = 1 << 29
INF = np.float32(np.inf)

_FLOATS, _FLOATS_OUT = read_only(types.float32, 1), writable(types.float32, 1)
_INTS, _INTS_OUT = read_only(types.int64, 1), writable(types.int64, 1)
_ENDS_OUT = writable(types.int32, 1)


@inner
def slack_of(n: int, m: int, widths: Ints) -> Any:
    """A cell (i, j) lies in the band if |i (m - 1) - j (n - 1)| does not exceed this; see `band`."""
    shorter, longer = (n, m) if n < m else (m, n)
    slack = widths[longer] * (shorter - 1)
    if n != m and slack < longer - 1:
        slack = longer - 1
    largest = (n - 1) * (m - 1)
    return slack if slack < largest else largest


@inner
def set_bounds(n: int, m: int, n_phantoms: int, widths: Ints, bounds: Ints) -> None:
    """Write the first and the last column of each row for lengths n and m, as `band.limits` has them."""
    slack, stride = slack_of(n, m, widths), bounds.size // 2
    for row in range(n_phantoms):
        bounds[row], bounds[stride + row] = m, -1
    for i in range(n):
        row = n_phantoms + i
        bounds[row], bounds[stride + row] = 0, m - 1
        if n > 1:
            first, last = -((slack - i * (m - 1)) // (n - 1)), (i * (m - 1) + slack) // (n - 1)
            if first > 0:
                bounds[row] = first
            if last < m - 1:
                bounds[stride + row] = last


@inner
def _warp_equal(
    query: Floats,
    n: int,
    n_phantoms: int,
    n_channels: int,
    lanes: Floats,
    cells: Floats,
    rest: Floats,
    bounds: Ints,
    has_rest: bool,
    limit: Any,
) -> bool:
    stride = bounds.size // 2
    first, last = bounds[:stride], bounds[stride:]
    for row in range(0, n + n_phantoms, N_ROWS):
        after = row + N_ROWS - n_phantoms if has_rest else 0
        if n_channels == 1:
            is_open = advance(cells, lanes, query, row, 1, n_phantoms, rest, after, limit, first, last)
        else:
            is_open = advance_channels(
                cells, lanes, query, row, n_channels, n_phantoms, rest, after, limit, first, last
            )
        if not is_open:
            return False
    return True


@inner
def _warp_mixed(
    query: Floats,
    n: int,
    n_phantoms: int,
    n_channels: int,
    ends: Ends,
    end: int,
    widths: Ints,
    lanes: Floats,
    cells: Floats,
    rest: Floats,
    limit: Any,
) -> bool:
    slacks = empty(LANES, np.int32)
    for lane in range(LANES):
        slacks[lane] = slack_of(n, np.int64(ends[lane]) + 1, widths)
    for row in range(0, n + n_phantoms, N_ROWS):
        start, stop = np.int64(0), end
        if n > 1:  # the first column of the first row, and the last of the last, over all lanes
            first_row = row - n_phantoms if row > 0 else np.int64(0)
            last_row = row - n_phantoms + N_ROWS - 1
            lowest, highest = first_row * end, np.int64(0)
            for lane in range(LANES):
                low = first_row * np.int64(ends[lane]) - slacks[lane]
                high = last_row * np.int64(ends[lane]) + slacks[lane]
                lowest, highest = low if low < lowest else lowest, high if high > highest else highest
            low, high = -((-lowest) // (n - 1)), highest // (n - 1)
            start, stop = low if low > 0 else start, high if high < end else stop
        if not advance_mixed(
            cells, lanes, query, row, n_channels, n_phantoms, rest, 0, limit, ends, slacks, n - 1, start, stop
        ):
            return False
    return True


@inner
def _bound(
    query: Floats,
    n: int,
    m: int,
    n_phantoms: int,
    n_channels: int,
    lanes: Floats,
    envelope: Floats,
    bounds: Ints,
    spare: Floats,
    rest: Floats,
) -> None:
    """Write to `rest` what a path costs at least from each row on, the whole path first; see `lane_bounds`."""
    size, stride = m * n_channels, bounds.size // 2
    sum_columns(lanes, envelope, size, n_channels, m, bounds, stride, n_phantoms, n, query, spare, rest)
    for channel in range(n_channels):
        add_rows(lanes, envelope, size, n_channels, m, bounds, stride, n_phantoms, n, query, spare, rest, channel)


@inner
def _fill(numbers: Floats, at: Ints, length: Any, lanes: Floats) -> None:
    """Copy `length` numbers of 32 series into lanes; shorter series are followed by any numbers."""
    for shift in range(0, length, SQUARE):
        for half in range(2):
            first = half * SQUARE
            is_inside = True
            for lane in range(first, first + SQUARE):
                if at[lane] + shift + SQUARE > numbers.size:
                    is_inside = False
            if is_inside:
                transpose_square(numbers, at, shift, lanes, half)
                continue
            for lane in range(first, first + SQUARE):
                for t in range(shift, shift + SQUARE):
                    source = at[lane] + t
                    lanes[t * LANES + lane] = numbers[source if source < numbers.size else numbers.size - 1]


_GROUP = types.boolean(
    types.int64,
    _FLOATS,
    types.int64,
    _INTS_OUT,
    _ENDS_OUT,
    _FLOATS_OUT,
    types.int64,
    _INTS,
    _FLOATS_OUT,
    _FLOATS_OUT,
    _FLOATS_OUT,
    _FLOATS_OUT,
    _INTS_OUT,
    _INTS_OUT,
    _FLOATS_OUT,
    types.float32,
    _FLOATS_OUT,
)


@entry(_GROUP)
def group(
    work: int,
    numbers: Floats,
    n_channels: int,
    at: Ints,
    ends: Ends,
    query: Floats,
    n: int,
    widths: Ints,
    lanes: Floats,
    cells: Floats,
    spare: Floats,
    rest: Floats,
    bounds: Ints,
    known: Ints,
    envelope: Floats,
    cutoff: Any,
    squared: Floats,
) -> bool:
    """Compare a query with 32 series; return False, and inf, if all surely exceed the cutoff.

    Parameters
    ----------
    work : sum of FILL, BOUND, WARP and REST. Without FILL, the lanes are as the call before left them; REST uses what
        BOUND found. Series of different lengths are not bounded from below.
    numbers : frames of all stored series, flat.
    at : (32,) where each series begins.
    ends : (32,) the length of each series, less 1.
    query : its frames, after the phantoms.
    n : length of the query.
    widths : from `widths_up_to`.
    envelope : (2 m c,) the lower ends and the upper ends, for the length of these series; used by BOUND only.
    cutoff : squared.
    squared : (32,) written: squared distances, or without WARP lower bounds of them.
    """
    end = np.int64(ends[0])
    is_mixed = False
    for lane in range(LANES):
        if ends[lane] != ends[0]:
            is_mixed = True
        if ends[lane] > end:
            end = np.int64(ends[lane])
    n_phantoms = (N_ROWS - n % N_ROWS) % N_ROWS
    if work & FILL:
        _fill(numbers, at, (end + 1) * n_channels, lanes)
    if not is_mixed and known[0] != end + 1:
        set_bounds(n, end + 1, n_phantoms, widths, bounds)
        known[0] = end + 1
    if is_mixed or not work & (BOUND | REST):
        for lane in range(LANES):
            rest[lane] = np.float32(0.0)
    elif work & BOUND:
        _bound(query, n, end + 1, n_phantoms, n_channels, lanes, envelope, bounds, spare, rest)
    if not work & WARP:
        for lane in range(LANES):
            squared[lane] = rest[lane]
        return True
    # Two sums of the same squares in different orders differ by rounding.
    limit = np.float32(cutoff * (1.0 + 4.0 * (n + end + 1) * 2.0**-24))
    for t in range((end + 2) * LANES):
        cells[t] = INF
    for lane in range(LANES):
        cells[lane] = np.float32(0.0)
    if is_mixed:
        is_open = _warp_mixed(query, n, n_phantoms, n_channels, ends, end, widths, lanes, cells, rest, limit)
    else:
        has_rest = work & REST != 0
        is_open = _warp_equal(query, n, n_phantoms, n_channels, lanes, cells, rest, bounds, has_rest, limit)
    for lane in range(LANES):
        squared[lane] = cells[(np.int64(ends[lane]) + 1) * LANES + lane] if is_open else INF
    return is_open


@functools.cache
def group_address() -> int:
    """Where the compiled `group` is, for `call_group`."""
    dispatcher = cast(Entry, group).compiled()
    (compiled,) = dispatcher.overloads.values()
    return int(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name))


@step
def call_group(
    _: Any,
    address: Any,
    work: Any,
    numbers: Any,
    n_channels: Any,
    at: Any,
    ends: Any,
    query: Any,
    n: Any,
    widths: Any,
    lanes: Any,
    cells: Any,
    spare: Any,
    rest: Any,
    bounds: Any,
    known: Any,
    envelope: Any,
    cutoff: Any,
    squared: Any,
) -> Any:
    """Call `group` from another compiled loop; arguments as for `group`, after its address."""
    del work, numbers, n_channels, at, ends, query, n, widths, lanes, cells, spare, rest, bounds, known, envelope
    del address, cutoff, squared

    def emit(call: Call) -> Any:
        convention = call.context.call_conv
        kind = convention.get_function_type(_GROUP.return_type, _GROUP.args)
        function = call.builder.inttoptr(call.arguments[0], ir.PointerType(kind))
        status, result = convention.call_function(
            call.builder, function, _GROUP.return_type, _GROUP.args, call.arguments[1:]
        )
        with cgutils.if_unlikely(call.builder, status.is_error):
            convention.return_status_propagate(call.builder, status)
        return result

    return _GROUP.return_type(types.int64, *_GROUP.args), emitting(emit)


@inner
def make_room(longest_query: int, longest: int, n_channels: int) -> Any:
    """Make the arrays that `compare` works on, for queries and stored series up to these lengths."""
    sizes = (
        ((longest_query + N_ROWS) * n_channels + SQUARE - 1) // SQUARE * SQUARE,
        (longest * n_channels + SQUARE) * LANES,
        (longest + 1) * LANES,
        2 * longest * LANES,
        (longest_query + 1) * LANES,
    )
    floats = empty(sizes[0] + sizes[1] + sizes[2] + sizes[3] + sizes[4] + LANES + SQUARE, np.float32)
    first = -(np.int64(floats.ctypes.data) // 4) % SQUARE  # no vector lies across two cache lines
    for t in range(first, first + sizes[0]):
        floats[t] = np.float32(0.0)
    query, first = floats[first : first + sizes[0]], first + sizes[0]
    lanes, first = floats[first : first + sizes[1]], first + sizes[1]
    cells, first = floats[first : first + sizes[2]], first + sizes[2]
    spare, first = floats[first : first + sizes[3]], first + sizes[3]
    rest, first = floats[first : first + sizes[4]], first + sizes[4]
    stride = longest_query + N_ROWS
    wholes = zeros(2 * stride + LANES + 2, np.int64)
    bounds, at, known = wholes[: 2 * stride], wholes[2 * stride : 2 * stride + LANES], wholes[2 * stride + LANES :]
    squared = floats[first : first + LANES]
    return query, lanes, cells, spare, rest, bounds, known, at, empty(LANES, np.int32), squared


@inner
def set_query(numbers: Floats, starts: Ints, row: int, n_channels: int, room: Any) -> Any:
    """Take a series as the query; return its length. Phantoms, which fill the first block of rows up, come before."""
    query, known = room[0], room[6]
    at, n = starts[row] * n_channels, starts[row + 1] - starts[row]
    if known[1] != n:
        known[0], known[1] = 0, n
    first = (N_ROWS - n % N_ROWS) % N_ROWS * n_channels
    for t in range(n * n_channels):
        query[first + t] = numbers[at + t]
    return n


@inner
def compare(
    address: int,
    work: int,
    numbers: Floats,
    n_channels: int,
    n: int,
    widths: Ints,
    room: Any,
    envelope: Floats,
    cutoff: Any,
) -> bool:
    """Compare the query with the series of `take_group`, as `group` does; the last array of the room has the result."""
    query, lanes, cells, spare, rest, bounds, known, at, ends, squared = room
    return call_group(
        address, work, numbers, n_channels, at, ends, query, n, widths,
        lanes, cells, spare, rest, bounds, known, envelope, cutoff, squared,
    )  # fmt: skip


@inner
def take_group(starts: Ints, rows: Any, first: int, n_rows: int, n: int, n_channels: int, room: Any) -> Any:
    """Choose up to 32 of the rows from `first` on for one group with a query of n frames; return how many.

    Lanes left over repeat the last. Lengths are not mixed where half a group has one length, as mixing costs twice the
    time, nor for very long series.
    """
    at, ends = room[7], room[8]
    count, longest = np.int64(0), np.int64(0)
    is_one_length = True
    while count < LANES and first + count < n_rows:
        row = np.int64(rows[first + count])
        length = starts[row + 1] - starts[row]
        is_first_length = length == ends[0] + 1 if count > 0 else True
        longest = length if length > longest else longest
        if not is_first_length and ((is_one_length and count >= LANES // 2) or longest * n > LARGEST_MIXED_TABLE):
            break
        is_one_length &= is_first_length
        at[count], ends[count] = starts[row] * n_channels, length - 1
        count += 1
    for lane in range(count, LANES):
        at[lane], ends[lane] = at[count - 1], ends[count - 1]
    return count
