"""What a search looks at, as one array of addresses and sizes for the compiled search.

Handing an array over to compiled code costs a tenth of a microsecond and asking for its address one and a half, and a
search for one query has ten of them. The addresses are those of arrays that the engine holds; a plan must not outlive
it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.codes.eight_bits import Codes, Grid, encode, largest_asked, largest_code_asked
from coincide_smallworld.index.vectors.codes.one_bit import BitCodes, encoded
from coincide_smallworld.index.vectors.graph import (
    MOST_STARTS,
    N_STARTS,
    Doors,
    Ids,
    VectorGraph,
    outstanding,
    pool_size,
)
from coincide_smallworld.index.vectors.lists import Visit
from coincide_smallworld.index.vectors.stored import Stored, VectorMetric

METRIC_CODES: dict[VectorMetric, int] = {"cosine": 0, "euclidean": 1, "sqeuclidean": 2, "inner_product": 3}
WIDTH, WALKED, WALKED_WIDTH, DOORS, LINKS, DEGREE, N, ENTRIES, N_ENTRIES = range(9)
TWIN_STARTS, TWINS, N_TWINS, DIM, METRIC = range(9, 14)
# Of codes of one bit a number.
CENTER, SCALES, SIZE, POWER, EXTRA = range(14, 19)
# Of 8-bit codes: the step of the grid and how large a number of a query may be under the inner product, as float64; how
# large a code of a query may be. Between them the length of all rows under the inner product, as float64.
MIDDLE, STEP, REACH, LARGEST_ASKED, LARGEST_CODE_ASKED = range(19, 24)
# Of one search: pool, places in it, how many are measured again; removed rows; nodes in place of a walk; marks; whether
# queries are as the user gave them.
EF, ROOM, DEPTH, DEAD, N_DEAD, ONLY, N_ONLY, SEEN, N_SEEN, IS_RAW = range(24, 34)
# Of one shard among several.
POINTS = 34
# Where groups of entries start, and how many there are.
STARTS, N_GROUPS = 35, 36
# From how many entries a walk begins.
MOST_BEGUN = 37
# Of a search in lists of rows: their means, as rows are walked; how many; the rows, and where each list starts; how
# many lists to look into, how many rows must be left in them, and how far the last of these may be, as float64.
CENTERS, N_LISTS, LISTED, LIST_STARTS, N_VISITED, N_WANTED, FARTHEST = range(38, 45)
N_NUMBERS = 45
NO_NODES = np.empty(0, dtype=np.int32)

Walked = Stored | Codes | BitCodes
"""What distances are taken of on the way: the points, or their codes."""
FAR = -2
"""What stands in the last row of a query that 8-bit codes cannot stand for."""
REFUSED, SHORT = -1, -2
"""What a search of one query returns in place of a count where that needs a closer look; and, less the count, where it
finds fewer than k."""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Addresses and sizes, in the order of the constants above, and where walks start, which nobody else may hold."""

    numbers: npt.NDArray[np.int64]
    doors: Doors

    def request(
        self,
        *,
        ef: int,
        depth: int,
        is_dead: npt.NDArray[np.uint8],
        only: npt.NDArray[np.int32],
        seen: npt.NDArray[np.uint64],
        is_raw: bool = False,
    ) -> npt.NDArray[np.int64]:
        """Return the numbers of one search; it must not outlive the arrays.

        Parameters
        ----------
        ef : how many of a pool are opened; it has places for as many, rounded up to whole blocks.
        depth : how many are measured again in float32, where the walk goes by codes; 0 otherwise.
        is_dead : (n,) not 0 for rows to leave out, or empty.
        only : nodes to compare with in place of a walk, or empty for a walk.
        seen : as in `walk.walk`.
        is_raw : whether queries come as the user gave them: not padded, not of unit length, not checked.
        """
        numbers = self.numbers.copy()
        set_pool(numbers, ef, depth)
        numbers[DEAD], numbers[N_DEAD] = _address(is_dead), len(is_dead)
        numbers[ONLY], numbers[N_ONLY] = _address(only), len(only)
        numbers[SEEN], numbers[N_SEEN], numbers[IS_RAW] = _address(seen), seen.shape[1], is_raw
        return numbers


def set_pool(request: npt.NDArray[np.int64], ef: int, depth: int) -> None:
    """Write into a request how large its pool is, and how many are measured again; see `SearchPlan.request`."""
    request[EF], request[ROOM], request[DEPTH] = ef, pool_size(ef), depth


