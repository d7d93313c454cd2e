"""Weighted sums of neighbors, compiled: some thousand numbers with one weight at a time, so that the sums stay in the
fastest memory.

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

_N_AT_ONCE = 4_096
"""Sums that are worked on with all weights before the next ones: 16 KiB."""


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
    for first in range(0, len(sums), _N_AT_ONCE):
        some = sums[first : first + _N_AT_ONCE]
        middle = padded[first + reach * n_bands :]
        for place in range(len(some)):
            some[place] = weights[0] * middle[place]
        for apart in range(1, reach + 1):
            weight = weights[apart]
            left, right = padded[first + (reach - apart) * n_bands :], padded[first + (reach + apart) * n_bands :]
            for place in range(len(some)):
                some[place] += weight * (left[place] + right[place])
