"""The end of a walk: the nearest of its pool in full precision, without removed rows, with all twins.

Distances are measured as in `scan`, in float64 from the differences and rounded once, so that the walk and the scan
give one distance for one pair.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide.compiled import entry, inner, read_only, writable
from coincide.index.vectors.intrinsics import pointer, shifted

COSINE, EUCLIDEAN, SQUARED, PRODUCT = 0, 1, 2, 3


@inner
def _value(point: Any, query: Any, dim: Any, metric: Any) -> Any:
    total = 0.0
    if metric == PRODUCT:
        for i in range(dim):
            total -= np.float64(point[i]) * np.float64(query[i])
        return np.float32(total)
    for i in range(dim):
        difference = np.float64(point[i]) - np.float64(query[i])
        total += difference * difference
    if metric == COSINE:
        return np.float32(min(total / 2.0, 2.0))
    return np.float32(np.sqrt(total)) if metric == EUCLIDEAN else np.float32(total)


@inner
def _take(rows: Any, distances: Any, count: Any, k: Any, row: Any, distance: Any) -> Any:
    """Put a row into a sorted list of `count` of at most k, by distance, then row; return the new count."""
    place = count
    while place > 0 and (
        distances[place - 1] > distance or (distances[place - 1] == distance and rows[place - 1] > row)
    ):
        place -= 1
    if place == k:
        return count
    for i in range(min(count, k - 1), place, -1):
        rows[i], distances[i] = rows[i - 1], distances[i - 1]
    rows[place], distances[place] = row, distance
    return min(k, count + 1)


_IDS = read_only(types.int32, 1)


@entry(
    types.void(
        read_only(types.float32, 2), read_only(types.float32, 2), types.int64, types.int64, read_only(types.int32, 2),
        _IDS, types.int64, _IDS, _IDS, read_only(types.boolean, 1), writable(types.int64, 2),
        writable(types.float32, 2),
    )
)  # fmt: skip
def rank(
    points: Any, queries: Any, dim: Any, metric: Any, ids: Any, counts: Any, most: Any, twin_starts: Any, twins: Any,
    is_dead: Any, rows: Any, distances: Any,
) -> None:  # fmt: skip
    """Rank the pools of walks.

    Parameters
    ----------
    points, queries : padded rows; the first `dim` numbers count.
    ids, counts : (q, ef), (q,) pools as a walk wrote them; the first `most` of each are looked at.
    twin_starts, twins : for node i the rows equal to it, itself among them, increasing, are those from twin_starts[i]
        to twin_starts[i + 1]; both empty if there are no twins.
    is_dead : (n,) rows to leave out, or empty.
    rows, distances : (q, k), written: -1 and inf where there are fewer.
    """
    k, width = rows.shape[1], points.shape[1]
    has_twins, has_dead = twins.size > 0, is_dead.size > 0
    for query in range(rows.shape[0]):
        found, values = shifted(pointer(rows), query * k), shifted(pointer(distances), query * k)
        asked = shifted(pointer(queries), query * width)
        count = 0
        for i in range(min(most, np.int64(counts[query]))):
            node = np.int64(ids[query, i])
            value = _value(shifted(pointer(points), node * width), asked, dim, metric)
            if not has_twins:
                if not (has_dead and is_dead[node]):
                    count = _take(found, values, count, k, node, value)
                continue
            n_taken = 0
            for t in range(twin_starts[node], twin_starts[node + 1]):
                if n_taken == k:
                    break
                if not (has_dead and is_dead[twins[t]]):
                    count = _take(found, values, count, k, np.int64(twins[t]), value)
                    n_taken += 1
        for i in range(count, k):
            found[i], values[i] = -1, np.float32(np.inf)
