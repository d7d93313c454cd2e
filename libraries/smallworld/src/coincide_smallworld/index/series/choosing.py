"""Which of some candidates become links of a node: near but diverse ones.

A candidate becomes a link if no chosen link is nearer to it than the node itself; slots left over are filled with the
nearest of the others, which under dynamic time warping is worth its time.

Source: Malkov and Yashunin 2020, algorithm 4.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportAssignmentType=false, reportReturnType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import inner
from coincide_smallworld.distances.lane_code import LANES
from coincide_smallworld.distances.lane_groups import FILL, WARP, compare, set_query, take_group
from coincide_smallworld.scratch import empty

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]

# State of a candidate.
WAITING, CHOSEN, COVERED = 0, 1, 2


@inner
def choose(
    address: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    room: Any,
    candidates: Nodes,
    squared: Floats,
    count: int,
    state: Ints,
    links: Nodes,
    link_squared: Floats,
) -> Any:
    """Choose links among `count` candidates, nearest first; write them in that order; return the comparisons made."""
    rest, at, found = empty(LANES, np.int32), empty(LANES, np.int64), room[9]
    n_chosen = n_compared = np.int64(0)
    for i in range(count):
        state[i] = WAITING
    for i in range(count):
        if state[i] != WAITING or n_chosen == links.size:
            continue
        state[i] = CHOSEN
        n_chosen += 1
        n = set_query(numbers, starts, np.int64(candidates[i]), n_channels, room)
        j = i + 1
        while j < count and n_chosen < links.size:
            n_rest = np.int64(0)
            while n_rest < LANES and j < count:
                if state[j] == WAITING:
                    rest[n_rest], at[n_rest] = candidates[j], j
                    n_rest += 1
                j += 1
            if n_rest == 0:
                break
            taken = take_group(starts, rest, np.int64(0), n_rest, n, n_channels, room)
            if taken < n_rest:
                j = at[taken]
            compare(address, FILL | WARP, numbers, n_channels, n, widths, room, found, squared[at[taken - 1]])
            n_compared += taken
            for lane in range(taken):
                if found[lane] < squared[at[lane]]:
                    state[at[lane]] = COVERED
    room_left = links.size - n_chosen
    written = np.int64(0)
    for i in range(count):
        if state[i] != CHOSEN and room_left > 0:
            state[i] = CHOSEN
            room_left -= 1
        if state[i] == CHOSEN:
            links[written], link_squared[written] = candidates[i], squared[i]
            written += 1
    for i in range(written, links.size):
        links[i], link_squared[i] = -1, np.float32(np.inf)
    return n_compared
