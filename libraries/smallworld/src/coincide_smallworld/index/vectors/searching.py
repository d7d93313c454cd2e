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

from coincide_smallworld.compiled import entries, inner, read_only, writable
from coincide_smallworld.index.vectors.codes.kernels import ask_many
from coincide_smallworld.index.vectors.graph import POOL_BLOCK
from coincide_smallworld.index.vectors.intrinsics import (
    N_PLANES,
    WORD_BLOCK,
    alike_at,
    as_double,
    bytes_at,
    codes_at,
    exact_value,
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
    CENTERS,
    DEAD,
    DEGREE,
    DEPTH,
    DIM,
    DOORS,
    EF,
    ENTRIES,
    EXTRA,
    FAR,
    FARTHEST,
    IS_RAW,
    LARGEST_ASKED,
    LARGEST_CODE_ASKED,
    LINKS,
    LIST_STARTS,
    LISTED,
    METRIC,
    METRIC_CODES,
    MIDDLE,
    MOST_BEGUN,
    N_DEAD,
    N_ENTRIES,
    N_GROUPS,
    N_LISTS,
    N_ONLY,
    N_SEEN,
    N_TWINS,
    N_VISITED,
    N_WANTED,
    ONLY,
    POWER,
    REACH,
    REFUSED,
    ROOM,
    SCALES,
    SEEN,
    SHORT,
    SIZE,
    STARTS,
    STEP,
    TWIN_STARTS,
    TWINS,
    WALKED,
    WALKED_WIDTH,
    WIDTH,
    N,
)
from coincide_smallworld.index.vectors.query_kernels import lengthen, round_query, take, widen
from coincide_smallworld.index.vectors.walk import PASSED_OVER, compare_in_lists, compare_with, insert, walk_many
from coincide_smallworld.scratch import empty, zeros

COSINE, EUCLIDEAN, PRODUCT = METRIC_CODES["cosine"], METRIC_CODES["euclidean"], METRIC_CODES["inner_product"]
# Beyond the k nearest, so many are measured in float64: float32 may have confused their order.
N_SPARE = 6
# Relative error of one float32 sum, how many numbers are at most added one after the other (one in so many), and
# what its subtraction, its square and its last sums add to that.
ROUNDING, ADDED_IN_TURN, N_ADDED_LAST = 2.0**-24, 16, 16
TINY = np.float32(1e-37)
# Vectors asked for before they are measured.
N_AHEAD = 4
# So many numbers of vectors stay in the second-level cache until they are measured again.
MOST_NUMBERS_KEPT = 1 << 16


@inner
def value_of(point: Any, query: Any, width: Any, metric: Any) -> Any:
    """Distance of a padded row to a query in float64; the number that the inner product adds is 0 in a query."""
    total = exact_value(point, query, width, metric == PRODUCT)
    if metric == PRODUCT:
        return np.float32(-total)
    if metric == COSINE:
        return np.float32(min(total / 2.0, 2.0))
    return np.float32(np.sqrt(total)) if metric == EUCLIDEAN else np.float32(total)


