"""How links are chosen: near nodes, but none that is nearer to one already chosen than to the node itself.

Sources: Malkov and Yashunin 2020, algorithm 4 (the rule); Jayaram Subramanya et al. 2019 (rows with slack while
building, so that one pruning pays for many added links).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide_smallworld.compiled import entries, entry, inner, read_only, writable
from coincide_smallworld.index.vectors.intrinsics import (
    keep,
    n_extra,
    number_at,
    pointer,
    prefetch_row,
    shifted,
    squared_distance,
)
from coincide_smallworld.index.vectors.walk import offer
from coincide_smallworld.scratch import empty

# Filled rows keep one place in so many free; otherwise, each link back would have them pruned.
FREE_PART = 16


@inner
def asked_distance(points: Any, dim: Any, asking: Any, other: Any, extra: Any) -> Any:
    """Squared distance as a search for `asking` sees it: under the inner product its extra numbers count as 0."""
    squared = squared_distance(points, asking, points, other, dim)
    if extra < 0:
        return squared
    for i in range(extra, extra + n_extra(points)):
        own = number_at(points, asking * dim + i)
        squared += own * (np.float32(2.0) * number_at(points, other * dim + i) - own)
    return squared


@inner
def _choose(
    points: Any, dim: Any, extra: Any, node: Any, ids: Any, squared: Any, count: Any, most: Any, chosen: Any
) -> Any:
    """Write up to `most` diverse ones of a node's sorted candidates into `chosen`; return how many."""
    n_chosen = 0
    for i in range(count):
        candidate = np.int64(ids[i])
        limit = squared[i] if extra < 0 else asked_distance(points, dim, candidate, node, extra)
        is_diverse = True
        for j in range(n_chosen):
            if asked_distance(points, dim, candidate, np.int64(chosen[j]), extra) < limit:
                is_diverse = False
                break
        if is_diverse:
            chosen[n_chosen] = candidate
            n_chosen += 1
            if n_chosen == most:
                break
    return n_chosen


@inner
def _end_row(row: Any, count: Any, width: Any) -> None:
    for i in range(count, width):
        row[i] = -1


@inner
def _degree(row: Any, width: Any) -> Any:
    count = 0
    while count < width and row[count] >= 0:
        count += 1
    return count


@inner
def _prune(
    points: Any, dim: Any, extra: Any, node: Any, row: Any, count: Any, most: Any, ids: Any, squared: Any
) -> Any:
    """Choose anew among the links in a row of a node; `ids` and `squared` are scratch; return how many are left."""
    for i in range(count):
        prefetch_row(points, np.int64(row[i]), dim)
    for i in range(count):
        other = np.int64(row[i])
        offer(ids, squared, i, count, other, asked_distance(points, dim, node, other, extra))
    return _choose(points, dim, extra, node, ids, squared, count, most, row)


@inner
def _fill_up(row: Any, left: Any, ids: Any, count: Any, most: Any) -> Any:
    """Append the nearest of sorted candidates to a row that lacks them; return how many links it then has."""
    n_chosen, i = left, 0
    while left < most and i < count:
        is_there = False
        for j in range(n_chosen):
            if row[j] == ids[i]:
                is_there = True
        if not is_there:
            row[left] = ids[i]
            left += 1
        i += 1
    return left


@inner
def _find_twin(points: Any, width: Any, extra: Any, node: Any, ids: Any, squared: Any, count: Any) -> Any:
    """The first node in a pool with equal numbers, or -1; a distance of 0 alone may be an underflow."""
    own = shifted(points, node * width)
    for i in range(count):
        # Under the inner product an equal vector is at no certain distance.
        if extra < 0 and squared[i] > np.float32(0.0):
            break
        other = shifted(points, np.int64(ids[i]) * width)
        n_equal = 0
        for axis in range(width):
            n_equal += np.int64(own[axis] == other[axis])
        if n_equal == width:
            return np.int64(ids[i])
    return -1


@inner
def _add_new(candidates: Any, count: Any, node: Any) -> Any:
    for i in range(count):
        if candidates[i] == node:
            return count
    candidates[count] = node
    return count + 1


@inner
def _survivors(links: Any, width: Any, stands: Any, node: Any, candidates: Any) -> Any:
    """Write the neighbors left, and those of the neighbors that are gone; return their number, and of those gone."""
    count, n_gone = 0, 0
    for i in range(width):
        other = np.int64(links[node * width + i])
        if other < 0:
            break
        if stands[other] >= 0:
            count = _add_new(candidates, count, other)
            continue
        n_gone += 1
        for j in range(width):
            further = np.int64(links[other * width + j])
            if further < 0:
                break
            if further != node and stands[further] >= 0:
                count = _add_new(candidates, count, further)
    return count, n_gone


_LINKS, _IDS = writable(types.int32, 2), read_only(types.int32, 1)
_POINTS = read_only(types.float32, 2), read_only(types.uint16, 2)
_POOL_IDS, _POOL_SQUARED = read_only(types.int32, 2), read_only(types.float32, 2)


