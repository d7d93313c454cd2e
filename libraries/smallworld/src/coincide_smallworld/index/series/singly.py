"""Comparing a query with a few stored series of its length, one at a time: where bounds leave two, 32 lanes are many.

A series that passes the first bound is bounded once more, by both sums in `lane_bounds`, and compared diagonal by
diagonal, until what was found and the rest of these sums exceed the limit. Results equal those of `lanes`, to the last
bit.

Sources: Keogh and Ratanamahatana 2005 (first sum); Lemire 2009 (both).
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import inner
from coincide_smallworld.distances.diagonals import BEYOND, WIDEST_OF_TWO, advance_pair, advance_two
from coincide_smallworld.distances.lane_code import LANES, SQUARE
from coincide_smallworld.index.series.envelopes import set_least
from coincide_smallworld.scratch import empty

Floats = npt.NDArray[np.float32]

INF = np.float32(np.inf)
# Pairs of diagonals between two looks at whether a comparison may stop.
STEPS = 8


@inner
def make_single_room(n: int, width: int) -> Any:
    """Return arrays for a query and series of n frames: the query in reverse and two series, all between numbers far
    away; the walls of the band; the last two diagonals; what each column and row costs at least; a series clipped to
    an envelope, the ends of its ranges, and room for finding these."""
    flipped, padded = empty(n + 2 * LANES, np.float32), empty(2 * (n + 2 * LANES), np.float32)
    for lane in range(LANES):
        flipped[lane] = flipped[LANES + n + lane] = np.float32(-BEYOND)
        for at in (0, LANES + n, n + 2 * LANES, n + 2 * LANES + LANES + n):
            padded[at + lane] = np.float32(BEYOND)
    walls, middle = empty(2 * LANES, np.float32), (width + 1) // 2
    n_lanes = SQUARE if width <= WIDEST_OF_TWO else LANES
    for lane in range(LANES):
        off = 2 * (lane % n_lanes - middle)
        walls[lane] = np.float32(0.0 if -width <= off <= width else BEYOND)
        walls[LANES + lane] = np.float32(0.0 if -width <= off + 1 <= width else BEYOND)
    state, costs = empty(2 * LANES, np.float32), empty(n, np.float32)
    clipped, ranges = empty(n, np.float32), empty(2 * n, np.float32)
    return flipped, padded, walls, state, costs, clipped, ranges, empty(n, np.float32), empty(n, np.float32)


@inner
def flip(query: Floats, at: int, n: int, room: Any) -> None:
    """Take a query into the room."""
    flipped = room[0]
    for i in range(n):
        flipped[LANES + n - 1 - i] = query[at + i]


@inner
def set_costs(
    query: Floats, query_at: int, numbers: Floats, at: int, n: int, width: int, envelope: Floats, room: Any
) -> Any:
    """Write what column i and row i cost at least, for each i, and return the sum of all."""
    costs, clipped, ranges, before, after = room[4], room[5], room[6], room[7], room[8]
    for j in range(n):
        number = numbers[at + j]
        inside = min(max(number, envelope[j]), envelope[n + j])
        clipped[j], costs[j] = inside, (number - inside) * (number - inside)
    for side in range(2):
        set_least(clipped, 0, n, 1, width, np.float32(1 - 2 * side), before, after, ranges, side * n)
    total = np.float32(0.0)
    for i in range(n):
        number = query[query_at + i]
        outside = number - min(max(number, ranges[i]), ranges[n + i])
        costs[i] += outside * outside
        total += costs[i]
    return total


@inner
def warp_one(numbers: Floats, at: int, n: int, width: int, limit: Any, total: Any, room: Any) -> Any:
    """Return the squared distance of the query and a series of n frames with one channel, or inf if it surely exceeds
    the limit.

    Parameters
    ----------
    width : at most `diagonals.WIDEST`.
    total : from `set_costs`; not used if the limit is inf.
    """
    flipped, padded, walls, state, costs = room[0], room[1], room[2], room[3], room[4]
    middle = (width + 1) // 2
    for j in range(n):
        padded[LANES + j] = numbers[at + j]
    for lane in range(2 * LANES):
        state[lane] = INF
    state[middle] = np.float32(0.0)
    n_passed = np.int64(0)
    for start in range(0, n, STEPS):
        stop = min(start + STEPS, n)
        lowest = advance_pair(flipped, LANES + n - 1 - middle, padded, LANES - middle, start, stop, walls, state)
        if limit < INF:
            for j in range(n_passed, min(stop + middle, n)):
                total -= costs[j]
            n_passed = min(stop + middle, n)
            if lowest + total > limit:
                return INF
    return state[middle]


@inner
def warp_two(numbers: Floats, at: int, other_at: int, n: int, width: int, room: Any) -> Any:
    """Return the squared distances of the query and two series, in little more time than that of one.

    Parameters
    ----------
    width : at most `diagonals.WIDEST_OF_TWO`.
    """
    flipped, padded, walls, state = room[0], room[1], room[2], room[3]
    middle, apart = (width + 1) // 2, n + 2 * LANES
    for j in range(n):
        padded[LANES + j] = numbers[at + j]
        padded[LANES + j + apart] = numbers[other_at + j]
    for lane in range(2 * LANES):
        state[lane] = INF
    state[middle] = state[SQUARE + middle] = np.float32(0.0)
    advance_two(flipped, LANES + n - 1 - middle, padded, LANES - middle, 0, n, walls, state, apart)
    return state[middle], state[SQUARE + middle]


@inner
def straight(query: Floats, query_at: int, numbers: Floats, at: int, n: int, limit: Any) -> Any:
    """Return the same as `warp_one` with a width of 0, without a table."""
    total = np.float32(0.0)
    for i in range(n):
        difference = query[query_at + i] - numbers[at + i]
        total += difference * difference
        if total > limit:
            return INF
    return total
