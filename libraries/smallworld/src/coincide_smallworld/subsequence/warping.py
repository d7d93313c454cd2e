"""Warping distances of a query to the windows of a piece: bounds that rule out most, lanes for the rest.

    first and last two frames  ->  envelopes (compiled)  ->  dynamic time warping of what is left, 32 at a time

Source: Rakthanmanon et al. 2012 (UCR suite); lanes instead of one window after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, width_of
from coincide_smallworld.distances.bounds import envelope_of, extreme_within
from coincide_smallworld.distances.one_to_many import squared_to_rows
from coincide_smallworld.distances.series import Series
from coincide_smallworld.subsequence.bounds import Bounds
from coincide_smallworld.subsequence.windows import Floats, Piece, Query, Scales, scales_of
from coincide_smallworld.switch import is_plain

# A window with a less certain mean or deviation is not ruled out by a bound. The search allows for what is less.
LARGEST_ERROR = 1e-8
# From this many frames on the second and the last but one are different, and neither is first or last.
LONG_QUERY = 4


@dataclass(frozen=True, slots=True)
class Warping:
    """Compares windows by dynamic time warping.

    Attributes
    ----------
    frames : (m, channels) the query, as the lanes take it.
    low, high : (channels, m) its envelope.
    """

    query: Query
    band: Band
    frames: npt.NDArray[np.float32]
    low: Floats
    high: Floats

    @property
    def tolerance(self) -> float:
        return 0.0

    def bounds(self, piece: Piece, *, limit: float) -> Bounds:
        """Return a lower bound for each window."""
        scales = scales_of(piece, self.query)
        lower = self._at_corners(piece, scales)
        lower[(scales.errors > LARGEST_ERROR).any(axis=0)] = 0.0
        is_known = np.logical_and.reduce(scales.is_flat)
        lower[is_known] = self.query.energies.sum()  # a path along the diagonal meets each frame just once
        is_open = (lower <= limit) & ~is_known & (scales.errors <= LARGEST_ERROR).all(axis=0)
        starts = np.flatnonzero(is_open)
        lower[starts] = np.maximum(lower[starts], self._of_envelopes(piece, scales, starts, limit=limit))
        return Bounds(lower, is_known, np.zeros_like(is_known))

    def squared(self, piece: Piece, starts: npt.NDArray[np.int64], *, limit: float) -> Floats:
        """Return the squared distances of some windows, computed in float32."""
        n, (m, n_channels) = len(starts), self.frames.shape
        frames = np.empty((n * m, n_channels), dtype=np.float32)
        _loops().frames_at(piece.samples, starts, m, self.query.is_normalized, self.query.offset[:, 0].copy(), frames)
        series = Series(frames=frames, starts=np.arange(n + 1, dtype=np.int64) * m)
        rows = np.arange(n, dtype=np.int64)
        return squared_to_rows(self.frames, series, rows, band=self.band, cutoff=limit).astype(np.float64)

    def _at_corners(self, piece: Piece, scales: Scales) -> Floats:
        """(n,) cost of the first and last cells of the cheapest path that could be."""
        at_start, at_end = [0, 1], [-1, -2]
        total = self._cost(piece, scales, 0, 0)
        if self.query.n_frames > 1:
            total += self._cost(piece, scales, -1, -1)
        if self.query.n_frames < LONG_QUERY:
            return total
        for corner, inside in (at_start, at_end):
            cells = [(inside, inside), (inside, corner), (corner, inside)]
            total += np.minimum.reduce([self._cost(piece, scales, i, j) for i, j in cells])
        return total

    def _cost(self, piece: Piece, scales: Scales, i: int, j: int) -> Floats:
        """(n,) squared distances of frame i of each window and frame j of the query, negative from the end."""
        at = i % piece.n_frames
        values = (piece.centered[:, at : at + piece.n_windows] - scales.means) / scales.deviations
        return ((values - self.query.values[:, j, None]) ** 2).sum(axis=0)

    def _of_envelopes(self, piece: Piece, scales: Scales, starts: npt.NDArray[np.int64], *, limit: float) -> Floats:
        low, high = _around(piece.centered, width=width_of(self.band, piece.n_frames))
        bounds = np.empty(len(starts))
        query = (self.query.values, self.low, self.high)
        _loops().bound_windows(
            piece.centered, low, high, starts, scales.means, scales.deviations, *query, limit, bounds
        )
        return bounds


def _loops() -> Any:
    """The loops over windows, compiled or plain."""
    if is_plain():
        from coincide_smallworld.subsequence import plain

        return plain
    from coincide_smallworld.subsequence import kernels

    return kernels


def warping_of(query: Query, *, band: Band) -> Warping:
    """Return what compares windows with a query under a checked band."""
    low, high = envelope_of(query.values.T, query.n_frames, band=band)
    frames = np.ascontiguousarray(query.values.T, dtype=np.float32)
    return Warping(query, band, frames, np.ascontiguousarray(low.T), np.ascontiguousarray(high.T))


def _around(samples: Floats, *, width: int) -> tuple[Floats, Floats]:
    """(channels, t) lowest and highest of the samples up to `width` away."""
    at, frames = np.arange(samples.shape[1]), samples.T
    first, last = np.maximum(at - width, 0), np.minimum(at + width, len(at) - 1)
    low, high = (extreme_within(frames, first, last, extreme).T for extreme in (np.minimum, np.maximum))
    return np.ascontiguousarray(low), np.ascontiguousarray(high)