@entries(
    *(
        types.void(
            points, types.int64, _LINKS, writable(types.int32, 1), _IDS, _POOL_IDS, _POOL_SQUARED, _IDS, types.int64
        )
        for points in _POINTS
    )
)
def link(
    points: Any, extra: Any, links: Any, twin_of: Any, nodes: Any, ids: Any, squared: Any, counts: Any, most: Any
) -> None:
    """Link each node to up to `most` diverse ones of its pool, or note the node that it equals.

    Parameters
    ----------
    points : padded rows, float32 or, of 16 bits, uint16.
    extra : the first column that the inner product adds, or -1.
    links, twin_of : the rows of `nodes` are written; a twin gets no links.
    ids, squared, counts : one pool for each of `nodes`, as a walk wrote it.
    """
    dim, width, ef = points.shape[1], links.shape[1], ids.shape[1]
    start = pointer(points)
    for i in range(nodes.size):
        node, count = np.int64(nodes[i]), np.int64(counts[i])
        pool_ids, pool_squared = shifted(pointer(ids), i * ef), shifted(pointer(squared), i * ef)
        row = shifted(pointer(links), node * width)
        left = 0
        twin = _find_twin(start, dim, extra, node, pool_ids, pool_squared, count)
        if twin >= 0:
            twin_of[node] = twin
        else:
            left = _choose(start, dim, extra, node, pool_ids, pool_squared, count, most, row)
        _end_row(row, left, width)


@entries(
    *(
        types.void(points, types.int64, _LINKS, _IDS, read_only(types.int64, 1), _IDS, types.int64, types.boolean)
        for points in _POINTS
    )
)
def link_back(
    points: Any, extra: Any, links: Any, targets: Any, starts: Any, sources: Any, most: Any, is_filled: Any
) -> None:
    """Link each target to its sources (those from starts[t] to starts[t + 1]); a full row is pruned to `most`.

    If rows are filled, the nearest of the pruned links stay, but for one place in `FREE_PART`, at least one.
    """
    dim, width = points.shape[1], links.shape[1]
    # One place more than a row has, for the link that no longer fits.
    wide_row, id_row = empty(width + 1, np.int32), empty(width + 1, np.int32)
    squared_row = empty(width + 1, np.float32)
    start, wide, scratch_ids, scratch_squared = (
        pointer(points),
        pointer(wide_row),
        pointer(id_row),
        pointer(squared_row),
    )
    for t in range(targets.size):
        node = np.int64(targets[t])
        row = shifted(pointer(links), node * width)
        count = _degree(row, width)
        for s in range(starts[t], starts[t + 1]):
            if count < width:
                row[count] = sources[s]
                count += 1
                continue
            for i in range(count):
                wide[i] = row[i]
            wide[count] = sources[s]
            left = _prune(start, dim, extra, node, wide, count + 1, most, scratch_ids, scratch_squared)
            if is_filled:
                left = _fill_up(wide, left, scratch_ids, count + 1, most - max(1, most // FREE_PART))
            for i in range(left):
                row[i] = wide[i]
            _end_row(row, left, width)
            count = left
    keep(wide_row)
    keep(id_row)
    keep(squared_row)


@entries(*(types.void(points, types.int64, _LINKS, types.int64, types.int64, types.int64) for points in _POINTS))
def shrink(points: Any, extra: Any, links: Any, first: Any, last: Any, most: Any) -> None:
    """Prune the rows from `first` to `last` to `most` links."""
    dim, width = points.shape[1], links.shape[1]
    id_row, squared_row = empty(width, np.int32), empty(width, np.float32)
    for node in range(first, last):
        row = shifted(pointer(links), node * width)
        count = _degree(row, width)
        if count > most:
            left = _prune(pointer(points), dim, extra, node, row, count, most, pointer(id_row), pointer(squared_row))
            _end_row(row, left, width)


@entries(*(types.void(points, types.int64, _POOL_IDS, _IDS, _IDS, _LINKS, types.boolean) for points in _POINTS))
def mend(points: Any, extra: Any, links: Any, stands: Any, nodes: Any, mended: Any, is_filled: Any) -> None:
    """Link nodes anew, where a neighbor is gone, with that one's own neighbors among the candidates.

    Parameters
    ----------
    links : rows before.
    stands : (n,) negative for nodes that are gone.
    nodes : none of them gone; row i of `mended` is written for nodes[i], ids as before.
    is_filled : whether the nearest candidates take the places that diverse ones leave.
    """
    dim, width = points.shape[1], links.shape[1]
    room = width * (width + 1)
    candidate_row, id_row, squared_row = empty(room, np.int32), empty(room, np.int32), empty(room, np.float32)
    start, candidates = pointer(points), pointer(candidate_row)
    scratch_ids, scratch_squared = pointer(id_row), pointer(squared_row)
    for i in range(nodes.size):
        node = np.int64(nodes[i])
        count, n_gone = _survivors(pointer(links), width, pointer(stands), node, candidates)
        row = shifted(pointer(mended), i * width)
        if n_gone > 0:
            n_candidates = count
            count = _prune(start, dim, extra, node, candidates, n_candidates, width, scratch_ids, scratch_squared)
            if is_filled:
                count = _fill_up(candidates, count, scratch_ids, n_candidates, width)
        for j in range(count):
            row[j] = candidate_row[j]
        _end_row(row, count, width)
    keep(id_row)
    keep(squared_row)


@entry(types.void(_POOL_IDS, types.int64, _IDS, writable(types.boolean, 1)))
def mark_reached(links: Any, n: Any, starts: Any, is_reached: Any) -> None:
    """Mark all that the starts lead to, not passing what is marked already or does not exist yet."""
    waiting = empty(n, np.int32)
    count = 0
    for i in range(starts.size):
        if not is_reached[starts[i]]:
            is_reached[starts[i]] = True
            waiting[count] = starts[i]
            count += 1
    while count > 0:
        count -= 1
        node = waiting[count]
        for i in range(links.shape[1]):
            other = links[node, i]
            if other < 0:
                break
            if other < n and not is_reached[other]:
                is_reached[other] = True
                waiting[count] = other
                count += 1
