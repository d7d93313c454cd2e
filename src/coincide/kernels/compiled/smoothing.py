"""Weighted sums of neighbors, compiled: all frames with one weight at a time.

Plain twin: `kernels/plain/smoothing.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, read_only, writable
from numba import types

Floats = npt.NDArray[np.float32]


def weigh_neighbors(padded: Floats, weights: Floats) -> Floats:
    """Return the weighted sum of each frame and its neighbors at equal distance on both sides; see the plain twin."""
    sums = np.empty(len(padded) - 2 * (len(weights) - 1), dtype=np.float32)
    _weigh_neighbors(np.ascontiguousarray(padded), weights, sums)
    return sums


@entry(types.none(read_only(types.float32, 1), read_only(types.float32, 1), writable(types.float32, 1)))
def _weigh_neighbors(padded: Floats, weights: Floats, sums: Floats) -> None:
    reach = len(weights) - 1
    for frame in range(len(sums)):
        sums[frame] = weights[0] * padded[frame + reach]
    for apart in range(1, reach + 1):
        weight = weights[apart]
        left, right = padded[reach - apart :], padded[reach + apart :]
        for frame in range(len(sums)):
            sums[frame] += weight * (left[frame] + right[frame])
