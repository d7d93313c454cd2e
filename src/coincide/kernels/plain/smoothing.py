"""Weighted sums of neighbors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def weigh_neighbors(padded: Floats, weights: Floats) -> Floats:
    """Return the weighted sum of each frame and its neighbors at equal distance on both sides.

    Parameters
    ----------
    padded : (frames,) or (frames, bands), with as many more frames on both sides as there are weights but the first.
    weights : of the frame itself, of its next neighbors, and so on.
    """
    reach = len(weights) - 1
    n_frames = len(padded) - 2 * reach
    sums = weights[0] * padded[reach : reach + n_frames]
    for apart, weight in enumerate(weights[1:], 1):
        sums += weight * (padded[reach - apart :][:n_frames] + padded[reach + apart :][:n_frames])
    return sums
