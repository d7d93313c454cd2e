"""Smoothing of a curve, compiled: weighted sums of neighbors, all frames with one weight at a time."""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from coincide.compiled import entry, read_only, writable

Floats = npt.NDArray[np.float32]

_WIDTHS = 4.0
"""How far the bell reaches, in standard deviations; 6e-5 of it lies outside."""


def smooth_with_bell(curve: Floats, width: float) -> Floats:
    """Smooth a curve (frames,) with a Gaussian bell of `width` frames; what lies outside mirrors what lies inside."""
    reach = int(_WIDTHS * width + 0.5)
    weights = np.exp(-0.5 * (np.arange(reach + 1) / max(width, 1e-9)) ** 2)
    weights /= weights[0] + 2 * weights[1:].sum()
    smooth = np.empty_like(curve)
    if len(curve) > 0:
        padded = np.pad(curve, reach, mode="symmetric")
        weigh_neighbors(np.ascontiguousarray(padded), weights.astype(np.float32), smooth)
    return smooth


@entry(types.none(read_only(types.float32, 1), read_only(types.float32, 1), writable(types.float32, 1)))
def weigh_neighbors(padded: Floats, weights: Floats, sums: Floats) -> None:
    """Write the weighted sum of each frame and its neighbors at equal distance on both sides.

    Parameters
    ----------
    padded : the frames, with as many more on both sides as there are weights but the first.
    weights : of the frame itself, of its next neighbors, and so on.
    """
    reach = len(weights) - 1
    for frame in range(len(sums)):
        sums[frame] = weights[0] * padded[frame + reach]
    for apart in range(1, reach + 1):
        weight = weights[apart]
        left, right = padded[reach - apart :], padded[reach + apart :]
        for frame in range(len(sums)):
            sums[frame] += weight * (left[frame] + right[frame])
