"""A search from end to end: walk, then rank the pool in full precision, without removed rows, with all twins.

A pool that was ordered by codes is measured twice: by the vectors in float32, as deep as the search was wide, and the
nearest of that in float64.

Distances are measured as in `scan`, in float64 from the differences and rounded once, so that the walk and the scan
give one distance for one pair.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.index.vectors.bit_kernels import ask_many
from coincide_smallworld.index.vectors.codes import LARGEST_CODE, MOST_LOST
from coincide_smallworld.index.vectors.intrinsics import (
    N_PLANES,
    WORD_BLOCK,
    codes_at,
    floats_at,
    ints_at,
    keep,
    pointer,
    prefetch_row,
    shifted,
    squared_distance,
    uncertainty,
    words_at,
)
from coincide_smallworld.index.vectors.plan import (
    CENTER,
    DEGREE,
    DIM,
    DOORS,
    ENTRIES,
    EXTRA,
    LINKS,
    METRIC,
    METRIC_CODES,
    N_ENTRIES,
    N_TWINS,
    N_WORDS,
    POINTS,
    POWER,
    SCALES,
    SIZE,
    TWIN_STARTS,
    TWINS,
    WALKED,
    N,
)
from coincide_smallworld.index.vectors.walk import compare_with, offer, walk_many

COSINE, EUCLIDEAN, PRODUCT = METRIC_CODES["cosine"], METRIC_CODES["euclidean"], METRIC_CODES["inner_product"]
# Beyond the k nearest, so many are measured in float64: float32 may have confused their order.
N_SPARE = 6
# Vectors asked for before they are measured.
N_AHEAD = 4


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
def _is_hidden(node: Any, twin_starts: Any, twins: Any, n_twins: Any, is_dead: Any, n_dead: Any) -> Any:
    """Whether a node stands for nothing but removed rows."""
    if n_dead == 0:
        return False
    if n_twins == 0:
        return is_dead[node] != 0
    n_left = 0
    for t in range(twin_starts[node], twin_starts[node + 1]):
        n_left += np.int64(is_dead[twins[t]] == 0)
    return n_left == 0


@inner
def _sift(
    points: Any, width: Any, queries: Any, n_queries: Any, ids: Any, squared: Any, counts: Any, room: Any, depth: Any,
    most: Any, k: Any, walked: Any, walked_width: Any, asked: Any, twin_starts: Any, twins: Any, n_twins: Any,
    is_dead: Any, n_dead: Any,
) -> None:  # fmt: skip
    """Leave in each pool the `most` nearest of its first `depth` that are not hidden, by the vectors themselves.

    Passed over is what cannot be among the k nearest, as far as codes can tell.
    """
    near_row, value_row = np.empty(most, np.int32), np.empty(most, np.float32)
    near, values = pointer(near_row), pointer(value_row)
    for query in range(n_queries):
        pool, of_pool = shifted(ids, query * room), shifted(squared, query * room)
        count, n_measured, n_pool = np.int64(0), 0, np.int64(counts[query])
        for j in range(min(N_AHEAD, n_pool)):
            prefetch_row(points, np.int64(pool[j]), width)
        for j in range(n_pool):
            if n_measured == depth:
                break
            if j + N_AHEAD < n_pool:
                prefetch_row(points, np.int64(pool[j + N_AHEAD]), width)
            node = np.int64(pool[j])
            if _is_hidden(node, twin_starts, twins, n_twins, is_dead, n_dead):
                continue
            if count >= k and of_pool[j] - uncertainty(walked, node, asked, query, walked_width) > values[k - 1]:
                continue
            n_measured += 1
            distance = squared_distance(points, node, queries, query, width)
            if offer(near, values, count, most, node, distance) < most:
                count = min(count + 1, most)
        for j in range(count):
            pool[j], of_pool[j] = near_row[j], value_row[j]
        counts[query] = count


@inner
def _rank(
    points: Any, width: Any, queries: Any, dim: Any, metric: Any, ids: Any, counts: Any, n_queries: Any, room: Any,
    most: Any, twin_starts: Any, twins: Any, n_twins: Any, is_dead: Any, n_dead: Any, all_rows: Any,
    all_distances: Any, k: Any,
) -> None:  # fmt: skip
    """Measure the first `most` nodes of each pool that are not hidden, and write the k nearest rows."""
    for query in range(n_queries):
        rows, distances = shifted(all_rows, query * k), shifted(all_distances, query * k)
        asked, pool = shifted(queries, query * width), shifted(ids, query * room)
        count, n_measured = np.int64(0), 0
        for j in range(np.int64(counts[query])):
            if n_measured == most:
                break
            node = np.int64(pool[j])
            if _is_hidden(node, twin_starts, twins, n_twins, is_dead, n_dead):
                continue
            n_measured += 1
            value = _value(shifted(points, node * width), asked, dim, metric)
            if n_twins == 0:
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
    plan: Any, walked: Any, doors: Any, asked: Any, walked_width: Any, queries: Any, is_dead: Any, only: Any, seen: Any,
    first: Any, last: Any, ef: Any, room: Any, depth: Any, rows: Any, distances: Any,
) -> Any:  # fmt: skip
    n_queries, k, width = last - first, rows.shape[1], queries.shape[1]
    id_rows, squared_rows = np.empty(n_queries * room, np.int32), np.empty(n_queries * room, np.float32)
    count_row, which = np.empty(n_queries, np.int32), np.arange(n_queries).astype(np.int32)
    ids, squared, counts = pointer(id_rows), pointer(squared_rows), pointer(count_row)
    points, vectors = floats_at(plan[POINTS]), shifted(pointer(queries), first * width)
    twin_starts, twins, n_twins = ints_at(plan[TWIN_STARTS]), ints_at(plan[TWINS]), plan[N_TWINS]
    dead, n_dead, most = pointer(is_dead), is_dead.size, k + N_SPARE
    if only.size > 0:
        compared = compare_with(
            walked, walked_width, pointer(only), only.size, asked, n_queries, ids, squared, room, counts
        )
    else:
        compared = walk_many(
            walked, walked_width, ints_at(plan[LINKS]), plan[DEGREE], plan[N], doors, ints_at(plan[ENTRIES]),
            plan[N_ENTRIES], asked, pointer(which), n_queries, pointer(seen), seen.shape[1], ids, squared, ef, room,
            counts,
        )  # fmt: skip
    if depth > 0:
        _sift(
            points, width, vectors, n_queries, ids, squared, counts, room, depth, min(most, room), k, walked,
            walked_width, asked, twin_starts, twins, n_twins, dead, n_dead,
        )  # fmt: skip
    _rank(
        points, width, vectors, plan[DIM], plan[METRIC], ids, counts, n_queries, room, most, twin_starts, twins,
        n_twins, dead, n_dead, shifted(pointer(rows), first * k), shifted(pointer(distances), first * k), k,
    )  # fmt: skip
    keep(id_rows)
    keep(squared_rows)
    keep(count_row)
    keep(which)
    return compared


def _signature(*asked: Any) -> Any:
    return types.int64(
        read_only(types.int64, 1), *asked, read_only(types.float32, 2), read_only(types.uint8, 1),
        read_only(types.int32, 1),
        writable(types.uint64, 2), types.int64, types.int64, types.int64, types.int64, types.int64,
        writable(types.int64, 2),
        writable(types.float32, 2),
    )  # fmt: skip


@entry(_signature())
def search_floats(
    plan: Any, queries: Any, is_dead: Any, only: Any, seen: Any, first: Any, last: Any, ef: Any, room: Any, depth: Any,
    rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Search for the queries from `first` to `last`; return the number of comparisons.

    Parameters
    ----------
    plan : addresses and sizes of what is searched, from `make_plan`: one array is handed over faster than ten.
    queries : padded rows.
    is_dead : (n,) not 0 for rows to leave out, or empty.
    only : nodes to compare with in place of a walk, or empty for a walk.
    seen : as in `walk.walk`.
    ef : how many of a pool are opened; it has places for `room`, a multiple of 16.
    depth : how many are measured again in float32, where the walk went by codes; 0 otherwise.
    rows, distances : (queries, k), written: -1 and inf where there are fewer.
    """
    return _search(
        plan, floats_at(plan[WALKED]), floats_at(plan[DOORS]), shifted(pointer(queries), first * queries.shape[1]),
        queries.shape[1], queries, is_dead,
        only, seen, first, last, ef, room, depth, rows, distances,
    )  # fmt: skip