def enter_lists(request: npt.NDArray[np.int64], visit: Visit, centers: npt.NDArray[Any]) -> None:
    """Make a request one for a search in lists.

    Parameters
    ----------
    request : for a walk, with the rows to leave out.
    centers : the means of the lists, as rows are walked.
    """
    lists = visit.lists
    request[CENTERS] = _address(centers)
    request[LISTED], request[LIST_STARTS] = _address(lists.rows), _address(lists.starts)
    set_visit(request, visit)


def set_visit(request: npt.NDArray[np.int64], visit: Visit) -> None:
    """Write into a request that has the addresses of lists how much of them to look at."""
    request[N_LISTS] = len(visit.lists.centers)
    request[N_DEAD] = 0  # what is left out is never compared
    request[N_VISITED], request[N_WANTED] = visit.n_lists, visit.n_wanted
    request.view(np.float64)[FARTHEST] = visit.farthest


def make_plan(
    graph: VectorGraph,
    points: Stored,
    walked: Walked,
    *,
    grid: Grid | None,
    dim: int,
    metric: VectorMetric,
    reach: float,
) -> SearchPlan:
    """Return the plan of a search.

    Parameters
    ----------
    points : of all rows, C-contiguous.
    walked : what distances are taken of on the way: the points, or their codes.
    grid, reach : of 8-bit codes; the length of all rows under the inner product.
    """
    twin_starts, twins = graph.twins
    rows = walked.records if isinstance(walked, BitCodes) else walked
    longest = outstanding(graph, points, column=dim, reach=reach) if metric == "inner_product" else NO_NODES
    doors = _doors(graph, points, walked, rows, grid, longest)
    plan = np.zeros(N_NUMBERS, dtype=np.int64)
    plan[WIDTH], plan[DOORS], plan[POINTS] = points.shape[1], _address(doors.rows), _address(points)
    plan[WALKED], plan[WALKED_WIDTH] = _address(rows), rows.shape[1]
    plan[LINKS], plan[DEGREE], plan[N] = _address(graph.links), graph.links.shape[1], graph.n
    plan[ENTRIES], plan[N_ENTRIES] = _address(doors.ids), len(doors.ids)
    plan[STARTS], plan[N_GROUPS] = _address(doors.starts), max(len(doors.starts) - 1, 0)
    plan[MOST_BEGUN] = N_STARTS if len(longest) == 0 else MOST_STARTS
    plan[TWIN_STARTS], plan[TWINS], plan[N_TWINS] = _address(twin_starts), _address(twins), len(twins)
    plan[DIM], plan[METRIC] = dim, METRIC_CODES[metric]
    floats = plan.view(np.float64)
    floats[REACH] = reach
    if isinstance(walked, BitCodes):
        turn = walked.rotation
        plan[CENTER], plan[SCALES] = _address(walked.center), _address(turn.scales)
        plan[SIZE], plan[POWER], plan[EXTRA] = turn.size, turn.power, walked.extra
    elif grid is not None:
        plan[MIDDLE] = _address(grid.middle)
        floats[STEP], floats[LARGEST_ASKED] = grid.step, largest_asked(grid, dim=dim)
        plan[LARGEST_CODE_ASKED] = largest_code_asked(rows.shape[1])
    return SearchPlan(plan, doors)


def as_walked(rows: Stored, walked: Walked, grid: Grid | None) -> npt.NDArray[Any]:
    """Return padded rows as those that are walked: the same, or codes."""
    if isinstance(walked, BitCodes):
        return encoded(rows, walked.center, extra=walked.extra, n_threads=1).records
    return rows if grid is None else encode(rows, grid)


def _doors(
    graph: VectorGraph,
    points: Stored,
    walked: Walked,
    rows: npt.NDArray[Any],
    grid: Grid | None,
    longest: Ids,
) -> Doors:
    """Where walks start, as the rows that are walked, one after the other in memory."""
    groups = graph.groups
    if groups is None:
        entries = np.concatenate([graph.entries, np.setdiff1d(longest, graph.entries)])
        return Doors(rows[entries], entries, NO_NODES)
    if walked is points:
        return groups.doors
    centers = as_walked(groups.centers, walked, grid)
    doors = np.empty((len(groups.doors.ids), rows.shape[1]), dtype=rows.dtype)
    doors[: len(centers)] = centers
    np.take(rows, groups.doors.ids[len(centers) :], axis=0, out=doors[len(centers) :], mode="clip")  # without a copy
    return replace(groups.doors, rows=doors)


def _address(array: npt.NDArray[np.generic]) -> int:
    if not array.flags.c_contiguous:
        raise AssertionError("arrays of an index are C-contiguous")
    return array.ctypes.data
