"""A bounding volume hierarchy built by surface area, compiled (Goldsmith and Salmon 1987; Wald 2007, binned).

A box is split where the areas of both halves, times what they hold, are least; it stays whole where no split pays.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from coincide_rays.kernel.compiled import entry, inner
from coincide_rays.kernel.layout import Floats, Ints, NodeRow, column

FIRST, COUNT = column(NodeRow, "first"), column(NodeRow, "count")
N_BINS = 16
MAX_DEPTH = 60
MAX_ITEMS = 8
# The cost of going through a box, in meetings with a shape.
STEP_COST = 0.7
# Rows of the room after those of the bins, and its columns after a box.
SWEEP, WHOLE = N_BINS, N_BINS + 1
N_ITEMS, RIGHT_COST = 6, 7
_F2, _I1, _I2, _INT = numba.float64[:, ::1], numba.int64[::1], numba.int64[:, ::1], numba.int64


@inner
def _area(room: Floats, row: int) -> float:
    x, y, z = room[row, 3] - room[row, 0], room[row, 4] - room[row, 1], room[row, 5] - room[row, 2]
    return x * y + y * z + z * x if x >= 0 else 0.0


@inner
def _clear(room: Floats, row: int) -> None:
    for j in range(3):
        room[row, j], room[row, 3 + j] = math.inf, -math.inf


@inner
def _grow(room: Floats, row: int, lows: Floats, low_row: int, highs: Floats, high_row: int, high_at: int) -> None:
    """Make the box of a row hold another one."""
    for j in range(3):
        room[row, j] = min(room[row, j], lows[low_row, j])
        room[row, 3 + j] = max(room[row, 3 + j], highs[high_row, high_at + j])


@inner
def _bin_of(lows: Floats, highs: Floats, item: int, axis: int, start: float, size: float) -> int:
    middle = 0.5 * (lows[item, axis] + highs[item, axis])
    return min(N_BINS - 1, int((middle - start) / size * N_BINS))


@inner
def _best_split(
    lows: Floats, highs: Floats, items: Ints, room: Floats, start: int, end: int
) -> tuple[float, int, int, float, float]:
    """Cost, axis, bin, and the range of middles of the best split; infinite cost if there is none."""
    best, best_axis, best_bin, best_start, best_size = math.inf, 0, 0, 0.0, 0.0
    whole = max(_area(room, WHOLE), 1e-300)
    for axis in range(3):
        first, last = math.inf, -math.inf
        for k in range(start, end):
            middle = 0.5 * (lows[items[k], axis] + highs[items[k], axis])
            first, last = min(first, middle), max(last, middle)
        size = last - first
        if not size > 0:
            continue
        for b in range(N_BINS):
            _clear(room, b)
            room[b, N_ITEMS] = 0.0
        for k in range(start, end):
            b = _bin_of(lows, highs, items[k], axis, first, size)
            room[b, N_ITEMS] += 1.0
            _grow(room, b, lows, items[k], highs, items[k], 0)
        _clear(room, SWEEP)
        n = 0.0
        for b in range(N_BINS - 1, 0, -1):
            n += room[b, N_ITEMS]
            _grow(room, SWEEP, room, b, room, b, 3)
            room[b, RIGHT_COST] = _area(room, SWEEP) * n if n > 0 else math.inf
        _clear(room, SWEEP)
        n = 0.0
        for b in range(N_BINS - 1):
            n += room[b, N_ITEMS]
            _grow(room, SWEEP, room, b, room, b, 3)
            if n > 0 and room[b + 1, RIGHT_COST] < math.inf:
                cost = STEP_COST + (_area(room, SWEEP) * n + room[b + 1, RIGHT_COST]) / whole
                if cost < best:
                    best, best_axis, best_bin, best_start, best_size = cost, axis, b, first, size
    return best, best_axis, best_bin, best_start, best_size


@entry(_INT(_F2, _F2, _I1, _INT, _F2, _INT, _F2, _I2))
def build(
    lows: Floats,
    highs: Floats,
    items: Ints,
    first_item: int,
    nodes: Floats,
    first_node: int,
    room: Floats,
    todo: Ints,
) -> int:
    """Fill `nodes` from `first_node` on and put `items` (rows of the boxes) in order; returns the end of the nodes.

    `first_item` is where these items will stand among those of all spaces; `room` and `todo` are from `make_room`.
    """
    todo[0, 0], todo[0, 1], todo[0, 2], todo[0, 3] = first_node, 0, len(items), 0
    n_todo, n_nodes = 1, first_node + 1
    while n_todo > 0:
        n_todo -= 1
        node, start, end, depth = todo[n_todo, 0], todo[n_todo, 1], todo[n_todo, 2], todo[n_todo, 3]
        _clear(room, WHOLE)
        for k in range(start, end):
            _grow(room, WHOLE, lows, items[k], highs, items[k], 0)
        for j in range(3):
            # A little more for rounding: a flat box must not be missed.
            low, high = room[WHOLE, j], room[WHOLE, 3 + j]
            more = 1e-9 * max(1.0, abs(low), abs(high))
            nodes[node, j], nodes[node, 3 + j] = low - more, high + more
        n = end - start
        cost, axis, split, first, size = _best_split(lows, highs, items, room, start, end)
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


def make_room() -> tuple[Floats, Ints]:
    """Room that `build` works in."""
    return np.empty((N_BINS + 2, 8)), np.empty((MAX_DEPTH + 4, 4), dtype=np.int64)
