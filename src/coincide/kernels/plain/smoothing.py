"""Weighted sums of neighbors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def weigh_neighbors(padded: Floats, weights: Floats) -> Floats:
    """Return the weighted sum of each frame and its neighbors at equal distance on both sides.

    Parameters
    ----------
    padded : the frames, with as many more on both sides as there are weights but the first.
    weights : of the frame itself, of its next neighbors, and so on.
    """
    return np.convolve(padded, np.concatenate([weights[:0:-1], weights]), mode="valid").astype(np.float32)