@entry(
    types.int64(
        read_only(types.float32, 2), read_only(types.float32, 1), types.float32, writable(types.int8, 2),
        writable(types.boolean, 1),
    )
)  # fmt: skip
def round_queries(queries: Any, middle: Any, step: Any, codes: Any, is_far: Any) -> Any:
    """Write 8-bit codes of padded queries, and which lose more to the ends of the grid than to its steps; count these.

    As `codes.encode`, for a single query in a twentieth of the time.
    """
    n_far, width = 0, queries.shape[1]
    for i in range(queries.shape[0]):
        lost = np.float32(0.0)
        for axis in range(width):
            steps = (queries[i, axis] - middle[axis]) / step
            rounded = min(max(np.rint(steps), np.float32(-LARGEST_CODE)), np.float32(LARGEST_CODE))
            codes[i, axis] = np.int8(rounded)
            lost += (steps - rounded) * (steps - rounded)
        for axis in range(width, codes.shape[1]):
            codes[i, axis] = 0
        is_far[i] = lost > np.float32(MOST_LOST) * np.float32(width)
        n_far += np.int64(is_far[i])
    return n_far


@entry(_signature(read_only(types.int8, 2)))
def search_codes(
    plan: Any, asked: Any, queries: Any, is_dead: Any, only: Any, seen: Any, first: Any, last: Any, ef: Any,
    room: Any, depth: Any, rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Search by 8-bit codes, `asked` those of the queries; otherwise as `search_floats`."""
    return _search(
        plan, codes_at(plan[WALKED]), codes_at(plan[DOORS]), shifted(pointer(asked), first * asked.shape[1]),
        asked.shape[1], queries, is_dead, only, seen,
        first, last, ef, room, depth, rows, distances,
    )  # fmt: skip


@entry(_signature())
def search_bits(
    plan: Any, queries: Any, is_dead: Any, only: Any, seen: Any, first: Any, last: Any, ef: Any, room: Any, depth: Any,
    rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Search by codes of one bit a number; otherwise as `search_floats`."""
    n_words, width = plan[N_WORDS], queries.shape[1]
    length = N_PLANES * n_words + WORD_BLOCK
    asked = np.zeros((last - first) * length, np.uint64)
    ask_many(
        shifted(pointer(queries), first * width), last - first, width, plan[EXTRA], floats_at(plan[CENTER]),
        floats_at(plan[SCALES]), plan[SIZE], plan[POWER], n_words, asked,
    )  # fmt: skip
    compared = _search(
        plan, words_at(plan[WALKED]), words_at(plan[DOORS]), pointer(asked), n_words, queries, is_dead, only, seen,
        first, last, ef, room, depth, rows, distances,
    )  # fmt: skip
    keep(asked)
    return compared
