"""A bounding volume hierarchy built by surface area, compiled (Goldsmith and Salmon 1987; Wald 2007, binned).

A box is split where the areas of both halves, times what they hold, are least; it stays whole where no split pays.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from coincide_rays.kernel.compiled import entry, inner
from coincide_rays.kernel.layout import COUNT, FIRST, Floats, Ints

N_BINS = 16
MAX_DEPTH = 60
MAX_ITEMS = 8
# The cost of going through a box, in meetings with a shape.
STEP_COST = 0.7
_F2, _I1, _INT = numba.float64[:, ::1], numba.int64[::1], numba.int64


@inner
def _area(low: Floats, high: Floats) -> float:
    x, y, z = high[0] - low[0], high[1] - low[1], high[2] - low[2]
    return x * y + y * z + z * x if x >= 0 else 0.0


@inner
def _bin_of(lows: Floats, highs: Floats, item: int, axis: int, start: float, size: float) -> int:
    middle = 0.5 * (lows[item, axis] + highs[item, axis])
    return min(N_BINS - 1, int((middle - start) / size * N_BINS))


@inner
def _best_split(
    lows: Floats, highs: Floats, items: Ints, start: int, end: int, whole: float
) -> tuple[float, int, int, float, float]:
    """Cost, axis, bin, and the range of middles of the best split; infinite cost if there is none."""
    best, best_axis, best_bin, best_start, best_size = math.inf, 0, 0, 0.0, 0.0
    low, high = np.empty((N_BINS, 3)), np.empty((N_BINS, 3))
    counts, right_cost = np.empty(N_BINS, dtype=np.int64), np.empty(N_BINS)
    run_low, run_high = np.empty(3), np.empty(3)
    for axis in range(3):
        first, last = math.inf, -math.inf
        for k in range(start, end):
            middle = 0.5 * (lows[items[k], axis] + highs[items[k], axis])
            first, last = min(first, middle), max(last, middle)
        size = last - first
        if not size > 0:
            continue
        low[:], high[:], counts[:] = math.inf, -math.inf, 0
        for k in range(start, end):
            b = _bin_of(lows, highs, items[k], axis, first, size)
            counts[b] += 1
            for j in range(3):
                low[b, j], high[b, j] = min(low[b, j], lows[items[k], j]), max(high[b, j], highs[items[k], j])
        run_low[:], run_high[:] = math.inf, -math.inf
        n = 0
        for b in range(N_BINS - 1, 0, -1):
            n += counts[b]
            for j in range(3):
                run_low[j], run_high[j] = min(run_low[j], low[b, j]), max(run_high[j], high[b, j])
            right_cost[b] = _area(run_low, run_high) * n if n > 0 else math.inf
        run_low[:], run_high[:] = math.inf, -math.inf
        n = 0
        for b in range(N_BINS - 1):
            n += counts[b]
            for j in range(3):
                run_low[j], run_high[j] = min(run_low[j], low[b, j]), max(run_high[j], high[b, j])
            if n > 0 and right_cost[b + 1] < math.inf:
                cost = STEP_COST + (_area(run_low, run_high) * n + right_cost[b + 1]) / whole
                if cost < best:
                    best, best_axis, best_bin, best_start, best_size = cost, axis, b, first, size
    return best, best_axis, best_bin, best_start, best_size


@entry(_INT(_F2, _F2, _I1, _INT, _F2, _INT))
def build(lows: Floats, highs: Floats, items: Ints, first_item: int, nodes: Floats, first_node: int) -> int:
    """Fill `nodes` from `first_node` on and put `items` (rows of the boxes) in their order; returns the end of the nodes.

    `first_item` is where these items will stand among those of all spaces.
    """
    todo = np.empty((MAX_DEPTH + 4, 4), dtype=np.int64)
    low, high = np.empty(3), np.empty(3)
    todo[0, 0], todo[0, 1], todo[0, 2], todo[0, 3] = first_node, 0, len(items), 0
    n_todo, n_nodes = 1, first_node + 1
    while n_todo > 0:
        n_todo -= 1
        node, start, end, depth = todo[n_todo, 0], todo[n_todo, 1], todo[n_todo, 2], todo[n_todo, 3]
        low[:], high[:] = math.inf, -math.inf
        for k in range(start, end):
            for j in range(3):
                low[j], high[j] = min(low[j], lows[items[k], j]), max(high[j], highs[items[k], j])
        for j in range(3):
            # A little room for rounding: a flat box must not be missed.
            room = 1e-9 * max(1.0, abs(low[j]), abs(high[j]))
            nodes[node, j], nodes[node, 3 + j] = low[j] - room, high[j] + room
        n = end - start
        cost, axis, split, first, size = _best_split(lows, highs, items, start, end, max(_area(low, high), 1e-300))
        if n == 1 or depth >= MAX_DEPTH or (cost >= n and n <= MAX_ITEMS) or cost == math.inf:
            nodes[node, FIRST], nodes[node, COUNT] = first_item + start, n
            continue
        middle = start
        for k in range(start, end):
            if _bin_of(lows, highs, items[k], axis, first, size) <= split:
                items[k], items[middle] = items[middle], items[k]
                middle += 1
        nodes[node, FIRST], nodes[node, COUNT] = n_nodes, 0
        todo[n_todo, 0], todo[n_todo, 1], todo[n_todo, 2], todo[n_todo, 3] = n_nodes, start, middle, depth + 1
        n_todo += 1
        todo[n_todo, 0], todo[n_todo, 1], todo[n_todo, 2], todo[n_todo, 3] = n_nodes + 1, middle, end, depth + 1
        n_todo += 1
        n_nodes += 2
    return n_nodes
