"""Comparing a query with a few stored series of its length, one at a time: where bounds leave two, 32 lanes are many.

The table is computed `N_ROWS` rows at a time, as in `lanes`, so that the rows' chains of dependent steps overlap, and
every cell has the same value as there, to the last bit.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import inner
from coincide_smallworld.distances.lanes import N_ROWS

Floats = npt.NDArray[np.float32]

INF = np.float32(np.inf)


@inner
def set_rest(numbers: Floats, at: int, n: int, envelope: Floats, rest: Floats) -> None:
    """Write what the columns from each on cost at least: the distance of a series from the query's envelope."""
    total = np.float32(0.0)
    rest[n] = total
    for j in range(n - 1, -1, -1):
        number = numbers[at + j]
        outside = max(max(number - envelope[n + j], envelope[j] - number), np.float32(0.0))
        total += outside * outside
        rest[j] = total


@inner
def _after(corner: Any, above: Any, left: Any, difference: Any) -> Any:
    """The value of a cell."""
    best = corner if corner < above else above
    best = left if left < best else best
    return best + difference * difference


@inner
def _advance(
    numbers: Floats, at: int, x: Any, y: Any, z: Any, start: int, stop: int, row: int, width: int, cells: Floats,
    state: Any, is_edge: bool,
) -> Any:  # fmt: skip
    """Compute three rows at the columns from `start` up to `stop`; at an edge not all of these lie in the band.

    state : the cell above and before the next column, the last cell of each row, the least of the last row.
    """
    corner, first, second, third, lowest = state
    for j in range(start, stop):
        number, above = numbers[at + j], cells[j + 1]
        top = _after(corner, above, first, x - number)
        if is_edge:
            top = top if j <= row + width else INF
        middle = _after(first, top, second, y - number)
        if is_edge:
            middle = middle if row + 1 - width <= j <= row + 1 + width else INF
        bottom = _after(second, middle, third, z - number)
        if is_edge:
            bottom = bottom if j >= row + 2 - width else INF
        corner, first, second, third = above, top, middle, bottom
        cells[j + 1] = bottom
        lowest = bottom if bottom < lowest else lowest
    return corner, first, second, third, lowest


@inner
def warp_one(
    query: Floats, query_at: int, numbers: Floats, at: int, n: int, width: int, limit: Any, rest: Floats, cells: Floats
) -> Any:
    """Return the squared distance of two series of n frames with one channel, or inf if it surely exceeds the limit.

    Parameters
    ----------
    rest : (n + 1,) from `set_rest`.
    cells : (n + 1,) room.
    """
    for j in range(n + 1):
        cells[j] = INF
    cells[0] = np.float32(0.0)
    state = (INF, INF, INF, INF, INF)
    for i in range(0, n, N_ROWS):
        x, y, z = query[query_at + i], query[query_at + min(i + 1, n - 1)], query[query_at + min(i + 2, n - 1)]
        start, stop = max(i - width, 0), min(i + N_ROWS + width, n)
        inner_start = min(max(i + N_ROWS - 1 - width, start), stop)
        inner_stop = max(min(i + 1 + width, stop), inner_start)
        state = (cells[start], INF, INF, INF, INF)
        cells[start] = INF
        state = _advance(numbers, at, x, y, z, start, inner_start, i, width, cells, state, True)
        state = _advance(numbers, at, x, y, z, inner_start, inner_stop, i, width, cells, state, False)
        state = _advance(numbers, at, x, y, z, inner_stop, stop, i, width, cells, state, True)
        if i + N_ROWS <= n and state[4] + rest[stop] > limit:
            return INF
    return state[1 + (n - 1) % N_ROWS]
