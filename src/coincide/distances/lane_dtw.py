"""Squared dynamic time warping distances of one query to many stored series, 32 at a time, in float32.

    distance² = the least sum of squared differences of frames over all warping paths within the band

The value of a pair does not depend on the pairs beside it, nor on the order of the two series: all cells are computed
alike, whether the 32 series have one length or many. A group is given up once all its 32 pairs surely exceed a cutoff.

Compiled loops (`inner`) get their room from the entry that calls them, in the order of `room_for`:

    lanes   the series of a group, number by number
    cells   a row of the table
    bounds  the first and last column of each row, for one pair of lengths

Sources: Sakoe and Chiba 1978; Keogh and Ratanamahatana 2005 (abandoning with what the rest must cost).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide.compiled import entry, inner, read_only, writable
from coincide.distances.band import SLACK, Band
from coincide.distances.lanes import (
    LANES,
    N_ROWS,
    SQUARE,
    advance,
    advance_channels,
    advance_mixed,
    advance_mixed_channels,
    transpose_square,
)
from coincide.distances.series import Series

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# Cells of larger tables are numbered beyond what the 32-bit lanes of unequal lengths can hold.
LARGEST_MIXED_TABLE = 1 << 29


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
    sorted_squared = np.empty(len(rows), dtype=np.float32)
    squared_many(
        np.ascontiguousarray(query).ravel(),
        series.n_channels,
        series.frames.ravel(),
        series.starts,
        np.ascontiguousarray(rows[order], dtype=np.int64),
        widths_up_to(longest, band=band),
        np.float32(cutoff),
        sorted_squared,
    )
    squared = np.empty_like(sorted_squared)
    squared[order] = sorted_squared
    return squared


def widths_up_to(longest: int, *, band: Band) -> Ints:
    """Return the band's half-width for each length 0, 1, ..., longest of the longer series."""
    lengths = np.arange(longest + 1)
    if band is None:
        return lengths
    if isinstance(band, int):
        return np.minimum(lengths, band)
    return np.floor(band * lengths + SLACK).astype(np.int64)


@inner
def n_phantoms_of(n: int) -> int:
    """How many rows are missing in the first block of a table with n rows."""
    return (N_ROWS - n % N_ROWS) % N_ROWS


@inner
def slack_of(n: int, m: int, widths: Ints) -> int:
    """A cell (i, j) lies in the band if |i (m - 1) - j (n - 1)| does not exceed this; see `band`."""
    slack = widths[max(n, m)] * (min(n, m) - 1)
    if n != m:
        slack = max(slack, max(n, m) - 1)
    return min(slack, (n - 1) * (m - 1))


@inner
def set_query(numbers: Floats, at: int, n: int, n_channels: int, padded: Floats) -> None:
    """Copy a series of n frames to where `warp_group` wants it, after the phantoms."""
    first = n_phantoms_of(n) * n_channels
    for t in range(n * n_channels):
        padded[first + t] = numbers[at + t]


