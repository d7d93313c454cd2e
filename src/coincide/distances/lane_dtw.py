"""Squared dynamic time warping distances of one query to many stored series, 32 at a time, in float32.

    distance² = the least sum of squared differences of frames over all warping paths within the band

The value of a pair does not depend on the pairs beside it, nor on the order of the two series: all cells are computed
alike, whether the 32 series have one length or many. A group is given up once all its 32 pairs surely exceed a cutoff.

All vector code is in one compiled function, `group`. Other compiled loops call it by its address (`call_group`), or
each of them would compile it anew, for seconds. What it works on is in arrays that the caller makes once:

    lanes     (32 (m c + 16),) the series of a group, number by number
    cells     (32 (m + 1),) a row of the table
    spare     (32 (m c + 2 m + m + 1 + 3),) clipped series, their extremes and sums
    rest      (32 (n + 1),) what a path costs at least from a row on; the first 32 are the lower bounds
    bounds    (2, n + N_ROWS) the first and last column of each row
    known     (1,) the length of the series for which `bounds` holds, 0 for none

Sources: Sakoe and Chiba 1978; for the bounds see `lane_bounds`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportReturnType=false

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils

from coincide.compiled import entry, inner, read_only, writable
from coincide.distances.band import SLACK, Band
from coincide.distances.lane_bounds import add_row, extremes_from, project
from coincide.distances.lane_code import LANES, SQUARE, Call, emitting, step
from coincide.distances.lanes import N_ROWS, advance, advance_channels, advance_mixed, transpose_square
from coincide.distances.series import Series

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Ends = npt.NDArray[np.int32]

# What a call of `group` does, as a sum: take the series into lanes; bound them from below; warp, using the bounds.
FILL, BOUND, WARP, REST = 1, 2, 4, 8
# Cells of larger tables are numbered beyond what the 32-bit lanes of unequal lengths can hold.
LARGEST_MIXED_TABLE = 1 << 29
INF = np.float32(np.inf)

_FLOATS, _FLOATS_OUT = read_only(types.float32, 1), writable(types.float32, 1)
_INTS, _INTS_OUT = read_only(types.int64, 1), writable(types.int64, 1)
_ENDS_OUT = writable(types.int32, 1)


def squared_to_rows(query: Floats, series: Series, rows: Ints, *, band: Band, cutoff: float = float("inf")) -> Floats:
    """Return the squared distances of one query to some of the stored series.

    Parameters
    ----------
    query : (t, channels) float32, contiguous, as `as_one_series` returns it.
    series : the stored series, with as many channels.
    rows : (r,) which ones, in [0, len(series)), in any order.
    band : as `check_band` returns it.
    cutoff : squared; a distance that exceeds it may come back as inf.

    Returns
    -------
    (r,) float32.
    """
    lengths = series.lengths[rows]
    order = np.argsort(lengths, kind="stable")
    longest = max(len(query), int(lengths.max(initial=1)))
    in_order = np.empty(len(rows), dtype=np.float32)
    squared_many(
        group_address(),
        np.ascontiguousarray(query).ravel(),
        series.n_channels,
        series.frames.ravel(),
        series.starts,
        np.ascontiguousarray(rows[order], dtype=np.int64),
        widths_up_to(longest, band=band),
        np.float32(cutoff),
        in_order,
    )
    squared = np.empty_like(in_order)
    squared[order] = in_order
    return squared


def widths_up_to(longest: int, *, band: Band) -> Ints:
    """Return the band's half-width for each length 0, 1, ..., longest of the longer of two series."""
    lengths = np.arange(longest + 1)
    if band is None:
        return lengths
    if isinstance(band, int):
        return np.minimum(lengths, band)
    return np.floor(band * lengths + SLACK).astype(np.int64)


