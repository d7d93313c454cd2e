"""Pieces of a curve, all worked on at once: calling NumPy for each of hundreds of events takes longer than the work.

NumPy reduces consecutive stretches of an array in one call (`reduceat`); here the stretches are the frames of events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Pieces:
    """The frames of some events, one event after the other.

    Attributes
    ----------
    spans : (pieces, 2) first frame and frame after the last, at least one frame each, at least one piece.
    frames : (n,) numbers of the frames.
    firsts : (pieces,) where each piece begins in `frames`.
    """

    spans: NDArray[np.int64]
    frames: NDArray[np.int64]
    firsts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Frames of each piece, (pieces,)."""
        return self.spans[:, 1] - self.spans[:, 0]

    def highest(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the highest of `values` (n,) in each piece."""
        return np.maximum.reduceat(values, self.firsts)

    def spread(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a value (pieces,) at each of its frames, (n,)."""
        return np.repeat(values, self.lengths)

    def first_where(self, flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the first frame of each piece where `flags` (n,) is true; the frame after its last if none is."""
        return np.minimum(
            np.minimum.reduceat(np.where(flags, self.frames, self.spans[-1, 1]), self.firsts), self.spans[:, 1]
        )

    def last_where(self, flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the last frame of each piece where `flags` (n,) is true; -1 if none is."""
        return np.maximum.reduceat(np.where(flags, self.frames, -1), self.firsts)


def pieces(spans: NDArray[np.int64]) -> Pieces:
    """Collect the frames of events.

    Parameters
    ----------
    spans : (pieces, 2), ascending and disjoint, at least one, none empty.
    """
    lengths = spans[:, 1] - spans[:, 0]
    firsts = np.cumsum(lengths) - lengths
    frames = np.arange(int(lengths.sum())) + np.repeat(spans[:, 0] - firsts, lengths)
    return Pieces(spans, frames, firsts)
