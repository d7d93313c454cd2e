"""The compiled loop of dynamic time warping for one pair of series, with the path if wanted.

The table is filled diagonal by diagonal: cells with equal i + j do not depend on each other, so the compiler computes
several at once. Unlike the lanes it sums in float64 and can remember which way it came, one byte per cell of the band.

Source: Sakoe and Chiba 1978, the symmetric step pattern with weight 1 for all three steps.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import entry, inner, read_only, writable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CHANNELS, _PATH = read_only(numba.float64, 2), writable(numba.int64, 2)
BOTH, FIRST, SECOND = 0, 1, 2


@inner
def _set_bounds(n: int, m: int, slack: int, first: Ints, last: Ints, begins: Ints) -> None:
    """Write the first and last i of each diagonal, and how many cells come before it. A diagonal may be empty."""
    start, stop = 0, 0
    for d in range(n + m - 1):
        while start * (n + m - 2) < d * (n - 1) - slack or d - start >= m:
            start += 1
        while stop + 1 <= min(d, n - 1) and (stop + 1) * (n + m - 2) <= d * (n - 1) + slack:
            stop += 1
        first[d], last[d] = start, stop
        begins[d + 1] = begins[d] + max(0, stop - start + 1)


@inner
def _set_costs(x: Floats, y: Floats, start: Any, shift: Any, count: Any, costs: Floats) -> None:
    """Squared distances of frames of x from `start` on to frames of y from `start + shift` on."""
    for i in range(count):
        difference = x[0, start + i] - y[0, start + shift + i]
        costs[i] = difference * difference
    for channel in range(1, x.shape[0]):
        for i in range(count):
            difference = x[channel, start + i] - y[channel, start + shift + i]
            costs[i] += difference * difference


@inner
def _advance(costs: Floats, beyond: Floats, before: Floats, start: Any, second: Any, count: Any, here: Floats) -> None:
    """Cells of a diagonal from those of the two diagonals before it."""
    for i in range(count):
        best = beyond[start + i]
        best = before[start + i] if before[start + i] < best else best
        best = before[second + i] if before[second + i] < best else best
        here[second + i] = costs[i] + best


@inner
def _note(beyond: Floats, before: Floats, start: Any, second: Any, count: Any, at: Any, steps: Any) -> None:
    """Which step into each cell was the best."""
    for i in range(count):
        is_first = before[start + i] < beyond[start + i]
        best = before[start + i] if is_first else beyond[start + i]
        steps[at + i] = SECOND if before[second + i] < best else FIRST if is_first else BOTH


@inner
def _trace(first: Ints, begins: Ints, steps: Any, path: Ints, n: int, m: int) -> int:
    """Follow the steps back from the last cell; write the path in reverse and return its length."""
    i, j, length = n - 1, m - 1, 1
    path[0, 0], path[0, 1] = i, j
    while i > 0 or j > 0:
        step = steps[begins[i + j] + i - first[i + j]]
        if step != SECOND:
            i -= 1
        if step != FIRST:
            j -= 1
        path[length, 0], path[length, 1] = i, j
        length += 1
    return length


@entry(numba.types.Tuple((numba.float64, numba.int64))(_CHANNELS, _CHANNELS, numba.int64, _PATH))
def warp(x: Floats, y: Floats, slack: int, path: Ints) -> tuple[Any, int]:
    """Return the squared distance, and the length of the path or 0.

    Parameters
    ----------
    x : (c, n).
    y : (c, m), in reverse: last frame first.
    slack : a cell (i, j) is in the band if |i (m - 1) - j (n - 1)| does not exceed it; see `band`.
    path : (n + m - 1, 2), written last cell first; or without rows if no path is wanted.
    """
    n, m = x.shape[1], y.shape[1]
    first, last, begins = np.empty(n + m, np.int64), np.empty(n + m, np.int64), np.zeros(n + m, np.int64)
    _set_bounds(n, m, slack, first, last, begins)
    wants_path = path.shape[0] > 0
    steps = np.empty(begins[n + m - 1] if wants_path else 0, np.uint8)
    # Entry i + 1 is the cell with frame i on this diagonal, the one before it, and the one before that.
    here, before, beyond = np.full(n + 2, np.inf), np.full(n + 2, np.inf), np.full(n + 2, np.inf)
    costs = np.empty(n)
    beyond[0] = 0.0  # a path begins by a step in both to (0, 0)
    for d in range(n + m - 1):
        # Unsigned, because the compiler would otherwise provide for indices that count from the end.
        start, second, count = np.uint64(first[d]), np.uint64(first[d] + 1), np.uint64(begins[d + 1] - begins[d])
        _set_costs(x, y, start, np.uint64(m - 1 - d), count, costs)
        _advance(costs, beyond, before, start, second, count, here)
        if wants_path:
            _note(beyond, before, start, second, count, np.uint64(begins[d]), steps)
        here[start], here[second + count] = np.inf, np.inf
        beyond, before, here = before, here, beyond
    return before[n], _trace(first, begins, steps, path, n, m) if wants_path else 0
