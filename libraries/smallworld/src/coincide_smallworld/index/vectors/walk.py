"""The walk through the graph: for each query the nearest nodes seen, four queries in step.

A walk keeps a pool: the `ef` nearest nodes seen so far, sorted by distance, each open until its links were followed.
It starts at the nearest entries and opens the nearest open node until none is left. Almost all its time goes
into waiting for rows of links and vectors that are not in the cache. So the walks of several queries take turns: one
turn reads the links of a node, marks what is new and asks for its vectors; the next turn of the same walk, three
others later, compares them, and asks for the links of the node to open next.

The sign of an id in a pool says whether the node was opened (~id). Links to nodes from `n` on belong to an index that
is just growing in the same memory; they are passed over.

Source: Malkov and Yashunin 2020, algorithm 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide_smallworld.compiled import entries, inner, read_only, writable
from coincide_smallworld.index.vectors.codes.eight_bits import MOST_BEYOND
from coincide_smallworld.index.vectors.graph import N_GROUPS_ENTERED, N_STARTS, WALKS
from coincide_smallworld.index.vectors.intrinsics import FLOAT_BLOCK as BLOCK
from coincide_smallworld.index.vectors.intrinsics import (
    N_ROWS,
    distances_between,
    distances_to,
    distances_to_all,
    eighth_at_most,
    first_open,
    fourth_at_most,
    insert_sorted,
    keep,
    next_within,
    of_groups,
    of_walks,
    pointer,
    prefetch_row,
    shifted,
    sixteenth_at_most,
)
from coincide_smallworld.scratch import empty, zeros

Ids = npt.NDArray[np.int32]
Distances = npt.NDArray[np.float32]

# Pools of more places than this are searched for the block where a node belongs.
LARGE_POOL = 512
PASSED_OVER = -1
"""What stands in the place of a query whose pool stays empty."""


@inner
def offer(ids: Any, squared: Any, count: Any, most: Any, node: Any, distance: Any) -> Any:
    """Put a node into a sorted pool of `count` that holds at most `most`; return its place."""
    place = np.int32(0)
    for i in range(count):
        place += np.int32(squared[i] <= distance)
    if place >= most:
        return most
    for i in range(min(count, most - 1), place, -1):
        squared[i] = squared[i - 1]
    for i in range(min(count, most - 1), place, -1):
        ids[i] = ids[i - 1]
    ids[place] = node
    squared[place] = distance
    return place


@inner
def enter(
    doors: Any, entries: Any, n_entries: Any, starts: Any, n_groups: Any, most_begun: Any, queries: Any, query: Any,
    dim: Any, ids: Any, squared: Any, most: Any, distances: Any,
) -> Any:  # fmt: skip
    """Put the nearest entries, at most `most_begun`, into an empty pool; return how many, and the comparisons.

    All of a block are measured before any is looked at: a branch that is guessed wrongly then waits for no distance.

    `doors`, `entries` and `starts` are as in `graph.Doors`; `distances` is scratch for all and `BLOCK` more.
    """
    _empty_places(ids, squared, 0, most)
    if n_groups == 0:
        n_starts = min(most_begun, n_entries)
        distances_to_all(doors, n_entries, queries, query, dim, distances)
        is_wide = most_begun > N_STARTS
        limit = sixteenth_at_most(distances, n_entries) if is_wide else fourth_at_most(distances, n_entries)
        _take_nearest(entries, distances, n_entries, limit, ids, squared, n_starts)
        _empty_places(ids, squared, n_starts, BLOCK)
        return n_starts, n_entries
    distances_to_all(doors, n_groups, queries, query, dim, distances)
    _take_nearest(entries, distances, n_groups, eighth_at_most(distances, n_groups), ids, squared, N_GROUPS_ENTERED)
    near = of_groups()
    for i in range(N_GROUPS_ENTERED):
        near[i] = np.int64(ids[i])
    _empty_places(ids, squared, 0, BLOCK)
    compared = n_groups
    for i in range(N_GROUPS_ENTERED):
        first, last = np.int64(starts[near[i]]), np.int64(starts[near[i] + 1])
        distances_to_all(shifted(doors, first * dim), last - first, queries, query, dim, distances)
        _take_nearest(shifted(entries, first), distances, last - first, squared[N_STARTS - 1], ids, squared, N_STARTS)
        compared += last - first
    _empty_places(ids, squared, N_STARTS, BLOCK)
    return N_STARTS, compared


@inner
def _take_nearest(entries: Any, distances: Any, n: Any, limit: Any, ids: Any, squared: Any, most: Any) -> None:
    """Put entries into the first block of a pool that are within a limit and among the nearest `most` so far."""
    i = next_within(distances, n, 0, limit)
    while i < n:
        insert_sorted(ids, squared, 0, BLOCK, np.int64(entries[i]), distances[i])
        limit = min(limit, squared[most - 1])
        i = next_within(distances, n, i + 1, limit)


@inner
def _empty_places(ids: Any, squared: Any, first: Any, last: Any) -> None:
    for i in range(first, last):
        ids[i] = -1
    for i in range(first, last):
        squared[i] = np.float32(np.inf)


@inner
def is_beyond(beyond: Any, squared: Any, count: Any) -> Any:
    """Whether the codes of a query cannot stand for it, by its squared distance to their grid and a sorted pool.

    Vectors beyond the grid were clipped to it, and lie nearer to such a query than their codes say, or farther. The
    fourth nearest counts, since a query may be a stored vector.
    """
    return count > 0 and beyond > np.float32(MOST_BEYOND) * squared[min(count, N_STARTS) - 1]


@inner
def open_links(
    points: Any, dim: Any, links: Any, node: Any, width: Any, n: Any, seen: Any, fresh: Any, log: Any, n_logged: Any,
    most_logged: Any,
) -> Any:  # fmt: skip
    """Collect the links of a node that are new, mark them, and ask for their vectors; return how many."""
    n_new = 0
    row = shifted(links, node * width)
    for i in range(width):
        other = np.int64(row[i])
        if other < 0:
            break
        if other >= n:
            continue
        word, bit = other >> 6, np.uint64(1) << np.uint64(other & 63)
        before = seen[word]
        seen[word] = before | bit
        fresh[n_new] = other
        prefetch_row(points, other, dim)
        n_new += np.int64((before & bit) == 0)
    for i in range(min(n_new, most_logged - n_logged)):
        log[n_logged + i] = fresh[i]
    return n_new


@inner
def insert(ids: Any, squared: Any, room: Any, node: Any, distance: Any) -> Any:
    """Put a node into a sorted pool; return its place."""
    low = 0
    if room > LARGE_POOL:
        high = room // BLOCK - 1
        while low < high:
            middle = (low + high) // 2
            is_before = squared[middle * BLOCK + BLOCK - 1] <= distance
            low, high = (middle + 1, high) if is_before else (low, middle)
    return insert_sorted(ids, squared, low * BLOCK, room, node, distance)


@inner
def _compare(
    points: Any, links: Any, width: Any, queries: Any, query: Any, dim: Any, fresh: Any, n_fresh: Any, distances: Any,
    ids: Any, squared: Any, ef: Any, room: Any, at: Any,
) -> Any:  # fmt: skip
    """Offer what is fresh to the pool; return the place of the nearest node still open, `ef` or more if none is."""
    distances_to(points, fresh, n_fresh, queries, query, dim, distances)
    # Most are too far: leave them out without branches, which could not be predicted.
    n_near, worst = 0, squared[ef - 1]
    for i in range(n_fresh):
        node, distance = fresh[i], distances[i]
        fresh[n_near], distances[n_near] = node, distance
        n_near += np.int64(distance < worst)
    nearest = at
    for i in range(n_near):
        prefetch_row(links, np.int64(fresh[i]), width)
        nearest = min(nearest, insert(ids, squared, room, np.int64(fresh[i]), distances[i]))
    return first_open(ids, room, min(nearest, room - 1))


@inner
def _look_ahead(points: Any, dim: Any, links: Any, width: Any, ids: Any, most: Any) -> None:
    """Ask for the vectors of the node that will be opened next unless something nearer turns up.

    A walk alone has no other walk to hide its waiting behind. What was seen is asked for as well: a branch that cannot
    be predicted would take longer.
    """
    place = first_open(ids, most, 0)
    if place < most:
        row = shifted(links, np.int64(ids[place]) * width)
        for i in range(width):
            other = np.int64(row[i])
            if other < 0:
                break
            prefetch_row(points, other, dim)


@inner
def _finish(
    ids: Any, squared: Any, most: Any, seen: Any, n_words: Any, log: Any, n_logged: Any, most_logged: Any
) -> Any:
    """Take the marks back; return the size of the pool."""
    count = 0
    for i in range(most):
        ids[i] = max(ids[i], ~ids[i])  # behind the first `ef` some were not opened
        count += np.int64(squared[i] < np.float32(np.inf))
    if n_logged <= most_logged:
        for i in range(n_logged):
            seen[log[i] >> 6] = np.uint64(0)
    else:
        for i in range(n_words):
            seen[i] = np.uint64(0)
    return count


@inner
def walk_many(
    points: Any, dim: Any, links: Any, width: Any, n: Any, doors: Any, entries: Any, n_entries: Any, starts: Any,
    n_groups: Any, most_begun: Any, queries: Any, asked: Any, beyond: Any, n_queries: Any, all_seen: Any, n_words: Any,
    pools: Any, pool_squared: Any, ef: Any, most: Any, counts: Any,
) -> Any:  # fmt: skip
    """Walk to every query; pointers and sizes as `walk` takes them as arrays.

    A pool has `most` places, a whole number of blocks. Only the nearest `ef` are opened. `beyond` holds the squared
    distance of each query to the grid of the codes, 0 without codes; a query that they cannot stand for becomes
    `PASSED_OVER` in `asked`, its pool empty.
    """
    most_logged = n_words
    at, row_of, n_fresh, n_logged = of_walks(), of_walks(), of_walks(), of_walks()
    for walk in range(WALKS):
        row_of[walk] = -1
    fresh_rows, log_rows = empty(WALKS * width, np.int32), empty(WALKS * most_logged, np.int32)
    distance_row = empty(max(width, n_entries) + BLOCK, np.float32)
    compared, following, n_active = 0, 0, 0
    for row in range(n_queries):
        squared = shifted(pool_squared, row * most)
        count, n_compared = enter(
            doors, entries, n_entries, starts, n_groups, most_begun, queries, np.int64(asked[row]), dim,
            shifted(pools, row * most), squared, most, pointer(distance_row),
        )  # fmt: skip
        counts[row] = count
        compared += n_compared
        if is_beyond(beyond[row], squared, np.int64(counts[row])):
            asked[row], counts[row] = PASSED_OVER, 0
    if n_queries > 0 and asked[0] != PASSED_OVER:
        prefetch_row(links, np.int64(pools[0]), width)
    while n_active > 0 or following < n_queries:
        for walk in range(WALKS):
            if row_of[walk] >= 0 or following == n_queries:
                continue
            row = following
            following += 1
            if asked[row] == PASSED_OVER:
                continue
            row_of[walk], at[walk] = row, 0
            n_active += 1
            ids = shifted(pools, row * most)
            seen, log = shifted(all_seen, walk * n_words), shifted(pointer(log_rows), walk * most_logged)
            count = np.int64(counts[row])
            for i in range(count):
                seen[ids[i] >> 6] |= np.uint64(1) << np.uint64(ids[i] & 63)
                if i < most_logged:
                    log[i] = ids[i]
            n_logged[walk] = count
            if following < n_queries and asked[following] != PASSED_OVER:
                prefetch_row(links, np.int64(pools[following * most]), width)
        for walk in range(WALKS):
            row = row_of[walk]
            if row < 0:
                continue
            ids = shifted(pools, row * most)
            seen = shifted(all_seen, walk * n_words)
            fresh, log = shifted(pointer(fresh_rows), walk * width), shifted(pointer(log_rows), walk * most_logged)
            node = np.int64(ids[at[walk]])
            ids[at[walk]] = ~node
            n_new = open_links(
                points, dim, links, node, width, n, seen, fresh, log, n_logged[walk], most_logged
            )  # fmt: skip
            if n_active == 1:
                _look_ahead(points, dim, links, width, ids, most)
            compared += n_new
            n_fresh[walk] = n_new
            n_logged[walk] += n_new
        for walk in range(WALKS):
            row = row_of[walk]
            if row < 0:
                continue
            ids, squared = shifted(pools, row * most), shifted(pool_squared, row * most)
            fresh = shifted(pointer(fresh_rows), walk * width)
            at[walk] = _compare(
                points, links, width, queries, np.int64(asked[row]), dim, fresh, n_fresh[walk], pointer(distance_row),
                ids, squared, ef, most, at[walk],
            )  # fmt: skip
            if at[walk] < ef:
                prefetch_row(links, np.int64(ids[at[walk]]), width)
                continue
            seen, log = shifted(all_seen, walk * n_words), shifted(pointer(log_rows), walk * most_logged)
            counts[row] = _finish(ids, squared, most, seen, n_words, log, n_logged[walk], most_logged)
            if is_beyond(beyond[row], squared, np.int64(counts[row])):
                asked[row], counts[row] = PASSED_OVER, 0
            row_of[walk] = -1
            n_active -= 1
    return compared


@inner
def compare_with(
    points: Any, dim: Any, nodes: Any, n_nodes: Any, queries: Any, asked: Any, beyond: Any, start: Any, n_queries: Any,
    pools: Any, pool_squared: Any, most: Any, counts: Any,
) -> Any:  # fmt: skip
    """Fill the pools of queries from `start` up to `n_queries` with the nearest of some nodes, without a walk.

    Returns the number of comparisons.
    """
    stride = n_nodes + BLOCK
    value_rows, lines = empty(N_ROWS * stride, np.float32), empty(N_ROWS * dim, np.float32)
    for first in range(start, n_queries, N_ROWS):
        n_asked = min(N_ROWS, n_queries - first)
        distances_between(
            points, nodes, n_nodes, queries, first, n_asked, dim, pointer(value_rows), stride, pointer(lines)
        )  # fmt: skip
        for query in range(first, first + n_asked):
            values = shifted(pointer(value_rows), (query - first) * stride)
            ids, squared = shifted(pools, query * most), shifted(pool_squared, query * most)
            _empty_places(ids, squared, 0, most)
            limit = sixteenth_at_most(values, n_nodes) if most == BLOCK else np.float32(np.inf)
            i = next_within(values, n_nodes, 0, limit)
            while i < n_nodes:
                insert(ids, squared, most, np.int64(nodes[i]), values[i])
                limit = min(limit, squared[most - 1])
                i = next_within(values, n_nodes, i + 1, limit)
            counts[query] = min(most, n_nodes)
            if is_beyond(beyond[query], squared, np.int64(counts[query])):
                asked[query], counts[query] = PASSED_OVER, 0
    keep(value_rows)
    keep(lines)
    return (n_queries - start) * n_nodes


@inner
def compare_in_lists(
    points: Any, dim: Any, n: Any, centers: Any, n_lists: Any, listed: Any, starts: Any, n_visited: Any, n_wanted: Any,
    farthest: Any, is_dead: Any, queries: Any, asked: Any, beyond: Any, n_queries: Any, pools: Any, pool_squared: Any,
    most: Any, counts: Any,
) -> Any:  # fmt: skip
    """Fill the pool of each query with the nearest of the rows that are left in the `n_visited` lists nearest to it.

    Rows behind those that are listed are always compared. The pool stays empty where fewer than `n_wanted` rows are
    left, at most as many as it has places, or where the squared distance to the last of so many is more than
    `farthest` times that to the mean of the last list. Returns the number of comparisons.
    """
    n_listed = np.int64(starts[n_lists])
    n_places = -(-n_visited // BLOCK) * BLOCK
    near_row, value_row = empty(n_places, np.int32), empty(n_places, np.float32)
    distance_row = empty(n_lists + BLOCK, np.float32)
    # The rows that are left in each list, once it was looked into; how many, -1 before.
    left_row, count_row, only_row = empty(n_listed, np.int32), empty(n_lists, np.int32), empty(n, np.int32)
    near, values, only = pointer(near_row), pointer(value_row), pointer(only_row)
    for i in range(n_lists):
        count_row[i] = -1
    n_later = 0
    for row in range(n_listed, n):
        only_row[n_later] = row
        n_later += np.int64(is_dead[row] == 0)
    compared = 0
    for query in range(n_queries):
        distances_to_all(centers, n_lists, queries, query, dim, pointer(distance_row))
        _empty_places(near, values, 0, n_places)
        limit = sixteenth_at_most(pointer(distance_row), n_lists) if n_places == BLOCK else np.float32(np.inf)
        i = next_within(pointer(distance_row), n_lists, 0, limit)
        while i < n_lists:
            insert(near, values, n_places, i, distance_row[i])
            limit = min(limit, value_row[n_visited - 1])
            i = next_within(pointer(distance_row), n_lists, i + 1, limit)
        n_only = n_later
        for place in range(n_visited):
            number = np.int64(near_row[place])
            first = np.int64(starts[number])
            if count_row[number] < 0:
                n_left = 0
                for j in range(first, np.int64(starts[number + 1])):
                    left_row[first + n_left] = listed[j]
                    n_left += np.int64(is_dead[listed[j]] == 0)
                count_row[number] = n_left
            for j in range(first, first + np.int64(count_row[number])):
                only_row[n_only] = left_row[j]
                n_only += 1
        compared += n_lists
        if n_only < n_wanted:
            counts[query] = 0
            continue
        compared += compare_with(
            points, dim, only, n_only, queries, asked, beyond, query, query + 1, pools, pool_squared, most, counts
        )  # fmt: skip
        if shifted(pool_squared, query * most)[n_wanted - 1] > np.float32(farthest) * value_row[n_visited - 1]:
            counts[query] = 0
    keep(near_row)
    keep(value_row)
    keep(distance_row)
    keep(only_row)
    return compared


@entries(
    *(
        types.int64(
            read_only(kind, 2), read_only(types.int32, 2), types.int64, read_only(kind, 2), read_only(types.int32, 1),
            read_only(types.int32, 1), read_only(types.float32, 2), read_only(types.int32, 1),
            writable(types.uint64, 2), writable(types.int32, 2), writable(types.float32, 2), writable(types.int32, 1),
        )
        for kind in (types.float32, types.uint16)
    )
)  # fmt: skip
def walk(
    points: Any, links: Any, n: Any, doors: Any, entries: Any, starts: Any, queries: Any, rows: Any, seen: Any,
    ids: Any, squared: Any, counts: Any,
) -> Any:  # fmt: skip
    """Walk to every query; return the number of comparisons.

    Parameters
    ----------
    points : (>= n, dim) padded, float32 or, of 16 bits, uint16.
    links : (>= n, width) rows ended by -1.
    n : nodes from here on are passed over.
    doors, entries, starts : where walks start, as in `graph.Doors`; 1 or more.
    queries : (m, dim); `rows` (q,) says which of them are asked.
    seen : (WALKS, words) zeros, a bit for each of n nodes; zeros again afterwards.
    ids, squared, counts : (q, ef), (q, ef), (q,), written: the pools, nearest first, and their sizes.
    """
    beyond = zeros(rows.size, np.float32)
    compared = walk_many(
        pointer(points), points.shape[1], pointer(links), links.shape[1], n, pointer(doors), pointer(entries),
        entries.size, pointer(starts), max(starts.size - 1, 0), N_STARTS, pointer(queries), pointer(rows),
        pointer(beyond), rows.size, pointer(seen), seen.shape[1], pointer(ids), pointer(squared), ids.shape[1],
        ids.shape[1], pointer(counts),
    )  # fmt: skip
    keep(beyond)
    return compared
