"""Warping distances of a query to the windows of a piece: bounds that rule out most, lanes for the rest.

    first and last two frames  ->  envelopes  ->  dynamic time warping of what is left, 32 at a time

Source: Rakthanmanon et al. 2012 (UCR suite); lanes instead of one window after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, width_of
from coincide_smallworld.distances.bounds import envelope_of
from coincide_smallworld.distances.one_to_many import squared_to_rows
from coincide_smallworld.distances.series import Series
from coincide_smallworld.subsequence.bounds import Bounds, Closer
from coincide_smallworld.subsequence.windows import Floats, Piece, Query, Scales, scales_of
from coincide_smallworld.switch import is_plain

# A window with a less certain mean or deviation is not ruled out by a bound. The search allows for what is less.
LARGEST_ERROR = 1e-8


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

    def bounds(self, piece: Piece) -> Bounds:
        """Return what the first and last two frames of each window cost at least."""
        scales = scales_of(piece, self.query)
        lower = np.empty(piece.n_windows)
        _loops().bound_corners(piece.centered, scales.means, scales.deviations, self.query.values, lower)
        lower[~_are_certain(scales)] = 0.0
        is_known = np.logical_and.reduce(scales.is_flat)
        lower[is_known] = self.query.energies.sum()  # a path along the diagonal meets each frame just once
        return Bounds(lower, is_known, np.zeros_like(is_known), scales)

    def closer(self, piece: Piece, bounds: Bounds) -> Closer:
        """Return a function that bounds windows by envelopes, where means and deviations are certain."""
        scales, query = bounds.scales, (self.query.values, self.low, self.high)
        low, high = _around(piece.centered, width=width_of(self.band, piece.n_frames))
        is_certain = _are_certain(scales)

        def bound(starts: npt.NDArray[np.int64], limit: float) -> Floats:
            closer = np.empty(len(starts))
            _loops().bound_windows(
                piece.centered, low, high, starts, scales.means, scales.deviations, *query, limit, closer
            )
            return np.maximum(bounds.lower[starts], np.where(is_certain[starts], closer, 0.0))

        return bound

    def squared(self, piece: Piece, starts: npt.NDArray[np.int64], *, limit: float) -> Floats:
        """Return the squared distances of some windows, computed in float32."""
        n, (m, n_channels) = len(starts), self.frames.shape
        frames = np.empty((n * m, n_channels), dtype=np.float32)
        _loops().frames_at(piece.samples, starts, m, self.query.is_normalized, self.query.offset[:, 0].copy(), frames)
        series = Series(frames=frames, starts=np.arange(n + 1, dtype=np.int64) * m)
        rows = np.arange(n, dtype=np.int64)
        return squared_to_rows(self.frames, series, rows, band=self.band, cutoff=limit).astype(np.float64)


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


def _are_certain(scales: Scales) -> npt.NDArray[np.bool_]:
    """(n,) whether means and deviations are so near to the true ones that a window may be ruled out by a bound."""
    return np.logical_and.reduce(scales.errors <= LARGEST_ERROR)


def _around(samples: Floats, *, width: int) -> tuple[Floats, Floats]:
    """(channels, t) lowest and highest of the samples up to `width` away."""
    return _extremes(samples, width, np.minimum, np.inf), _extremes(samples, width, np.maximum, -np.inf)


def _extremes(samples: Floats, width: int, extreme: Callable[..., Floats], beyond: float) -> Floats:
    """The extreme of 2 width + 1 samples, from two ranges of a power of two that cover them; `beyond` pads the ends."""
    size, step = 2 * width + 1, 1
    table = np.full((len(samples), samples.shape[1] + 2 * width), beyond)
    table[:, width : table.shape[1] - width] = samples
    while 2 * step <= size:
        table, step = extreme(table[:, :-step], table[:, step:]), 2 * step
    n = samples.shape[1]
    return extreme(table[:, :n], table[:, size - step : size - step + n])