@inner
def aligned(size: int) -> Floats:
    """Room for numbers from a multiple of 64 bytes on, so that no vector lies across two cache lines."""
    room = np.empty(size + 16, np.float32)
    first = -(np.int64(room.ctypes.data) // 4) % 16
    return room[first : first + size]


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
def set_query(numbers: Floats, at: int, n: int, n_channels: int, query: Floats) -> None:
    """Copy a series of n frames to where `group` wants it: after the phantoms that fill the first block of rows up."""
    first = (N_ROWS - n % N_ROWS) % N_ROWS * n_channels
    for t in range(n * n_channels):
        query[first + t] = numbers[at + t]


@inner
def set_bounds(n: int, m: int, n_phantoms: int, widths: Ints, bounds: Ints) -> None:
    """Write the first and the last column of each row for lengths n and m, as `band.limits` has them."""
    slack = slack_of(n, m, widths)
    for row in range(n_phantoms):
        bounds[0, row], bounds[1, row] = m, -1
    for i in range(n):
        row = n_phantoms + i
        bounds[0, row], bounds[1, row] = 0, m - 1
        if n > 1:
            first, last = -((slack - i * (m - 1)) // (n - 1)), (i * (m - 1) + slack) // (n - 1)
            if first > 0:
                bounds[0, row] = first
            if last < m - 1:
                bounds[1, row] = last


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
    first, last = bounds[0], bounds[1]
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
    slacks = np.empty(LANES, np.int32)
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
    size = m * n_channels * LANES
    projected, extremes = spare[:size], spare[size : size + 2 * m * LANES]
    columns, running = spare[size + 2 * m * LANES : size + (3 * m + 1) * LANES], spare[size + (3 * m + 1) * LANES :]
    project(lanes, envelope, m * n_channels, m, n_channels, projected, columns)
    for i in range(n + 1):
        column = np.int64(0) if i == 0 else bounds[1, n_phantoms + i - 1] + 1
        for lane in range(LANES):
            rest[i * LANES + lane] = columns[column * LANES + lane]
    for channel in range(n_channels):
        for lane in range(LANES):
            running[2 * LANES + lane] = np.float32(0.0)
        pivot = stop = m
        for i in range(n - 1, -1, -1):
            first, last = bounds[0, n_phantoms + i], bounds[1, n_phantoms + i]
            if last < pivot:
                extremes_from(projected, n_channels, channel, first, last, extremes)
                pivot = stop = first
                for lane in range(LANES):
                    running[lane], running[LANES + lane] = INF, -INF
            number = query[(n_phantoms + i) * n_channels + channel]
            add_row(projected, n_channels, channel, first, stop, extremes, last, running, number, rest, i)
            stop = first


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
    writable(types.int64, 2),
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
    query : from `set_query`.
    n : length of the query.
    widths : from `widths_up_to`.
    envelope : (2 m c,) from `set_envelope`, for the length of these series; used by BOUND only.
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
    dispatcher: Any = group
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
def take_group(starts: Ints, rows: Any, first: int, n_rows: int, n: int, n_channels: int, at: Ints, ends: Ends) -> Any:
    """Choose up to 32 of the rows from `first` on for one group with a query of n frames; return how many.

    Lanes left over repeat the last. Very long series are only grouped with others of their length.
    """
    count = np.int64(0)
    longest = np.int64(0)
    while count < LANES and first + count < n_rows:
        row = np.int64(rows[first + count])
        length = starts[row + 1] - starts[row]
        if count > 0 and length != ends[0] + 1 and (length if length > longest else longest) * n > LARGEST_MIXED_TABLE:
            break
        longest = length if length > longest else longest
        at[count], ends[count] = starts[row] * n_channels, length - 1
        count += 1
    for lane in range(count, LANES):
        at[lane], ends[lane] = at[count - 1], ends[count - 1]
    return count


@entry(types.none(types.int64, _FLOATS, types.int64, _FLOATS, _INTS, _INTS, _INTS, types.float32, _FLOATS_OUT))
def squared_many(
    address: int,
    query: Floats,
    n_channels: int,
    numbers: Floats,
    starts: Ints,
    rows: Ints,
    widths: Ints,
    cutoff: Any,
    squared: Floats,
) -> None:
    """Compute the squared distances of one query to rows, best sorted by length; see `squared_to_rows`.

    address : from `group_address`.
    query, numbers : frames, flat.
    widths : from `widths_up_to`, for the longest series.
    squared : (r,) written.
    """
    longest = np.int64(1)
    for row in rows:
        length = starts[row + 1] - starts[row]
        longest = length if length > longest else longest
    n = query.size // n_channels
    padded = aligned((n + N_ROWS) * n_channels)
    for t in range(padded.size):
        padded[t] = np.float32(0.0)
    set_query(query, 0, n, n_channels, padded)
    lanes, cells = aligned((longest * n_channels + SQUARE) * LANES), aligned((longest + 1) * LANES)
    bounds, known = np.empty((2, n + N_ROWS), np.int64), np.zeros(1, np.int64)
    at, ends = np.empty(LANES, np.int64), np.empty(LANES, np.int32)
    rest, found = aligned(LANES), aligned(LANES)
    first = np.int64(0)
    while first < rows.size:
        count = take_group(starts, rows, first, rows.size, n, n_channels, at, ends)
        call_group(
            address,
            FILL | WARP,
            numbers,
            n_channels,
            at,
            ends,
            padded,
            n,
            widths,
            lanes,
            cells,
            rest,
            rest,
            bounds,
            known,
            rest,
            cutoff,
            found,
        )
        for lane in range(count):
            squared[first + lane] = found[lane]
        first += count
