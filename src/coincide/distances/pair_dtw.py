"""The compiled loop of dynamic time warping for one pair of series, with the path if wanted.

Unlike the lanes it sums in float64 and can remember which way it came, one byte per cell of the band.

Source: Sakoe and Chiba 1978, the symmetric step pattern with weight 1 for all three steps.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from coincide.compiled import entry, inner, read_only, writable

_FRAMES, _LIMITS = read_only(numba.float32, 2), read_only(numba.int32, 1)
_STEPS, _PATH = writable(numba.uint8, 2), writable(numba.int64, 2)
DIAGONAL, FIRST, SECOND = 0, 1, 2


@inner
def _trace(first: Any, steps: Any, path: Any, n: int, m: int) -> int:
    """Follow the steps back from the last cell; write the path in reverse and return its length."""
    i, j, length = n - 1, m - 1, 1
    path[0, 0], path[0, 1] = i, j
    while i > 0 or j > 0:
        step = steps[i, j - first[i]]
        if step != SECOND:
            i -= 1
        if step != FIRST:
            j -= 1
        path[length, 0], path[length, 1] = i, j
        length += 1
    return length


@entry(numba.types.Tuple((numba.float64, numba.int64))(_FRAMES, _FRAMES, _LIMITS, _LIMITS, _STEPS, _PATH))
def warp(
    x: npt.NDArray[np.float32],
    y: npt.NDArray[np.float32],
    first: npt.NDArray[np.int32],
    last: npt.NDArray[np.int32],
    steps: npt.NDArray[np.uint8],
    path: npt.NDArray[np.int64],
) -> tuple[Any, int]:
    """Return the squared distance and the length of the path.

    Parameters
    ----------
    x, y : (n, c) and (m, c) frames.
    first, last : (n,) the band, from `band.limits`.
    steps : (n, widest row of the band), written; without rows if no path is wanted.
    path : (n + m - 1, 2), written last cell first, if `steps` has rows.
    """
    n, m, n_channels = x.shape[0], y.shape[0], x.shape[1]
    # Entry j + 1 of a row is the cell (i, j); entry 0 is where a path starts or cannot be.
    above, row = np.full(m + 1, np.inf), np.full(m + 1, np.inf)
    above[0] = 0.0
    for i in range(n):
        row[first[i]] = np.inf
        for j in range(first[i], last[i] + 1):
            cost = 0.0
            for channel in range(n_channels):
                difference = np.float64(x[i, channel]) - np.float64(y[j, channel])
                cost += difference * difference
            best, step = above[j], DIAGONAL
            if above[j + 1] < best:
                best, step = above[j + 1], FIRST
            if row[j] < best:
                best, step = row[j], SECOND
            row[j + 1] = cost + best
            if steps.shape[0] > 0:
                steps[i, j - first[i]] = step
        if i + 1 < n:
            row[last[i] + 2 : last[i + 1] + 2] = np.inf
        above, row = row, above
    if steps.shape[0] == 0:
        return above[m], 0
    return above[m], _trace(first, steps, path, n, m)
