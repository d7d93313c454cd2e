"""A search from end to end: walk, then rank the pool in full precision, without removed rows, with all twins.

Distances are measured as in `scan`, in float64 from the differences and rounded once, so that the walk and the scan
give one distance for one pair.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide.compiled import entry, inner, read_only, writable
from coincide.index.vectors.intrinsics import pointer, shifted
from coincide.index.vectors.walk import walk_many

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


@inner
def _rank(
    points: Any, queries: Any, dim: Any, metric: Any, first: Any, ids: Any, counts: Any, most: Any, twin_starts: Any,
    twins: Any, is_dead: Any, rows: Any, distances: Any,
) -> None:  # fmt: skip
    """Rank the pools of the queries from `first` on."""
    k, width = rows.shape[1], points.shape[1]
    has_twins, has_dead = twins.size > 0, is_dead.size > 0
    for i in range(ids.shape[0]):
        query = first + i
        found, values = shifted(pointer(rows), query * k), shifted(pointer(distances), query * k)
        asked = shifted(pointer(queries), query * width)
        count = 0
        for j in range(min(most, np.int64(counts[i]))):
            node = np.int64(ids[i, j])
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
        for j in range(count, k):
            found[j], values[j] = -1, np.float32(np.inf)


@inner
def _search(
    walked: Any, doors: Any, asked: Any, points: Any, queries: Any, dim: Any, metric: Any, links: Any, n: Any,
    entries: Any, twin_starts: Any, twins: Any, is_dead: Any, seen: Any, first: Any, last: Any, ef: Any, most: Any,
    rows: Any, distances: Any,
) -> Any:  # fmt: skip
    ids, squared = np.empty((last - first, ef), np.int32), np.empty((last - first, ef), np.float32)
    counts = np.empty(last - first, np.int32)
    which = np.arange(first, last).astype(np.int32)
    compared = walk_many(walked, links, n, doors, entries, asked, which, seen, ids, squared, counts)
    _rank(points, queries, dim, metric, first, ids, counts, most, twin_starts, twins, is_dead, rows, distances)
    return compared


def _signature(walked: Any) -> Any:
    floats, ids = read_only(types.float32, 2), read_only(types.int32, 1)
    return types.int64(
        walked, walked, walked, floats, floats, types.int64, types.int64, read_only(types.int32, 2), types.int64,
        ids, ids, ids, read_only(types.boolean, 1), writable(types.uint64, 2), types.int64, types.int64, types.int64,
        types.int64, writable(types.int64, 2), writable(types.float32, 2),
    )  # fmt: skip


@entry(_signature(read_only(types.float32, 2)))
def search_floats(
    walked: Any, doors: Any, asked: Any, points: Any, queries: Any, dim: Any, metric: Any, links: Any, n: Any,
    entries: Any, twin_starts: Any, twins: Any, is_dead: Any, seen: Any, first: Any, last: Any, ef: Any, most: Any,
    rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Search for the queries from `first` to `last`; return the number of comparisons.

    Parameters
    ----------
    walked, doors, asked : what is compared on the way: of all nodes, of the entries, of the queries.
    points, queries : padded rows, compared in the end; their first `dim` numbers count.
    links, n, entries, seen : as in `walk`.
    twin_starts, twins : for node i the rows equal to it, itself among them, increasing, are those from twin_starts[i]
        to twin_starts[i + 1]; both empty if there are no twins.
    is_dead : (n,) rows to leave out, or empty.
    ef : pool size, a multiple of 16; the nearest `most` of it are measured again.
    rows, distances : (queries, k), written: -1 and inf where there are fewer.
    """
    return _search(
        walked, doors, asked, points, queries, dim, metric, links, n, entries, twin_starts, twins, is_dead, seen,
        first, last, ef, most, rows, distances,
    )  # fmt: skip


@entry(_signature(read_only(types.int8, 2)))
def search_codes(
    walked: Any, doors: Any, asked: Any, points: Any, queries: Any, dim: Any, metric: Any, links: Any, n: Any,
    entries: Any, twin_starts: Any, twins: Any, is_dead: Any, seen: Any, first: Any, last: Any, ef: Any, most: Any,
    rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Search by 8-bit codes; otherwise as `search_floats`."""
    return _search(
        walked, doors, asked, points, queries, dim, metric, links, n, entries, twin_starts, twins, is_dead, seen,
        first, last, ef, most, rows, distances,
    )  # fmt: skip
