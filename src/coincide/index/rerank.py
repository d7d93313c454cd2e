"""Distances of the final candidates in full precision, and the order of results.

Fast searches compare in float32 and in any order of summation. Whatever found them, the results are measured
here, from differences in float64, rounded once to float32, and ordered by (distance, id). So every index
gives the same distance for the same pair, and equal vectors tie exactly.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide.index.protocol import Metric

BLOCK_NUMBERS = 1 << 21


def nearest(
    vectors: npt.NDArray[np.float32],
    query: npt.NDArray[np.float32],
    candidates: npt.NDArray[np.int64],
    *,
    k: int,
    metric: Metric,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the k nearest of the candidates.

    Parameters
    ----------
    vectors : (n, dim) as stored.
    query : (dim,) as stored.
    candidates : (c,) distinct ids in [0, n).

    Returns
    -------
    ids (min(k, c),) and distances, ordered by distance, then id.
    """
    squared = np.empty(len(candidates))
    step = max(1, BLOCK_NUMBERS // len(query))
    for first in range(0, len(candidates), step):
        difference = vectors[candidates[first : first + step]].astype(np.float64) - query  # (c, dim)
        squared[first : first + step] = np.einsum("cd,cd->c", difference, difference)
    distances = _from_squared(squared, metric=metric)
    order = np.lexsort((candidates, distances))[:k]
    return candidates[order], distances[order]


def _from_squared(squared: npt.NDArray[np.float64], *, metric: Metric) -> npt.NDArray[np.float32]:
    if metric == "cosine":
        return np.minimum(squared / 2.0, 2.0).astype(np.float32)
    return np.sqrt(squared).astype(np.float32)
