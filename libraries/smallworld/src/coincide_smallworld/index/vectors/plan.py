"""What a search looks at, as one array of addresses and sizes for the compiled search.

Handing an array over to compiled code costs a quarter of a microsecond, and a search for one query has ten of them. The
addresses are those of arrays that the engine holds; a plan must not outlive it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.bits import BitCodes
from coincide_smallworld.index.vectors.codes import Codes
from coincide_smallworld.index.vectors.graph import VectorGraph
from coincide_smallworld.index.vectors.stored import Floats, VectorMetric

METRIC_CODES: dict[VectorMetric, int] = {"cosine": 0, "euclidean": 1, "sqeuclidean": 2, "inner_product": 3}
POINTS, WALKED, DOORS, LINKS, DEGREE, N, ENTRIES, N_ENTRIES, TWIN_STARTS, TWINS, N_TWINS, DIM, METRIC = range(13)
# Of codes of one bit a number.
CENTER, SCALES, SIZE, POWER, N_WORDS, EXTRA = range(13, 19)
N_NUMBERS = 19


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Addresses and sizes, in the order of the constants above, and the one array that nobody else holds."""

    numbers: npt.NDArray[np.int64]
    doors: npt.NDArray[np.generic]


def make_plan(
    graph: VectorGraph, points: Floats, walked: Floats | Codes | BitCodes, *, dim: int, metric: VectorMetric
) -> SearchPlan:
    """Return the plan of a search.

    Parameters
    ----------
    points : of all rows, C-contiguous.
    walked : what distances are taken of on the way: the points, or their codes.
    """
    twin_starts, twins = graph.twins
    rows = walked.records if isinstance(walked, BitCodes) else walked
    doors = rows[graph.entries]  # where walks start, one after the other in memory
    plan = np.zeros(N_NUMBERS, dtype=np.int64)
    plan[POINTS], plan[DOORS], plan[WALKED] = _address(points), _address(doors), _address(rows)
    plan[LINKS], plan[DEGREE], plan[N] = _address(graph.links), graph.links.shape[1], graph.n
    plan[ENTRIES], plan[N_ENTRIES] = _address(graph.entries), len(graph.entries)
    plan[TWIN_STARTS], plan[TWINS], plan[N_TWINS] = _address(twin_starts), _address(twins), len(twins)
    plan[DIM], plan[METRIC] = dim, METRIC_CODES[metric]
    if isinstance(walked, BitCodes):
        turn = walked.rotation
        plan[CENTER], plan[SCALES] = _address(walked.center), _address(turn.scales)
        plan[SIZE], plan[POWER], plan[N_WORDS], plan[EXTRA] = turn.size, turn.power, rows.shape[1], walked.extra
    return SearchPlan(plan, doors)


def _address(array: npt.NDArray[np.generic]) -> int:
    if not array.flags.c_contiguous:
        raise AssertionError("arrays of an index are C-contiguous")
    return array.ctypes.data