@inner
def set_bounds(n: int, m: int, widths: Ints, bounds: Ints) -> None:
    """Write the first and the last column of each row for lengths n and m, as `band.limits` has them."""
    n_phantoms = n_phantoms_of(n)
    slack = slack_of(n, m, widths)
    for row in range(n_phantoms):
        bounds[0, row], bounds[1, row] = m, -1
    for i in range(n):
        row = n_phantoms + i
        if n == 1:
            bounds[0, row], bounds[1, row] = 0, m - 1
        else:
            bounds[0, row] = max(0, -((slack - i * (m - 1)) // (n - 1)))
            bounds[1, row] = min(m - 1, (i * (m - 1) + slack) // (n - 1))


@inner
def fill_lanes(numbers: Floats, at: Ints, length: Any, lanes: Floats) -> None:
    """Copy `length` numbers of 32 series into lanes; shorter series are followed by any numbers."""
    for shift in range(0, length, SQUARE):
        for half in range(2):
            first = half * SQUARE
            is_inside = True
            for lane in range(first, first + SQUARE):
                is_inside &= at[lane] + shift + SQUARE <= numbers.size
            if is_inside:
                transpose_square(numbers, at, shift, lanes, half)
                continue
            for lane in range(first, first + SQUARE):
                for t in range(shift, shift + SQUARE):
                    lanes[t * LANES + lane] = numbers[min(at[lane] + t, numbers.size - 1)]


@inner
def warp_group(
    query: Floats,
    n: int,
    n_channels: int,
    ends: npt.NDArray[np.int32],
    widths: Ints,
    lanes: Floats,
    cells: Floats,
    bounds: Ints,
    known: Ints,
    rest: Floats,
    cutoff: Any,
    squared: Floats,
) -> bool:
    """Compute the squared distances of a query to the 32 series in the lanes; return False, and inf, if all surely
    exceed the cutoff.

    Parameters
    ----------
    query : from `set_query`.
    ends : (32,) the length of each series, less 1.
    known : (1,) the length for which `bounds` holds; 0 for none.
    rest : (32 (m + 1),) what the columns from j on cost at least, at 32 j; or (32,) zeros if unknown.
    squared : (32,) written.
    """
    end = 0
    is_mixed = False
    for lane in range(LANES):
        end = max(end, ends[lane])
        is_mixed |= ends[lane] != ends[0]
    limit = np.float32(cutoff * (1.0 + 4.0 * (n + end + 1) * 2.0**-24))  # sums in two orders differ by rounding
    cells[: (end + 2) * LANES] = np.float32(np.inf)
    cells[:LANES] = np.float32(0.0)
    if is_mixed:
        is_open = _warp_mixed(query, n, n_channels, ends, end, widths, lanes, cells, rest, limit)
    else:
        if known[0] != end + 1:
            set_bounds(n, end + 1, widths, bounds)
            known[0] = end + 1
        is_open = _warp_equal(query, n, n_channels, lanes, cells, bounds, rest, limit)
    for lane in range(LANES):
        squared[lane] = cells[(ends[lane] + 1) * LANES + lane] if is_open else np.float32(np.inf)
    return is_open


@inner
def _warp_equal(
    query: Floats, n: int, n_channels: int, lanes: Floats, cells: Floats, bounds: Ints, rest: Floats, limit: Any
) -> bool:
    n_phantoms = n_phantoms_of(n)
    first, last = bounds[0], bounds[1]
    for row in range(0, n + n_phantoms, N_ROWS):
        start = first[max(row, n_phantoms)]
        at = (last[row + N_ROWS - 1] + 1) * LANES if rest.size > LANES else 0
        if n_channels == 1:
            is_open = advance(cells, lanes, query, row, 1, n_phantoms, first, last, start, rest, at, limit)
        else:
            is_open = advance_channels(
                cells, lanes, query, row, n_channels, n_phantoms, first, last, start, rest, at, limit
            )
        if not is_open:
            return False
    return True


@inner
def _warp_mixed(
    query: Floats,
    n: int,
    n_channels: int,
    ends: npt.NDArray[np.int32],
    end: int,
    widths: Ints,
    lanes: Floats,
    cells: Floats,
    rest: Floats,
    limit: Any,
) -> bool:
    n_phantoms = n_phantoms_of(n)
    slacks = np.empty(LANES, np.int32)
    for lane in range(LANES):
        slacks[lane] = slack_of(n, ends[lane] + 1, widths)
    for row in range(0, n + n_phantoms, N_ROWS):
        start, stop = _columns_of_block(max(0, row - n_phantoms), row - n_phantoms + N_ROWS - 1, n, ends, end, slacks)
        at = (stop + 1) * LANES if rest.size > LANES else 0
        if n_channels == 1:
            is_open = advance_mixed(
                cells, lanes, query, row, 1, n_phantoms, ends, slacks, n - 1, start, stop, rest, at, limit
            )
        else:
            is_open = advance_mixed_channels(
                cells, lanes, query, row, n_channels, n_phantoms, ends, slacks, n - 1, start, stop, rest, at, limit
            )
        if not is_open:
            return False
    return True


@inner
def _columns_of_block(
    i: int, last_i: int, n: int, ends: npt.NDArray[np.int32], end: int, slacks: npt.NDArray[np.int32]
) -> tuple[Any, Any]:
    """First column of row i and last column of row last_i over all lanes."""
    if n == 1:
        return 0, end
    lowest, highest = np.int64(1) << 40, np.int64(0)
    for lane in range(LANES):
        lowest = min(lowest, i * np.int64(ends[lane]) - slacks[lane])
        highest = max(highest, last_i * np.int64(ends[lane]) + slacks[lane])
    return max(0, -((-lowest) // (n - 1))), min(end, highest // (n - 1))


@inner
def group_from(
    starts: Ints, rows: Ints, first: int, n: int, n_channels: int, at: Ints, ends: npt.NDArray[np.int32]
) -> int:
    """Choose up to 32 rows from `first` on for one group with a query of n frames; return how many. Lanes left over
    repeat the last. Very long series are only grouped with others of their length."""
    count = 0
    longest = 0
    for lane in range(LANES):
        if first + count < rows.size and lane == count:
            row = rows[first + count]
            length = starts[row + 1] - starts[row]
            longest = max(longest, length)
            if count == 0 or length == ends[0] + 1 or longest * n <= LARGEST_MIXED_TABLE:
                at[lane] = starts[row] * n_channels
                ends[lane] = length - 1
                count += 1
                continue
        at[lane] = at[count - 1]
        ends[lane] = ends[count - 1]
    return count


@entry(
    types.none(
        read_only(types.float32, 1),
        types.int64,
        read_only(types.float32, 1),
        read_only(types.int64, 1),
        read_only(types.int64, 1),
        read_only(types.int64, 1),
        types.float32,
        writable(types.float32, 1),
    )
)
def squared_many(
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

    query, numbers : frames, flat.
    widths : from `widths_up_to`, for the longest series.
    squared : (r,) written.
    """
    longest = 0
    for row in rows:
        longest = max(longest, starts[row + 1] - starts[row])
    n = query.size // n_channels
    padded = np.zeros((n + N_ROWS) * n_channels, np.float32)
    set_query(query, 0, n, n_channels, padded)
    lanes = np.empty((longest * n_channels + SQUARE) * LANES, np.float32)
    cells = np.empty((longest + 1) * LANES, np.float32)
    bounds, known = np.empty((2, n + N_ROWS), np.int64), np.zeros(1, np.int64)
    at, ends = np.empty(LANES, np.int64), np.empty(LANES, np.int32)
    rest, found = np.zeros(LANES, np.float32), np.empty(LANES, np.float32)
    first = 0
    while first < rows.size:
        count = group_from(starts, rows, first, n, n_channels, at, ends)
        length = np.int64(0)
        for lane in range(LANES):
            length = max(length, np.int64(ends[lane]) + 1)
        fill_lanes(numbers, at, length * n_channels, lanes)
        warp_group(padded, n, n_channels, ends, widths, lanes, cells, bounds, known, rest, cutoff, found)
        squared[first : first + count] = found[:count]
        first += count
