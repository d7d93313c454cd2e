"""Weighted sums of neighbors, compiled: all frames with one weight at a time.

Plain twin: `kernels/plain/smoothing.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, read_only, writable
from numba import types

Floats = npt.NDArray[np.float32]


def weigh_neighbors(padded: Floats, weights: Floats) -> Floats:
    """Return the weighted sum of each frame and its neighbors at equal distance on both sides; see the plain twin."""
    bands = padded.shape[1:]
    sums = np.empty((len(padded) - 2 * (len(weights) - 1), *bands), dtype=np.float32)
    _weigh_neighbors(np.ascontiguousarray(padded).ravel(), weights, math.prod(bands), sums.reshape(-1))
    return sums


@entry(types.none(read_only(types.float32, 1), read_only(types.float32, 1), types.int64, writable(types.float32, 1)))
def _weigh_neighbors(padded: Floats, weights: Floats, n_bands: int, sums: Floats) -> None:
    """Write the sums; `padded` and `sums` are frames of `n_bands` numbers, one after the other."""
    reach = len(weights) - 1
    for place in range(len(sums)):
        sums[place] = weights[0] * padded[place + reach * n_bands]
    for apart in range(1, reach + 1):
        weight = weights[apart]
        left, right = padded[(reach - apart) * n_bands :], padded[(reach + apart) * n_bands :]
        for place in range(len(sums)):
            sums[place] += weight * (left[place] + right[place])
