"""A search through several graphs with one pool for all, compiled.

The nearest nodes may lie in one shard or in all. So each graph is scouted first: a walk with a small pool of its own
finds where the query belongs there, four shards in step. What they found becomes one pool, and one walk goes on, as in
a single graph: it opens the nearest open nodes of all, in whichever shard they are, until none of the first `ef` is
open. A shard in which nothing is near costs its scouting and no more.

Ids in the common pool count through all shards, as rows do. Distances of codes are in steps of a shard's own grid, and
are brought to one scale.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide_smallworld.compiled import entries, inner, read_only, writable
from coincide_smallworld.index.vectors.codes.kernels import ask_many
from coincide_smallworld.index.vectors.graph import POOL_BLOCK, WALKS
from coincide_smallworld.index.vectors.intrinsics import (
    FLOAT_BLOCK,
    N_PLANES,
    WORD_BLOCK,
    alike_at,
    as_double,
    codes_at,
    distances_to,
    first_open,
    floats_at,
    ints_at,
    keep,
    pointer,
    prefetch_row,
    shifted,
    uncertainty,
    words_at,
)
from coincide_smallworld.index.vectors.plan import (
    CENTER,
    DEGREE,
    DEPTH,
    DIM,
    DOORS,
    EF,
    ENTRIES,
    EXTRA,
    FAR,
    IS_RAW,
    LARGEST_ASKED,
    LARGEST_CODE_ASKED,
    LINKS,
    METRIC,
    MIDDLE,
    MOST_BEGUN,
    N_ENTRIES,
    N_GROUPS,
    N_SEEN,
    N_TWINS,
    POINTS,
    POWER,
    REACH,
    REFUSED,
    ROOM,
    SCALES,
    SEEN,
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
from coincide_smallworld.index.vectors.query_kernels import round_query, widen
from coincide_smallworld.index.vectors.searching import COSINE, EUCLIDEAN, N_AHEAD, take_row, taken, value_of
from coincide_smallworld.index.vectors.walk import enter, insert, is_beyond, open_links
from coincide_smallworld.scratch import empty, zeros

# The pool of a shard that is scouted, in even parts of the common pool, and its least size.
EVEN_PARTS = 2
FEWEST_SCOUTED = 5


@inner
def _mark(seen: Any, node: Any) -> None:
    seen[node >> 6] |= np.uint64(1) << np.uint64(node & 63)


@inner
def _opened(like: Any, requests: Any, shard: Any, node: Any, fresh: Any) -> Any:
    """Collect what a node is linked with and is new, and ask for its rows; return how many."""
    return open_links(
        alike_at(like, requests[shard, WALKED]), requests[shard, WALKED_WIDTH], ints_at(requests[shard, LINKS]), node,
        requests[shard, DEGREE], requests[shard, N], words_at(requests[shard, SEEN]), fresh, fresh, 0, 0,
    )  # fmt: skip


@inner
def _compare(
    like: Any, requests: Any, shard: Any, scale: Any, start: Any, asked: Any, asked_row: Any, fresh: Any, n_fresh: Any,
    values: Any, ids: Any, squared: Any, most: Any, room: Any,
) -> Any:  # fmt: skip
    """Offer new nodes of a shard to a pool, as far as they are among its nearest `most`; return the nearest place."""
    walked, dim = alike_at(like, requests[shard, WALKED]), requests[shard, WALKED_WIDTH]
    distances_to(walked, fresh, n_fresh, asked, asked_row, dim, values)
    for i in range(n_fresh):
        values[i] *= scale
    n_near, worst = 0, squared[most - 1]
    for i in range(n_fresh):
        node, value = fresh[i], values[i]
        fresh[n_near], values[n_near] = node, value
        n_near += np.int64(value < worst)
    nearest = np.int64(room)
    for i in range(n_near):
        prefetch_row(ints_at(requests[shard, LINKS]), np.int64(fresh[i]), requests[shard, DEGREE])
        nearest = min(nearest, insert(ids, squared, room, start + np.int64(fresh[i]), values[i]))
    return nearest


@inner
def _scout(
    like: Any, requests: Any, scales: Any, first: Any, last: Any, asked: Any, per_shard: Any, all_own: Any,
    all_squared: Any, n_scouted: Any, room: Any, limit: Any, all_fresh: Any, degree: Any, values: Any,
) -> Any:  # fmt: skip
    """Walk in a few shards, in step, each with a pool of its own; return the number of comparisons, and the limit.

    That is the least of the farthest in the pools so far. A shard in which all is farther is left early.
    """
    at, n_fresh, compared, n_active, n_opened = zeros(WALKS, np.int64), zeros(WALKS, np.int64), 0, last - first, 0
    for walk in range(last - first):
        shard = first + walk
        own, squared = shifted(all_own, shard * room), shifted(all_squared, shard * room)
        count, n_compared = enter(
            alike_at(like, requests[shard, DOORS]), ints_at(requests[shard, ENTRIES]), requests[shard, N_ENTRIES],
            ints_at(requests[shard, STARTS]), requests[shard, N_GROUPS], requests[shard, MOST_BEGUN], asked,
            shard * per_shard, requests[shard, WALKED_WIDTH], own, squared, room, values,
        )  # fmt: skip
        prefetch_row(ints_at(requests[shard, LINKS]), np.int64(own[0]), requests[shard, DEGREE])
        for i in range(count):
            squared[i] *= scales[shard]
            _mark(words_at(requests[shard, SEEN]), np.int64(own[i]))
        compared += n_compared
    while n_active > 0:
        for walk in range(last - first):
            if at[walk] < n_scouted:
                own = shifted(all_own, (first + walk) * room)
                node = np.int64(own[at[walk]])
                own[at[walk]] = ~node
                n_fresh[walk] = _opened(like, requests, first + walk, node, shifted(all_fresh, walk * degree))
                compared += n_fresh[walk]
        n_active, n_opened = 0, n_opened + 1
        for walk in range(last - first):
            if at[walk] < n_scouted:
                shard = first + walk
                own, squared = shifted(all_own, shard * room), shifted(all_squared, shard * room)
                nearest = _compare(
                    like, requests, shard, scales[shard], 0, asked, shard * per_shard,
                    shifted(all_fresh, walk * degree), n_fresh[walk], values, own, squared, n_scouted, room,
                )  # fmt: skip
                at[walk] = first_open(own, room, min(nearest, at[walk]))
                limit = min(limit, squared[room - 1])
                if n_opened >= FEWEST_SCOUTED and squared[0] > limit:
                    at[walk] = n_scouted
                n_active += np.int64(at[walk] < n_scouted)
    return compared, limit


@inner
def _pour(
    requests: Any, starts: Any, n_shards: Any, all_own: Any, all_squared: Any, own_room: Any, pool: Any, of_pool: Any,
    room: Any,
) -> None:  # fmt: skip
    """Join what was scouted. Where a whole pool of a shard is among the nearest, some of them may have fallen out of
    it: what the shard has in the common pool is to be opened again, and all but that counts as not seen."""
    for i in range(room):
        pool[i], of_pool[i] = -1, np.float32(np.inf)
    for shard in range(n_shards):
        own, squared, start = shifted(all_own, shard * own_room), shifted(all_squared, shard * own_room), starts[shard]
        for i in range(own_room):
            if not squared[i] < of_pool[room - 1]:
                break
            node = np.int64(own[i])
            insert(pool, of_pool, room, start + node if node >= 0 else node - start, squared[i])
    for shard in range(n_shards):
        if all_squared[shard * own_room + own_room - 1] < of_pool[room - 1]:
            start, seen = starts[shard], words_at(requests[shard, SEEN])
            for word in range(requests[shard, N_SEEN]):
                seen[word] = np.uint64(0)
            for i in range(room):
                row = np.int64(max(pool[i], ~pool[i]))
                if start <= row < starts[shard + 1] and of_pool[i] < np.float32(np.inf):
                    pool[i] = row
                    _mark(seen, row - start)


@inner
def _shard_of(starts: Any, row: Any) -> Any:
    shard = 0
    while row >= starts[shard + 1]:
        shard += 1
    return shard


@inner
def _go_on(
    like: Any, requests: Any, starts: Any, scales: Any, asked: Any, per_shard: Any, pool: Any, of_pool: Any, ef: Any,
    room: Any, all_fresh: Any, degree: Any, values: Any,
) -> Any:  # fmt: skip
    """Open what is still open in the common pool, a few nodes at once; return the number of comparisons."""
    owners, n_fresh, compared = zeros(WALKS, np.int64), zeros(WALKS, np.int64), 0
    at = first_open(pool, room, 0)
    while at < ef:
        n_open = 0
        while at < ef and n_open < WALKS:
            row = np.int64(pool[at])
            pool[at], owners[n_open] = ~row, _shard_of(starts, row)
            n_fresh[n_open] = _opened(
                like, requests, owners[n_open], row - starts[owners[n_open]], shifted(all_fresh, n_open * degree)
            )
            compared += n_fresh[n_open]
            n_open += 1
            at = first_open(pool, room, at)
        for i in range(n_open):
            shard = owners[i]
            nearest = _compare(
                like, requests, shard, scales[shard], starts[shard], asked, shard * per_shard,
                shifted(all_fresh, i * degree), n_fresh[i], values, pool, of_pool, ef, room,
            )  # fmt: skip
            at = min(at, nearest)
        at = first_open(pool, room, min(at, room - 1))
    return compared


@inner
def _walk(
    like: Any, requests: Any, starts: Any, scales: Any, n_shards: Any, asked: Any, per_shard: Any, pool: Any,
    of_pool: Any, ef: Any, room: Any, n_scouted: Any, own: Any, of_own: Any, own_room: Any,
) -> Any:  # fmt: skip
    """Fill the common pool; return the number of comparisons."""
    degree, compared, limit = 0, 0, np.float32(np.inf)
    n_values = np.int64(0)
    for shard in range(n_shards):
        degree = max(degree, requests[shard, DEGREE])
        n_values = max(n_values, requests[shard, DEGREE], requests[shard, N_ENTRIES])
    fresh_rows, value_row = empty(WALKS * degree, np.int32), empty(n_values + FLOAT_BLOCK, np.float32)
    fresh, values = pointer(fresh_rows), pointer(value_row)
    for first in range(0, n_shards, WALKS):
        n_compared, limit = _scout(
            like, requests, scales, first, min(first + WALKS, n_shards), asked, per_shard, own, of_own, n_scouted,
            own_room, limit, fresh, degree, values,
        )  # fmt: skip
        compared += n_compared
    _pour(requests, starts, n_shards, own, of_own, own_room, pool, of_pool, room)
    compared += _go_on(like, requests, starts, scales, asked, per_shard, pool, of_pool, ef, room, fresh, degree, values)
    for shard in range(n_shards):
        seen = words_at(requests[shard, SEEN])
        for word in range(requests[shard, N_SEEN]):
            seen[word] = np.uint64(0)
    keep(fresh_rows)
    keep(value_row)
    return compared


@inner
def _rank(
    like: Any, points_like: Any, requests: Any, starts: Any, asked: Any, per_shard: Any, vector: Any, pool: Any,
    of_pool: Any, room: Any, depth: Any, rows: Any, distances: Any, k: Any,
) -> None:  # fmt: skip
    """Measure the nearest of the pool in full precision and write the k nearest rows.

    Passed over is what cannot be among them, as far as codes can tell.
    """
    width, walked_width, metric = requests[0, WIDTH], requests[0, WALKED_WIDTH], requests[0, METRIC]
    count, n_measured, wide_row = np.int64(0), 0, empty(width, np.float64)
    widen(vector, width, pointer(wide_row))
    for j in range(room):
        pool[j] = max(pool[j], ~pool[j])
    for j in range(room):
        if n_measured == depth or of_pool[j] == np.float32(np.inf):
            break
        if j + N_AHEAD < room and of_pool[j + N_AHEAD] < np.float32(np.inf):
            later = np.int64(pool[j + N_AHEAD])
            owner = _shard_of(starts, later)
            prefetch_row(alike_at(points_like, requests[owner, POINTS]), later - starts[owner], width)
        shard = _shard_of(starts, np.int64(pool[j]))
        node, start = np.int64(pool[j]) - starts[shard], starts[shard]
        if count == k:
            last = distances[k - 1]
            limit = last * last if metric == EUCLIDEAN else (last + last if metric == COSINE else last)
            off = uncertainty(alike_at(like, requests[shard, WALKED]), node, asked, shard * per_shard, walked_width)
            if of_pool[j] - off > limit:
                continue
        n_measured += 1
        point = shifted(alike_at(points_like, requests[shard, POINTS]), node * width)
        value = value_of(point, pointer(wide_row), width, metric)
        if requests[shard, N_TWINS] == 0:
            count = take_row(rows, distances, count, k, start + node, value)
            continue
        twin_starts, twins = ints_at(requests[shard, TWIN_STARTS]), ints_at(requests[shard, TWINS])
        for t in range(twin_starts[node], min(np.int64(twin_starts[node + 1]), twin_starts[node] + k)):
            count = take_row(rows, distances, count, k, start + twins[t], value)
    for j in range(count, k):
        rows[j], distances[j] = -1, np.float32(np.inf)
    keep(wide_row)


@inner
def _search(
    like: Any, points: Any, requests: Any, starts: Any, scales: Any, asked: Any, length: Any, beyond: Any, vectors: Any,
    rows: Any, distances: Any,
) -> Any:  # fmt: skip
    """Search for all queries; `asked` has `length` items for a query in one shard, or 0 if all shards are asked the
    vector itself. `beyond` is how far, squared, each query lies from the nearest grid."""
    n_shards, ef, room, k = requests.shape[0], requests[0, EF], requests[0, ROOM], rows.shape[1]
    n_scouted = max(FEWEST_SCOUTED, -(-EVEN_PARTS * ef // n_shards))
    own_room = -(-n_scouted // POOL_BLOCK) * POOL_BLOCK
    own, of_own = empty(n_shards * own_room, np.int32), empty(n_shards * own_room, np.float32)
    pool_row, squared_row, compared = empty(room, np.int32), empty(room, np.float32), np.int64(0)
    pool, of_pool = pointer(pool_row), pointer(squared_row)
    for query in range(rows.shape[0]):
        vector = shifted(vectors, query * requests[0, WIDTH])
        of_query = shifted(asked, query * (n_shards * length if length > 0 else requests[0, WIDTH]))
        compared += _walk(
            like, requests, starts, scales, n_shards, of_query, np.int64(length > 0), pool, of_pool, ef, room,
            n_scouted, pointer(own), pointer(of_own), own_room,
        )  # fmt: skip
        if is_beyond(beyond[query], of_pool, room):
            rows[query, k - 1] = FAR
            continue
        _rank(
            like, points, requests, starts, of_query, np.int64(length > 0), vector, pool, of_pool, room,
            requests[0, DEPTH], shifted(pointer(rows), query * k), shifted(pointer(distances), query * k), k,
        )  # fmt: skip
    keep(own)
    keep(of_own)
    keep(pool_row)
    keep(squared_row)
    return compared


_SIGNATURES = tuple(
    types.int64(
        read_only(kind, 2), read_only(types.int64, 2), read_only(types.int64, 1), read_only(types.float32, 2),
        writable(types.int64, 2), writable(types.float32, 2),
    )
    for kind in (types.float32, types.uint16)
)  # fmt: skip


@entries(*_SIGNATURES)
def search_vectors(points: Any, requests: Any, starts: Any, queries: Any, rows: Any, distances: Any) -> Any:
    """Search for queries; return the number of comparisons, or `REFUSED` where a raw query needs a closer look.

    Parameters
    ----------
    points : of the first shard, float32 or, of 16 bits, uint16.
    requests : (shards, numbers) as in `searching`, of one metric and width, with `ef` and depth of the common pool; no
        rows are removed.
    starts : (shards + 1,) the number of rows in all shards before.
    queries : padded rows, or as the user gave them.
    rows, distances : (queries, k) zeros, written: rows through all shards, -1 and inf where there are fewer.
    """
    padded = zeros(requests[0, IS_RAW] * queries.shape[0] * requests[0, WIDTH], np.float32)
    if requests[0, IS_RAW] != 0 and not taken(requests[0], queries, pointer(padded)):
        return REFUSED
    vectors = pointer(queries) if requests[0, IS_RAW] == 0 else pointer(padded)
    scales, start = np.ones(requests.shape[0], np.float32), pointer(points)
    beyond = zeros(queries.shape[0], np.float32)
    compared = _search(
        start, start, requests, pointer(starts), pointer(scales), vectors, 0, pointer(beyond), vectors, rows, distances
    )
    keep(padded)
    keep(scales)
    keep(beyond)
    return compared


@entries(*_SIGNATURES)
def search_codes(points: Any, requests: Any, starts: Any, queries: Any, rows: Any, distances: Any) -> Any:
    """Search by 8-bit codes; else as `search_vectors`.

    In a shard whose grid a query is far from, it hardly has neighbors. Where that is so in all, it is given up: `FAR`
    is in its last row.
    """
    n_queries, n_shards, width = queries.shape[0], requests.shape[0], requests[0, WIDTH]
    padded, length = zeros(requests[0, IS_RAW] * n_queries * width, np.float32), requests[0, WALKED_WIDTH]
    if requests[0, IS_RAW] != 0 and not taken(requests[0], queries, pointer(padded)):
        return REFUSED
    vectors = pointer(queries) if requests[0, IS_RAW] == 0 else pointer(padded)
    codes, scales = zeros(n_queries * n_shards * length, np.int16), empty(n_shards, np.float32)
    beyond = empty(n_queries, np.float32)
    for shard in range(n_shards):
        step = as_double(requests[shard, STEP])
        scales[shard] = np.float32(step * step)
    for query in range(n_queries):
        beyond[query] = np.float32(np.inf)
        for shard in range(n_shards):
            own_beyond = round_query(
                shifted(vectors, query * width), width, requests[shard, DIM], floats_at(requests[shard, MIDDLE]),
                as_double(requests[shard, STEP]), False, as_double(requests[shard, REACH]),
                as_double(requests[shard, LARGEST_ASKED]), requests[shard, LARGEST_CODE_ASKED],
                shifted(pointer(codes), (query * n_shards + shard) * length),
            )  # fmt: skip
            beyond[query] = min(beyond[query], own_beyond * scales[shard])
    compared = _search(
        codes_at(requests[0, WALKED]), pointer(points), requests, pointer(starts), pointer(scales), pointer(codes),
        length, pointer(beyond), vectors, rows, distances,
    )  # fmt: skip
    keep(padded)
    keep(codes)
    keep(scales)
    keep(beyond)
    return compared


@entries(*_SIGNATURES)
def search_bits(points: Any, requests: Any, starts: Any, queries: Any, rows: Any, distances: Any) -> Any:
    """Search by codes of one bit a number; otherwise as `search_vectors`."""
    n_queries, n_shards, width = queries.shape[0], requests.shape[0], requests[0, WIDTH]
    padded, n_words = zeros(requests[0, IS_RAW] * n_queries * width, np.float32), requests[0, WALKED_WIDTH]
    if requests[0, IS_RAW] != 0 and not taken(requests[0], queries, pointer(padded)):
        return REFUSED
    vectors = pointer(queries) if requests[0, IS_RAW] == 0 else pointer(padded)
    length = N_PLANES * n_words + WORD_BLOCK
    asked, scales = zeros(n_queries * n_shards * length, np.uint64), np.ones(n_shards, np.float32)
    beyond = zeros(n_queries, np.float32)
    for query in range(n_queries):
        for shard in range(n_shards):
            ask_many(
                shifted(vectors, query * width), 1, width, requests[shard, EXTRA], floats_at(requests[shard, CENTER]),
                floats_at(requests[shard, SCALES]), requests[shard, SIZE], requests[shard, POWER], n_words,
                asked[(query * n_shards + shard) * length :],
            )  # fmt: skip
    compared = _search(
        words_at(requests[0, WALKED]), pointer(points), requests, pointer(starts), pointer(scales), pointer(asked),
        length, pointer(beyond), vectors, rows, distances,
    )  # fmt: skip
    keep(padded)
    keep(asked)
    keep(scales)
    keep(beyond)
    return compared
