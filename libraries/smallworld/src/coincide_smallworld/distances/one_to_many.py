"""The warping distances of one series to many: in lanes, or in plain NumPy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, width_of
from coincide_smallworld.distances.plain import squared_to_many
from coincide_smallworld.distances.series import Series
from coincide_smallworld.switch import is_plain

Frames = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_PLAIN_SERIES = 64
"""Whose tables are filled together: more would not fit into the cache."""


def squared_to_rows(
    query: Frames, series: Series, rows: Rows, *, band: Band, cutoff: float = float("inf")
) -> npt.NDArray[np.float32]:
    """Return the squared distances (r,) of one query to some series.

    Parameters
    ----------
    query : (n, channels), checked frames.
    series : with as many channels.
    rows : (r,) which of them.
    cutoff : squared; distances above it may come back as inf.
    """
    if is_plain():
        return _plain(query, series, rows, band=band)
    from coincide_smallworld.distances.lane_dtw import squared_to_rows as in_lanes

    return in_lanes(query, series, rows, band=band, cutoff=cutoff)


def slack_of(n: int, m: int, *, width: int) -> int:
    """Return what |i (m - 1) - j (n - 1)| may be at most for a cell (i, j) in the band; see `band`."""
    return max(width * (min(n, m) - 1), max(n, m) - 1 if n != m else 0)


def _plain(query: Frames, series: Series, rows: Rows, *, band: Band) -> npt.NDArray[np.float32]:
    squared = np.empty(len(rows), dtype=np.float32)
    lengths = series.lengths[rows]
    for m in np.unique(lengths).tolist():
        slack = slack_of(len(query), m, width=width_of(band, max(len(query), m)))
        places = np.flatnonzero(lengths == m)
        for first in range(0, len(places), _PLAIN_SERIES):
            block = places[first : first + _PLAIN_SERIES]
            others = np.stack([series[row] for row in rows[block].tolist()]).astype(np.float64)
            squared[block] = squared_to_many(query.astype(np.float64), others, slack=slack)
    return squared
