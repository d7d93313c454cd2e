"""A search from end to end: walk, then rank the pool in full precision, without removed rows, with all twins.

Distances are measured as in `scan`, in float64 from the differences and rounded once, so that the walk and the scan
give one distance for one pair.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide.compiled import entry, inner, read_only, writable
from coincide.index.vectors.intrinsics import codes_at, floats_at, ints_at, pointer, shifted
from coincide.index.vectors.plan import (
    CODES,
    DEGREE,
    DIM,
    DOORS,
    ENTRIES,
    LINKS,
    METRIC,
    METRIC_CODES,
    N_ENTRIES,
    N_TWINS,
    POINTS,
    TWIN_STARTS,
    TWINS,
    N,
)
from coincide.index.vectors.walk import walk_many

COSINE, EUCLIDEAN, PRODUCT = METRIC_CODES["cosine"], METRIC_CODES["euclidean"], METRIC_CODES["inner_product"]


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
    points: Any, width: Any, queries: Any, dim: Any, metric: Any, ids: Any, counts: Any, n_queries: Any, ef: Any,
    most: Any, twin_starts: Any, twins: Any, n_twins: Any, is_dead: Any, n_dead: Any, all_rows: Any,
    all_distances: Any, k: Any,
) -> None:  # fmt: skip
    for query in range(n_queries):
        rows, distances = shifted(all_rows, query * k), shifted(all_distances, query * k)
        asked, pool = shifted(queries, query * width), shifted(ids, query * ef)
        count = 0
        for j in range(min(most, np.int64(counts[query]))):
            node = np.int64(pool[j])
            value = _value(shifted(points, node * width), asked, dim, metric)
            if n_twins == 0:
                if n_dead == 0 or is_dead[node] == 0:
                    count = _take(rows, distances, count, k, node, value)
                continue
            n_taken = 0
            for t in range(twin_starts[node], twin_starts[node + 1]):
                if n_taken == k:
                    break
                if n_dead == 0 or is_dead[twins[t]] == 0:
                    count = _take(rows, distances, count, k, np.int64(twins[t]), value)
                    n_taken += 1
        for j in range(count, k):
            rows[j], distances[j] = -1, np.float32(np.inf)


@inner
def _search(
    plan: Any, walked: Any, doors: Any, asked: Any, walked_width: Any, queries: Any, is_dead: Any, seen: Any,
    first: Any, last: Any, ef: Any, most: Any, rows: Any, distances: Any,
) -> Any:  # fmt: skip
    n_queries, k, width = last - first, rows.shape[1], queries.shape[1]
    id_rows, squared_rows = np.empty(n_queries * ef, np.int32), np.empty(n_queries * ef, np.float32)
    count_row, which = np.empty(n_queries, np.int32), np.arange(first, last).astype(np.int32)
    ids, counts = pointer(id_rows), pointer(count_row)
    compared = walk_many(
        walked, walked_width, ints_at(plan[LINKS]), plan[DEGREE], plan[N], doors, ints_at(plan[ENTRIES]),
        plan[N_ENTRIES], asked, pointer(which), n_queries, pointer(seen), seen.shape[1], ids, pointer(squared_rows),
        ef, counts,
    )  # fmt: skip
    _rank(
        floats_at(plan[POINTS]), width, shifted(pointer(queries), first * width), plan[DIM], plan[METRIC], ids, counts,
        n_queries, ef, most, ints_at(plan[TWIN_STARTS]), ints_at(plan[TWINS]), plan[N_TWINS], pointer(is_dead),
        is_dead.size, shifted(pointer(rows), first * k), shifted(pointer(distances), first * k), k,
    )  # fmt: skip
    return compared


def _signature(*asked: Any) -> Any:
    return types.int64(
        read_only(types.int64, 1), *asked, read_only(types.float32, 2), read_only(types.uint8, 1),
        writable(types.uint64, 2), types.int64, types.int64, types.int64, types.int64, writable(types.int64, 2),
        writable(types.float32, 2),
    )  # fmt: skip


@entry(_signature())
def search_floats(
    plan: Any, queries: Any, is_dead: Any, seen: Any, first: Any, last: Any, ef: Any, most: Any, rows: Any,
    distances: Any,
) -> Any:  # fmt: skip
    """Search for the queries from `first` to `last`; return the number of comparisons.

    Parameters
    ----------
    plan : addresses and sizes of what is searched, from `make_plan`: one array is handed over faster than ten.
    queries : padded rows.
    is_dead : (n,) not 0 for rows to leave out, or empty.
    seen : as in `walk.walk`.
    ef : pool size, a multiple of 16; the nearest `most` of it are measured again.
    rows, distances : (queries, k), written: -1 and inf where there are fewer.
    """
    return _search(
        plan, floats_at(plan[POINTS]), floats_at(plan[DOORS]), pointer(queries), queries.shape[1], queries, is_dead,
        seen, first, last, ef, most, rows, distances,
    )  # fmt: skip


@entry(_signature(read_only(types.int8, 2)))
def search_codes(
    plan: Any, asked: Any, queries: Any, is_dead: Any, seen: Any, first: Any, last: Any, ef: Any, most: Any, rows: Any,
    distances: Any,
) -> Any:  # fmt: skip
    """Search by 8-bit codes, `asked` those of the queries; otherwise as `search_floats`."""
    return _search(
        plan, codes_at(plan[CODES]), codes_at(plan[DOORS]), pointer(asked), asked.shape[1], queries, is_dead, seen,
        first, last, ef, most, rows, distances,
    )  # fmt: skip
