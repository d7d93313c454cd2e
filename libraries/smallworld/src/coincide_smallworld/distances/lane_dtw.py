"""Squared dynamic time warping distances of one query to many stored series, 32 at a time, in float32.

    distance² = the least sum of squared differences of frames over all warping paths within the band

The value of a pair does not depend on the pairs beside it, nor on the order of the two series: all cells are computed
alike, whether the 32 series have one length or many. A group is given up once all its 32 pairs surely exceed a cutoff.

Source: Sakoe and Chiba 1978.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide_smallworld.compiled import entry, read_only, writable
from coincide_smallworld.distances.band import SLACK, Band
from coincide_smallworld.distances.lane_groups import (
    FILL,
    WARP,
    compare,
    group_address,
    make_room,
    set_query,
    take_group,
)
from coincide_smallworld.distances.series import Series

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_FLOATS, _INTS = read_only(types.float32, 1), read_only(types.int64, 1)


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
        np.array([0, len(query)], dtype=np.int64),
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
        return np.minimum(lengths, min(band, longest))
    return np.floor(band * lengths + SLACK).astype(np.int64)


@entry(
    types.none(
        types.int64,
        _FLOATS,
        _INTS,
        types.int64,
        _FLOATS,
        _INTS,
        _INTS,
        _INTS,
        types.float32,
        writable(types.float32, 1),
    )
)
def squared_many(
    address: int,
    query: Floats,
    query_starts: Ints,
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
    query, query_starts : one series, flat, and where it begins and ends.
    numbers : frames of the stored series, flat.
    widths : from `widths_up_to`, for the longest series.
    squared : (r,) written.
    """
    longest = np.int64(1)
    for row in rows:
        length = starts[row + 1] - starts[row]
        longest = length if length > longest else longest
    room = make_room(query_starts[1], longest, n_channels)
    n = set_query(query, query_starts, 0, n_channels, room)
    found = room[9]
    first = np.int64(0)
    while first < rows.size:
        count = take_group(starts, rows, first, rows.size, n, n_channels, room)
        compare(address, FILL | WARP, numbers, n_channels, n, widths, room, found, cutoff)
        for lane in range(count):
            squared[first + lane] = found[lane]
        first += count