@inner
def take_row(rows: Any, distances: Any, count: Any, k: Any, row: Any, distance: Any) -> Any:
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
    points: Any, width: Any, queries: Any, first: Any, last: Any, ids: Any, squared: Any, counts: Any, room: Any,
    depth: Any, most: Any, k: Any, walked: Any, walked_width: Any, asked: Any, twin_starts: Any, twins: Any,
    n_twins: Any, is_dead: Any, n_dead: Any,
) -> None:  # fmt: skip
    """Leave in each pool the `most` nearest of its first `depth` that are not hidden, by the vectors themselves.

    Passed over is what cannot be among the k nearest, as far as codes can tell.
    """
    n_places = -(-most // POOL_BLOCK) * POOL_BLOCK
    near_row, value_row = empty(n_places, np.int32), empty(n_places, np.float32)
    near, values = pointer(near_row), pointer(value_row)
    for query in range(first, last):
        pool, of_pool = shifted(ids, query * room), shifted(squared, query * room)
        count, n_measured, n_pool = np.int64(0), 0, np.int64(counts[query])
        for j in range(n_places):
            near_row[j], value_row[j] = -1, np.float32(np.inf)
        # The first of the next query, too, so that nothing waits for them.
        for j in range(0 if query == first else N_AHEAD, min(N_AHEAD, n_pool)):
            prefetch_row(points, np.int64(pool[j]), width)
        if query + 1 < last:
            for j in range(min(N_AHEAD, np.int64(counts[query + 1]))):
                prefetch_row(points, np.int64(pool[room + j]), width)
        for j in range(n_pool):
            if n_measured == depth:
                break
            if j + N_AHEAD < n_pool:
                later = np.int64(pool[j + N_AHEAD])
                unsure = uncertainty(walked, later, asked, query, walked_width)
                if count < k or of_pool[j + N_AHEAD] - unsure <= values[k - 1]:
                    prefetch_row(points, later, width)
            node = np.int64(pool[j])
            if _is_hidden(node, twin_starts, twins, n_twins, is_dead, n_dead):
                continue
            if count >= k and of_pool[j] - uncertainty(walked, node, asked, query, walked_width) > values[k - 1]:
                continue
            n_measured += 1
            distance = squared_distance(points, node, queries, query, width)
            insert(near, values, n_places, node, distance)
            count = min(count + 1, most)
        for j in range(count):
            pool[j], of_pool[j] = near_row[j], value_row[j]
        counts[query] = count


@inner
def _rank(
    points: Any, width: Any, queries: Any, metric: Any, ids: Any, squared: Any, counts: Any, first: Any, last: Any,
    room: Any, most: Any, twin_starts: Any, twins: Any, n_twins: Any, is_dead: Any, n_dead: Any, all_rows: Any,
    all_distances: Any, k: Any,
) -> None:  # fmt: skip
    """Measure nodes of each pool that are not hidden, at most `most`, and write the k nearest rows.

    After k nodes only those follow that float32 may have put behind them.
    """
    wide_row = empty(width, np.float64)
    confused = np.float32(1.0 + 2.0 * ROUNDING * (width // ADDED_IN_TURN + N_ADDED_LAST))
    for query in range(first, last):
        rows, distances = shifted(all_rows, query * k), shifted(all_distances, query * k)
        pool, of_pool = shifted(ids, query * room), shifted(squared, query * room)
        widen(shifted(queries, query * width), width, pointer(wide_row))
        count, n_measured, limit = np.int64(0), 0, np.float32(np.inf)
        for j in range(np.int64(counts[query])):
            if n_measured == most or of_pool[j] > limit:
                break
            node = np.int64(pool[j])
            if _is_hidden(node, twin_starts, twins, n_twins, is_dead, n_dead):
                continue
            n_measured += 1
            if n_measured == k:
                limit = of_pool[j] * confused + TINY
            value = value_of(shifted(points, node * width), pointer(wide_row), width, metric)
            if n_twins == 0:
                count = take_row(rows, distances, count, k, node, value)
                continue
            n_taken = 0
            for t in range(twin_starts[node], twin_starts[node + 1]):
                if n_taken == k:
                    break
                if n_dead == 0 or is_dead[twins[t]] == 0:
                    count = take_row(rows, distances, count, k, np.int64(twins[t]), value)
                    n_taken += 1
        for j in range(count, k):
            rows[j], distances[j] = -1, np.float32(np.inf)
    keep(wide_row)


@inner
def _search(
    request: Any, points: Any, walked: Any, doors: Any, asked: Any, sifted: Any, vectors: Any, which: Any,
    beyond: Any, n_queries: Any, rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Walk, sift and rank.

    Parameters
    ----------
    asked, sifted, vectors : the queries as the walk takes them, as `_sift` does, and as they are.
    """
    k, room, width, walked_width = rows.shape[1], request[ROOM], request[WIDTH], request[WALKED_WIDTH]
    id_rows, squared_rows = empty(n_queries * room, np.int32), empty(n_queries * room, np.float32)
    count_row = empty(n_queries, np.int32)
    ids, squared, counts = pointer(id_rows), pointer(squared_rows), pointer(count_row)
    twin_starts, twins, n_twins = ints_at(request[TWIN_STARTS]), ints_at(request[TWINS]), request[N_TWINS]
    dead, n_dead, most = bytes_at(request[DEAD]), request[N_DEAD], k + N_SPARE
    if request[N_ONLY] > 0:
        compared = compare_with(
            walked, walked_width, ints_at(request[ONLY]), request[N_ONLY], asked, which, beyond, 0, n_queries, ids,
            squared, room, counts,
        )  # fmt: skip
    elif request[N_LISTS] > 0:
        compared = compare_in_lists(
            walked, walked_width, request[N], alike_at(walked, request[CENTERS]), request[N_LISTS],
            ints_at(request[LISTED]), ints_at(request[LIST_STARTS]), request[N_VISITED], request[N_WANTED],
            as_double(request[FARTHEST]), dead,
            asked, which, beyond, n_queries, ids, squared, room, counts,
        )  # fmt: skip
    else:
        compared = walk_many(
            walked, walked_width, ints_at(request[LINKS]), request[DEGREE], request[N], doors,
            ints_at(request[ENTRIES]), request[N_ENTRIES], ints_at(request[STARTS]), request[N_GROUPS],
            request[MOST_BEGUN], asked, which, beyond, n_queries, words_at(request[SEEN]), request[N_SEEN], ids,
            squared, request[EF], room, counts,
        )  # fmt: skip
    # Few queries at a time, so that the vectors that are measured twice are still in the cache.
    step = max(1, MOST_NUMBERS_KEPT // (most * width))
    for first in range(0, n_queries, step):
        last = min(first + step, n_queries)
        if request[DEPTH] > 0:
            _sift(
                points, width, sifted, first, last, ids, squared, counts, room, request[DEPTH], min(most, room), k,
                walked, walked_width, asked, twin_starts, twins, n_twins, dead, n_dead,
            )  # fmt: skip
        _rank(
            points, width, vectors, request[METRIC], ids, squared, counts, first, last, room, most, twin_starts, twins,
            n_twins, dead, n_dead, pointer(rows), pointer(distances), k,
        )  # fmt: skip
    keep(id_rows)
    keep(squared_rows)
    keep(count_row)
    return compared


@inner
def _all_of(n_queries: Any) -> Any:
    """The queries by number, none passed over."""
    which = empty(n_queries, np.int32)
    for query in range(n_queries):
        which[query] = query
    return which


@inner
def _as_long_as_rows(request: Any, vectors: Any, n_queries: Any) -> Any:
    """The queries lengthened to `reach` under the inner product; else an empty array."""
    width = request[WIDTH]
    longer = empty(np.int64(request[METRIC] == PRODUCT) * n_queries * width, np.float32)
    if longer.size > 0:
        for query in range(n_queries):
            at = query * width
            lengthen(shifted(vectors, at), width, as_double(request[REACH]), shifted(pointer(longer), at))
    return longer


@inner
def taken(request: Any, queries: Any, padded: Any) -> Any:
    """Write queries that came as the user gave them as the index stores vectors; whether all could be taken."""
    dim, width = queries.shape[1], request[WIDTH]
    for query in range(queries.shape[0]):
        given = shifted(pointer(queries), query * dim)
        if not take(given, dim, request[METRIC] == COSINE, shifted(padded, query * width)):
            return False
    return True


@inner
def told(request: Any, rows: Any, compared: Any) -> Any:
    """The number of comparisons; `SHORT` less it where a raw query has found fewer than k."""
    is_short = request[IS_RAW] != 0 and rows[0, rows.shape[1] - 1] < 0
    return SHORT - compared if is_short else compared


_SIGNATURES = tuple(
    types.int64(
        read_only(kind, 2), read_only(types.int64, 1), read_only(types.float32, 2), writable(types.int64, 2),
        writable(types.float32, 2),
    )
    for kind in (types.float32, types.uint16)
)  # fmt: skip


@entries(*_SIGNATURES)
def search_vectors(points: Any, request: Any, queries: Any, rows: Any, distances: Any) -> Any:
    """Search for queries; return the number of comparisons.

    Where a raw query needs a closer look, `REFUSED` is returned, and where it finds fewer than k, `SHORT` less the
    number.

    Parameters
    ----------
    points : padded rows, float32 or, of 16 bits, uint16.
    request : addresses and sizes, from `SearchPlan.request`: one array is handed over faster than twenty.
    queries : padded rows, or as the user gave them.
    rows, distances : (queries, k), written: -1 and inf where there are fewer.
    """
    n_queries, width = queries.shape[0], request[WIDTH]
    padded = zeros(request[IS_RAW] * n_queries * width, np.float32)
    if request[IS_RAW] != 0 and not taken(request, queries, pointer(padded)):
        return REFUSED
    vectors = pointer(queries) if request[IS_RAW] == 0 else pointer(padded)
    longer = _as_long_as_rows(request, vectors, n_queries)
    asked = vectors if longer.size == 0 else pointer(longer)
    start, which, beyond = pointer(points), _all_of(n_queries), zeros(n_queries, np.float32)
    compared = _search(
        request, start, start, alike_at(start, request[DOORS]), asked, asked, vectors, pointer(which), pointer(beyond),
        n_queries, rows, distances,
    )  # fmt: skip
    keep(padded)
    keep(longer)
    keep(beyond)
    keep(which)
    return told(request, rows, compared)


@entries(*_SIGNATURES)
def search_codes(points: Any, request: Any, queries: Any, rows: Any, distances: Any) -> Any:
    """Search by 8-bit codes; else as `search_vectors`.

    Queries that these codes cannot stand for are given up: `FAR` is in their last row.
    """
    n_queries, width, code_width = queries.shape[0], request[WIDTH], request[WALKED_WIDTH]
    padded = zeros(request[IS_RAW] * n_queries * width, np.float32)
    if request[IS_RAW] != 0 and not taken(request, queries, pointer(padded)):
        return REFUSED
    vectors = pointer(queries) if request[IS_RAW] == 0 else pointer(padded)
    longer = _as_long_as_rows(request, vectors, n_queries)
    sifted = vectors if longer.size == 0 else pointer(longer)
    code_row, which = zeros(n_queries * code_width, np.int16), _all_of(n_queries)
    beyond = empty(n_queries, np.float32)
    for query in range(n_queries):
        beyond[query] = round_query(
            shifted(vectors, query * width), width, request[DIM], floats_at(request[MIDDLE]), as_double(request[STEP]),
            request[METRIC] == PRODUCT, as_double(request[REACH]), as_double(request[LARGEST_ASKED]),
            request[LARGEST_CODE_ASKED], shifted(pointer(code_row), query * code_width),
        )  # fmt: skip
    compared = _search(
        request, pointer(points), codes_at(request[WALKED]), codes_at(request[DOORS]), pointer(code_row), sifted,
        vectors, pointer(which), pointer(beyond), n_queries, rows, distances,
    )  # fmt: skip
    for query in range(n_queries):
        if which[query] == PASSED_OVER:
            rows[query, rows.shape[1] - 1] = FAR
    keep(padded)
    keep(longer)
    keep(code_row)
    keep(which)
    keep(beyond)
    return told(request, rows, compared)


@entries(*_SIGNATURES)
def search_bits(points: Any, request: Any, queries: Any, rows: Any, distances: Any) -> Any:
    """Search by codes of one bit a number; otherwise as `search_vectors`."""
    n_queries, width, n_words = queries.shape[0], request[WIDTH], request[WALKED_WIDTH]
    padded = zeros(request[IS_RAW] * n_queries * width, np.float32)
    if request[IS_RAW] != 0 and not taken(request, queries, pointer(padded)):
        return REFUSED
    vectors = pointer(queries) if request[IS_RAW] == 0 else pointer(padded)
    longer = _as_long_as_rows(request, vectors, n_queries)
    sifted = vectors if longer.size == 0 else pointer(longer)
    asked, which = zeros(n_queries * (N_PLANES * n_words + WORD_BLOCK), np.uint64), _all_of(n_queries)
    beyond = zeros(n_queries, np.float32)
    ask_many(
        sifted, n_queries, width, request[EXTRA], floats_at(request[CENTER]), floats_at(request[SCALES]),
        request[SIZE], request[POWER], n_words, asked,
    )  # fmt: skip
    compared = _search(
        request, pointer(points), words_at(request[WALKED]), words_at(request[DOORS]), pointer(asked), sifted, vectors,
        pointer(which), pointer(beyond), n_queries, rows, distances,
    )  # fmt: skip
    keep(padded)
    keep(longer)
    keep(beyond)
    keep(asked)
    keep(which)
    return told(request, rows, compared)
