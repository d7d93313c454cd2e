"""How fresh nodes of the graph of series find links, and how their neighbors link back.

Rows are sorted by distance and keep the distances, so linking back to a full row costs one comparison of the fresh node
with the row's links, 32 at a time.

Every node but the entries has a parent, a neighbor whose link to it is never dropped. So every node can be reached, now
and later.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportAssignmentType=false, reportReturnType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.lane_groups import FILL, WARP, compare, make_room, set_query, take_group
from coincide_smallworld.index.series.choosing import choose
from coincide_smallworld.index.series.doors import set_sketch
from coincide_smallworld.index.series.envelopes import set_envelope
from coincide_smallworld.index.series.walk import make_pool, walk
from coincide_smallworld.scratch import empty, zeros

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_FLOATS, _INTS, _NODES = read_only(types.float32, 1), read_only(types.int64, 1), read_only(types.int32, 1)
_ROWS, _ROWS_OUT = read_only(types.int32, 2), writable(types.int32, 2)


@inner
def _is_equal(numbers: Floats, starts: Ints, n_channels: int, a: int, b: int) -> bool:
    length = starts[a + 1] - starts[a]
    if starts[b + 1] - starts[b] != length:
        return False
    for t in range(length * n_channels):
        if numbers[starts[a] * n_channels + t] != numbers[starts[b] * n_channels + t]:
            return False
    return True


@entry(
    types.int64(
        types.int64,
        _FLOATS,
        _INTS,
        types.int64,
        _INTS,
        types.boolean,
        _ROWS,
        _NODES,
        _FLOATS,
        types.int64,
        read_only(types.boolean, 1),
        _NODES,
        types.int64,
        types.int64,
        types.int64,
        _ROWS_OUT,
        writable(types.float32, 2),
        writable(types.int32, 1),
    )
)
def find_links(
    address: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    is_bounded: bool,
    links: Nodes,
    entries: Nodes,
    sketches: Floats,
    size: int,
    is_hidden: Flags,
    fresh: Nodes,
    first: int,
    last: int,
    ef: int,
    fresh_links: Nodes,
    fresh_squared: Floats,
    twins: Nodes,
) -> int:
    """Find links for fresh nodes in the graph as it stands; return how many pairs were compared.

    Parameters
    ----------
    size : number of rows, fresh ones too.
    is_hidden : empty.
    fresh : (f,) nodes; those from `first` up to `last` are worked on.
    fresh_links, fresh_squared : (f, max_degree) written.
    twins : (f,) written: a node with equal numbers, or -1.
    """
    longest = np.int64(1)
    for row in range(size):
        longest = max(longest, starts[row + 1] - starts[row])
    room, pool = make_room(longest, longest, n_channels), make_pool(ef, np.int64(0), links.shape[1])
    envelope = empty(2 * longest * n_channels if is_bounded else 0, np.float32)
    line, visited, state = empty(longest, np.int64), zeros(size, np.int32), empty(ef + 1, np.int64)
    nodes, of_pool, counts = pool[0], pool[1], pool[4]
    n_compared = np.int64(0)
    for f in range(first, last):
        node = np.int64(fresh[f])
        n = set_query(numbers, starts, node, n_channels, room)
        set_sketch(numbers, starts, node, n_channels, pool[5])
        if is_bounded:
            set_envelope(numbers, starts, node, longest, n_channels, widths, envelope, line)
        n_compared += walk(
            address, numbers, starts, n_channels, widths, n, room, envelope, links, entries, sketches, size,
            is_hidden, visited, f - first + 1, ef, pool,
        )  # fmt: skip
        twins[f] = -1
        for i in range(counts[0]):
            if of_pool[i] == 0.0 and twins[f] < 0 and _is_equal(numbers, starts, n_channels, fresh[f], nodes[i]):
                twins[f] = nodes[i]
        n_compared += choose(
            address, numbers, starts, n_channels, widths, room, nodes, of_pool, counts[0], state,
            fresh_links[f], fresh_squared[f],
        )  # fmt: skip
    return n_compared


@inner
def _place(links: Nodes, squared: Floats, dropped: int, node: Any, of_node: Any) -> None:
    """Put a link in the place of another, or of none, and keep the row sorted."""
    at = dropped
    while at + 1 < links.size and links[at + 1] >= 0 and squared[at + 1] <= of_node:
        links[at], squared[at] = links[at + 1], squared[at + 1]
        at += 1
    while at > 0 and squared[at - 1] > of_node:
        links[at], squared[at] = links[at - 1], squared[at - 1]
        at -= 1
    links[at], squared[at] = node, of_node


@inner
def _choose_dropped(
    address: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    room: Any,
    links: Nodes,
    squared: Floats,
    node: Any,
    of_node: Any,
    target: int,
    parents: Nodes,
) -> Any:
    """Which link of a full row the fresh node replaces, or -1 for none.

    The farthest link that the fresh node covers; if there is none, and the fresh node is covered by a link, none; else
    the farthest link. Links to children stay.
    """
    n, found = set_query(numbers, starts, np.int64(node), n_channels, room), room[9]
    covered = last = np.int64(-1)
    is_covered = False
    first = np.int64(0)
    while first < links.size:
        taken = take_group(starts, links, first, links.size, n, n_channels, room)
        cutoff = squared[links.size - 1] if squared[links.size - 1] > of_node else of_node
        compare(address, FILL | WARP, numbers, n_channels, n, widths, room, found, cutoff)
        for lane in range(taken):
            i = first + lane
            is_covered |= squared[i] <= of_node and found[lane] < of_node
            if parents[links[i]] != target:
                last = i
                if squared[i] >= of_node and found[lane] < squared[i]:
                    covered = i
        first += taken
    if covered >= 0:
        return covered
    return np.int64(-1) if is_covered or last < 0 or squared[last] <= of_node else last


@entry(
    types.none(
        types.int64,
        _FLOATS,
        _INTS,
        types.int64,
        _INTS,
        _ROWS_OUT,
        writable(types.float32, 2),
        writable(types.int32, 1),
        _NODES,
        _NODES,
        read_only(types.float32, 1),
        types.int64,
        types.int64,
        types.int64,
    )
)
def link_back(
    address: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    links: Nodes,
    link_squared: Floats,
    parents: Nodes,
    targets: Nodes,
    sources: Nodes,
    squared: Floats,
    first: int,
    last: int,
    size: int,
) -> None:
    """Enter sources into the rows of their targets, from `first` up to `last`; all of one target are in one call.

    parents : a source whose parent is to be its target is entered in any case but one: if all links of the row lead to
        children, its parent becomes -1.
    """
    longest = np.int64(1)
    for row in range(size):
        longest = max(longest, starts[row + 1] - starts[row])
    room = make_room(longest, longest, n_channels)
    for i in range(first, last):
        target, node, of_node = targets[i], sources[i], squared[i]
        row, of_row = links[target], link_squared[target]
        dropped = row.size - 1
        is_child, is_linked = parents[node] == target, False
        for j in range(row.size):
            is_linked |= row[j] == node
        if is_linked:
            continue
        if row[dropped] >= 0:
            dropped = _choose_dropped(
                address, numbers, starts, n_channels, widths, room, row, of_row, node, of_node, target, parents
            )
            if dropped < 0 and is_child:
                for j in range(row.size):
                    dropped = j if parents[row[j]] != target else dropped
                if dropped < 0:
                    parents[node] = -1
        if dropped >= 0:
            _place(row, of_row, dropped, node, of_node)


@entry(
    types.none(
        types.int64,
        _FLOATS,
        _INTS,
        types.int64,
        _INTS,
        _NODES,
        _INTS,
        _NODES,
        types.int64,
        types.int64,
        _ROWS_OUT,
        writable(types.float32, 2),
        types.int64,
    )
)
def relink(
    address: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    nodes: Nodes,
    bounds: Ints,
    candidates: Nodes,
    first: int,
    last: int,
    links: Nodes,
    link_squared: Floats,
    size: int,
) -> None:
    """Choose the links of nodes anew, number `first` up to `last`.

    bounds : (len(nodes) + 1,) the candidates of node i are those from bounds[i] to bounds[i + 1], each once.
    """
    longest, most = np.int64(1), np.int64(0)
    for row in range(size):
        longest = max(longest, starts[row + 1] - starts[row])
    for i in range(first, last):
        most = max(most, bounds[i + 1] - bounds[i])
    room = make_room(longest, longest, n_channels)
    near, squared, state = empty(most, np.int32), empty(most, np.float32), empty(most, np.int64)
    for i in range(first, last):
        n, found, count = set_query(numbers, starts, np.int64(nodes[i]), n_channels, room), room[9], np.int64(0)
        at = bounds[i]
        while at < bounds[i + 1]:
            taken = take_group(starts, candidates, at, bounds[i + 1], n, n_channels, room)
            compare(address, FILL | WARP, numbers, n_channels, n, widths, room, found, np.float32(np.inf))
            for lane in range(taken):
                place = count
                while place > 0 and squared[place - 1] > found[lane]:
                    near[place], squared[place] = near[place - 1], squared[place - 1]
                    place -= 1
                near[place], squared[place] = candidates[at + lane], found[lane]
                count += 1
            at += taken
        choose(
            address, numbers, starts, n_channels, widths, room, near, squared, count, state,
            links[nodes[i]], link_squared[nodes[i]],
        )  # fmt: skip
