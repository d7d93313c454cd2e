"""The walk through the graph of series: from its doors to the nearest, 32 comparisons at a time.

A pool keeps the nearest nodes seen so far, by (distance, row), and which of them are still open. Opening a node yields
its links. A node has few links that were not seen before, so several nodes are opened, nearest first, until their links
fill the lanes of one comparison. Links that a lower bound puts behind the pool's last are not compared.

A walk begins at the 32 nodes with the nearest sketches (`doors`). If it ends before the pool is full, it goes on from
the graph's entries, from which every node can be reached.

Hidden nodes (removed ones) lead on but take no place: the pool holds `ef` others, however many hidden ones lie between.

Source: Malkov and Yashunin 2020, algorithm 2, on a single layer.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportAssignmentType=false, reportReturnType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.lane_bounds import envelope_cost
from coincide_smallworld.distances.lane_code import LANES
from coincide_smallworld.distances.lane_groups import FILL, WARP, compare, make_room, set_query, take_group
from coincide_smallworld.distances.lanes import prefetch
from coincide_smallworld.index.series.doors import N_NUMBERS, find_doors, set_sketch
from coincide_smallworld.index.series.envelopes import set_envelope
from coincide_smallworld.index.series.scan import limit_of
from coincide_smallworld.scratch import empty, zeros

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

# Nodes are opened until this many links wait for comparison.
ENOUGH = 24
INF = np.float32(np.inf)


@inner
def make_pool(ef: int, n_hidden: int, max_degree: int) -> Any:
    """Make the arrays of a pool.

    Nodes, distances², whether open; waiting links; count, count of those not hidden, first open; the sketch of the
    query, room for the choice of doors.
    """
    size = ef + n_hidden + 1
    nodes, squared, is_open = empty(size, np.int32), empty(size, np.float32), empty(size, np.bool_)
    waiting, counts = empty(LANES + max_degree, np.int32), empty(3, np.int64)
    return nodes, squared, is_open, waiting, counts, empty(N_NUMBERS, np.float32), empty(LANES, np.float32)


@inner
def enter(pool: Any, ef: int, node: Any, squared: Any, is_hidden: Flags) -> None:
    """Enter a node into the pool, unless `ef` others that are not hidden are nearer."""
    nodes, of_pool, is_open, _, counts, _, _ = pool
    count = counts[0]
    if squared == INF or (
        counts[1] >= ef
        and (squared > of_pool[count - 1] or (squared == of_pool[count - 1] and node > nodes[count - 1]))
    ):
        return
    at = count
    while at > 0 and (of_pool[at - 1] > squared or (of_pool[at - 1] == squared and nodes[at - 1] > node)):
        nodes[at], of_pool[at], is_open[at] = nodes[at - 1], of_pool[at - 1], is_open[at - 1]
        at -= 1
    nodes[at], of_pool[at], is_open[at] = node, squared, True
    count += 1
    counts[1] += 0 if is_hidden.size > 0 and is_hidden[node] else 1
    if at < counts[2]:
        counts[2] = at
    if counts[1] > ef:  # the last one is not hidden: it closed the pool when there were `ef`
        count -= 1
        counts[1] -= 1
    while counts[1] >= ef and is_hidden.size > 0 and is_hidden[nodes[count - 1]]:
        count -= 1
    counts[0] = count


@inner
def _open_nearest(pool: Any) -> Any:
    """Close the nearest open node and return it, or -1."""
    nodes, _, is_open, _, counts, _, _ = pool
    at = counts[2]
    while at < counts[0] and not is_open[at]:
        at += 1
    counts[2] = at
    if at == counts[0]:
        return np.int32(-1)
    is_open[at] = False
    return nodes[at]


@inner
def _await_links(
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    links: Nodes,
    node: Any,
    size: int,
    visited: Nodes,
    mark: int,
    n_waiting: int,
    waiting: Nodes,
) -> Any:
    """Let the links of a node that were not seen before wait for comparison; return how many wait."""
    for i in range(links.shape[1]):
        other = links[node, i]
        if other < 0:
            break
        if other < size and visited[other] != mark:
            visited[other] = mark
            waiting[n_waiting] = other
            n_waiting += 1
            prefetch(numbers, starts[other] * n_channels, (starts[other + 1] - starts[other]) * n_channels)
    return n_waiting


@inner
def _exclude(
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    envelope: Floats,
    limit: Any,
    first: int,
    n_waiting: int,
    waiting: Nodes,
) -> Any:
    """Drop waiting nodes from `first` on that a lower bound excludes; return how many still wait."""
    kept = first
    size = envelope.size // 2
    for i in range(first, n_waiting):
        if envelope_cost(numbers, starts[waiting[i]] * n_channels, envelope, size, size) <= limit:
            waiting[kept] = waiting[i]
            kept += 1
    return kept


@inner
def walk(
    address: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    n: int,
    room: Any,
    envelope: Floats,
    links: Nodes,
    entries: Nodes,
    sketches: Floats,
    size: int,
    is_hidden: Flags,
    visited: Nodes,
    mark: int,
    ef: int,
    pool: Any,
) -> Any:
    """Fill the pool with nodes near the query, which the room holds; return how many were compared.

    envelope : of the query, where all series have one length; else empty.
    size : nodes from this one on are passed over.
    is_hidden : (size,), or empty for none.
    visited : (size,) anything but `mark`.
    """
    _, of_pool, _, waiting, counts, sketch, of_doors = pool
    counts[0] = counts[1] = counts[2] = n_compared = np.int64(0)
    squared = room[9]
    n_waiting = find_doors(sketches, sketch, size, waiting, of_doors, squared)
    for i in range(n_waiting):
        visited[waiting[i]] = mark
    next_entry = np.int64(0)
    while True:
        cutoff = of_pool[counts[0] - 1] if counts[1] >= ef else INF
        while n_waiting < ENOUGH:
            node = _open_nearest(pool)
            if node < 0:
                break
            first = n_waiting
            n_waiting = _await_links(numbers, starts, n_channels, links, node, size, visited, mark, n_waiting, waiting)
            if envelope.size > 0 and cutoff < INF:
                limit = limit_of(cutoff, n, n)
                n_waiting = _exclude(numbers, starts, n_channels, envelope, limit, first, n_waiting, waiting)
        while n_waiting == 0 and cutoff == INF and next_entry < entries.size:
            if visited[entries[next_entry]] != mark:
                visited[entries[next_entry]] = mark
                waiting[0], n_waiting = entries[next_entry], 1
            next_entry += 1
        if n_waiting == 0:
            return n_compared
        count = take_group(starts, waiting, np.int64(0), n_waiting, n, n_channels, room)
        compare(address, FILL | WARP, numbers, n_channels, n, widths, room, envelope, cutoff)
        n_compared += count
        for lane in range(count):
            enter(pool, ef, waiting[lane], squared[lane], is_hidden)
        n_waiting -= count
        for i in range(n_waiting):
            waiting[i] = waiting[i + count]


_FLOATS, _INTS, _NODES = read_only(types.float32, 1), read_only(types.int64, 1), read_only(types.int32, 1)


@entry(
    types.int64(
        types.int64,
        _FLOATS,
        _INTS,
        types.int64,
        _FLOATS,
        _INTS,
        _INTS,
        types.boolean,
        read_only(types.int32, 2),
        _NODES,
        _FLOATS,
        types.int64,
        read_only(types.boolean, 1),
        types.int64,
        writable(types.int32, 2),
        writable(types.float32, 2),
    )
)
def walk_many(
    address: int,
    query_numbers: Floats,
    query_starts: Ints,
    n_channels: int,
    numbers: Floats,
    starts: Ints,
    widths: Ints,
    is_bounded: bool,
    links: Nodes,
    entries: Nodes,
    sketches: Floats,
    size: int,
    is_hidden: Flags,
    n_hidden: int,
    found: Nodes,
    found_squared: Floats,
) -> int:
    """Walk for some queries; return how many pairs were compared.

    Parameters
    ----------
    address : of `lane_groups.group`.
    is_bounded : whether lower bounds are used; only where all series, queries too, have one length.
    size : number of rows; links to others are passed over.
    is_hidden : (size,) rows that are not to be found, `n_hidden` of them; or empty.
    found, found_squared : (q, ef) filled with -1 and inf; written, nearest first.
    """
    longest, longest_query, ef = np.int64(1), np.int64(1), found.shape[1]
    for row in range(size):
        longest = max(longest, starts[row + 1] - starts[row])
    for q in range(found.shape[0]):
        longest_query = max(longest_query, query_starts[q + 1] - query_starts[q])
    room, pool = make_room(longest_query, longest, n_channels), make_pool(ef, n_hidden, links.shape[1])
    envelope = empty(2 * longest * n_channels if is_bounded else 0, np.float32)
    line = empty(longest_query, np.int64)
    visited = zeros(size, np.int32)
    nodes, of_pool, counts = pool[0], pool[1], pool[4]
    n_compared = np.int64(0)
    for q in range(found.shape[0]):
        n = set_query(query_numbers, query_starts, q, n_channels, room)
        set_sketch(query_numbers, query_starts, q, n_channels, pool[5])
        if is_bounded:
            set_envelope(query_numbers, query_starts, q, longest, n_channels, widths, envelope, line)
        n_compared += walk(
            address, numbers, starts, n_channels, widths, n, room, envelope, links, entries, sketches, size, is_hidden,
            visited, q + 1, ef, pool,
        )  # fmt: skip
        count = np.int64(0)
        for i in range(counts[0]):
            if is_hidden.size == 0 or not is_hidden[nodes[i]]:
                found[q, count], found_squared[q, count] = nodes[i], of_pool[i]
                count += 1
    return n_compared
