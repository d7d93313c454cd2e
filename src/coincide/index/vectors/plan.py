"""What a search looks at, as one array of addresses and sizes for the compiled search.

Handing an array over to compiled code costs a quarter of a microsecond, and a search for one query has ten of them. The
addresses are those of arrays that the engine holds; a plan must not outlive it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide.index.vectors.codes import Codes
from coincide.index.vectors.graph import Graph
from coincide.index.vectors.stored import Floats, VectorMetric

METRIC_CODES: dict[VectorMetric, int] = {"cosine": 0, "euclidean": 1, "sqeuclidean": 2, "inner_product": 3}
POINTS, CODES, DOORS, LINKS, DEGREE, N, ENTRIES, N_ENTRIES, TWIN_STARTS, TWINS, N_TWINS, DIM, METRIC = range(13)

Plan = npt.NDArray[np.int64]


def make_plan(
    graph: Graph, points: Floats, codes: Codes | None, doors: Floats | Codes, *, dim: int, metric: VectorMetric
) -> Plan:
    """Return the addresses and sizes, in the order of the constants above.

    Parameters
    ----------
    points, codes : of all rows, C-contiguous.
    doors : points of the entries, or their codes if there are codes.
    """
    twin_starts, twins = graph.twins
    plan = np.zeros(13, dtype=np.int64)
    plan[POINTS], plan[DOORS], plan[CODES] = _address(points), _address(doors), 0 if codes is None else _address(codes)
    plan[LINKS], plan[DEGREE], plan[N] = _address(graph.links), graph.links.shape[1], graph.n
    plan[ENTRIES], plan[N_ENTRIES] = _address(graph.entries), len(graph.entries)
    plan[TWIN_STARTS], plan[TWINS], plan[N_TWINS] = _address(twin_starts), _address(twins), len(twins)
    plan[DIM], plan[METRIC] = dim, METRIC_CODES[metric]
    return plan


def _address(array: npt.NDArray[np.generic]) -> int:
    if not array.flags.c_contiguous:
        raise AssertionError("arrays of an index are C-contiguous")
    return array.ctypes.data
