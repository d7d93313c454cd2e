"""The compiled inner loops of the small world graph.

Importing this module compiles them or loads them from the cache. All kernels live in one file because Numba's
cache notices only edits to the file of the cached function, not to those it calls. Arguments are declared
read-only where they are only read: memory-mapped arrays are another type to Numba and would otherwise compile
everything anew. Signatures are explicit, so each kernel compiles once. Kernels trust their arguments; `graph`
and `files` check them.

A pool is a sorted list of the nearest vectors seen so far: ids, squared distances, and whether each is still
to be opened (its links followed). Order is by distance, then id. A row of links ends at its first -1.

Source: Malkov and Yashunin 2020, algorithms 2 (`_fill_pool`) and 4 (`_choose_links`), on a single layer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba import types

Function = TypeVar("Function", bound=Callable[..., Any])
Floats = npt.NDArray[np.float32]
Links = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


def _read_only(dtype: Any, n_axes: int) -> Any:
    return types.Array(dtype, n_axes, "C", readonly=True)


def _writable(dtype: Any, n_axes: int) -> Any:
    return types.Array(dtype, n_axes, "C")


_I, _F = types.int64, types.float32
_ROWS, _ROWS_OUT = _read_only(types.float32, 2), _writable(types.float32, 2)
_LINKS, _LINKS_OUT = _read_only(types.int32, 2), _writable(types.int32, 2)
_IDS, _IDS_OUT, _DISTANCES_OUT = (
    _read_only(types.int32, 1),
    _writable(types.int32, 1),
    _writable(types.float32, 1),
)
_FLAGS_OUT = _writable(types.boolean, 1)
_PAIR = types.UniTuple(types.int64, 2)


def _kernel(result: Any, *arguments: Any) -> Callable[[Function], Function]:
    """Compile for one signature, cached on disk where a cache folder can be written."""

    def compiled(function: Function) -> Function:
        # Only sums may be reordered: infinities and NaN keep their meaning.
        options: dict[str, Any] = {"nogil": True, "fastmath": {"reassoc", "contract", "nsz", "arcp"}}
        signature = result(*arguments)
        try:
            kernel = numba.njit(signature, cache=True, **options)(function)
        except (RuntimeError, OSError):
            kernel = numba.njit(signature, **options)(function)
        return cast("Function", kernel)

    return compiled


@_kernel(_F, _ROWS, _I, _ROWS, _I)
def _squared(x: Floats, i: int, y: Floats, j: int) -> Any:
    """Squared Euclidean distance of row i of x and row j of y."""
    total = np.float32(0.0)
    for axis in range(x.shape[1]):
        difference = x[i, axis] - y[j, axis]
        total += difference * difference
    return total


@_kernel(_I, _IDS_OUT, _DISTANCES_OUT, _FLAGS_OUT, _I, _I, _I, _F)
def _offer(ids: Links, squared: Floats, is_open: Flags, count: int, most: int, node: int, distance: Any) -> int:
    """Put a node into a pool of `count` that holds `most`; return its place, or `most` if it is too far."""
    place = count
    while place > 0 and (squared[place - 1] > distance or (squared[place - 1] == distance and ids[place - 1] > node)):
        place -= 1
    for i in range(min(count, most - 1), place, -1):
        ids[i], squared[i], is_open[i] = ids[i - 1], squared[i - 1], is_open[i - 1]
    if place < most:
        ids[place], squared[place], is_open[place] = node, distance, True
    return place


@_kernel(_PAIR, _ROWS, _LINKS, _IDS, _I, _ROWS, _I, _IDS_OUT, _I, _IDS_OUT, _DISTANCES_OUT, _FLAGS_OUT)
def _fill_pool(
    vectors: Floats,
    links: Links,
    entries: Links,
    n_entries: int,
    queries: Floats,
    row: int,
    marks: Links,
    mark: int,
    ids: Links,
    squared: Floats,
    is_open: Flags,
) -> tuple[int, int]:
    """Beam search: start at all entries, open the nearest until none is left; return pool size and "
    f"comparisons."""
    most = ids.size
    count = 0
    compared = 0
    for i in range(n_entries):
        node = entries[i]
        if marks[node] != mark:
            marks[node] = mark
            compared += 1
            place = _offer(ids, squared, is_open, count, most, node, _squared(vectors, node, queries, row))
            count = min(most, count + 1)
    at = 0
    while at < count:
        if not is_open[at]:
            at += 1
            continue
        is_open[at] = False
        node = ids[at]
        nearest_change = at + 1
        for i in range(links.shape[1]):
            other = links[node, i]
            if other < 0:
                break
            if marks[other] == mark:
                continue
            marks[other] = mark
            compared += 1
            distance = _squared(vectors, other, queries, row)
            if count == most and distance > squared[most - 1]:
                continue
            place = _offer(ids, squared, is_open, count, most, other, distance)
            count = min(most, count + 1)
            nearest_change = min(nearest_change, place)
        at = nearest_change
    return count, compared


@_kernel(types.none, _ROWS, _LINKS_OUT, _I, _IDS_OUT, _DISTANCES_OUT, _I)
def _choose_links(vectors: Floats, links: Links, node: int, ids: Links, squared: Floats, count: int) -> None:
    """Link a node to candidates, nearest first, that are nearer to it than to any already chosen."""
    most = links.shape[1]
    chosen = 0
    for i in range(count):
        is_diverse = True
        for j in range(chosen):
            if _squared(vectors, ids[i], vectors, links[node, j]) < squared[i]:
                is_diverse = False
                break
        if is_diverse:
            links[node, chosen] = ids[i]
            chosen += 1
            if chosen == most:
                break
    for j in range(chosen, most):
        links[node, j] = -1


@_kernel(types.none, _ROWS, _LINKS_OUT, _I, _I, _IDS_OUT, _DISTANCES_OUT, _FLAGS_OUT)
def _link_back(
    vectors: Floats, links: Links, node: int, fresh: int, ids: Links, squared: Floats, is_open: Flags
) -> None:
    """Add a link to a fresh node; if the row is full, choose anew among its links and the fresh one."""
    most = links.shape[1]
    for i in range(most):
        if links[node, i] < 0:
            links[node, i] = fresh
            return
    _offer(ids, squared, is_open, 0, most + 1, fresh, _squared(vectors, fresh, vectors, node))
    for i in range(most):
        other = links[node, i]
        _offer(ids, squared, is_open, i + 1, most + 1, other, _squared(vectors, other, vectors, node))
    _choose_links(vectors, links, node, ids, squared, most + 1)


@_kernel(_I, _ROWS, _IDS_OUT, _DISTANCES_OUT, _I, _I)
def _find_twin(vectors: Floats, ids: Links, squared: Floats, count: int, node: int) -> int:
    """The first node in the pool with equal numbers, or -1; a distance of 0 alone may be an underflow."""
    for i in range(count):
        if squared[i] > 0.0:
            break
        is_equal = True
        for axis in range(vectors.shape[1]):
            if vectors[ids[i], axis] != vectors[node, axis]:
                is_equal = False
                break
        if is_equal:
            return ids[i]
    return -1


@_kernel(_PAIR, _ROWS, _LINKS_OUT, _IDS_OUT, _I, _IDS_OUT, _I, _IDS, _I, _IDS_OUT)
def insert_many(
    vectors: Floats,
    links: Links,
    entries: Links,
    n_entries: int,
    twin_of: Links,
    n_nodes: int,
    order: Links,
    beam: int,
    marks: Links,
) -> tuple[int, int]:
    """Insert nodes in the given order; return the new numbers of entries and of nodes that are no twins.

    Parameters
    ----------
    links, entries, twin_of : changed in place; `entries` has room for one per perfect square of nodes.
    order : nodes to insert; all others in reach of `entries` are inserted already.
    beam : pool size while searching for links.
    marks : (n,) zeros.
    """
    ids, squared, is_open = np.empty(beam, np.int32), np.empty(beam, np.float32), np.empty(beam, np.bool_)
    width = links.shape[1] + 1
    row_ids, row_squared, row_open = (
        np.empty(width, np.int32),
        np.empty(width, np.float32),
        np.empty(width, np.bool_),
    )
    for step in range(order.size):
        node = order[step]
        count, _ = _fill_pool(vectors, links, entries, n_entries, vectors, node, marks, step + 1, ids, squared, is_open)
        twin = _find_twin(vectors, ids, squared, count, node)
        if twin >= 0:
            twin_of[node] = twin
            continue
        _choose_links(vectors, links, node, ids, squared, count)
        for i in range(links.shape[1]):
            if links[node, i] < 0:
                break
            _link_back(vectors, links, links[node, i], node, row_ids, row_squared, row_open)
        if n_entries * n_entries <= n_nodes:
            entries[n_entries] = node
            n_entries += 1
        n_nodes += 1
    return n_entries, n_nodes


@_kernel(_I, _ROWS, _LINKS, _IDS, _ROWS, _IDS_OUT, _LINKS_OUT, _IDS_OUT)
def search_many(
    vectors: Floats, links: Links, entries: Links, queries: Floats, marks: Links, ids: Links, counts: Links
) -> int:
    """Search for every query; return the number of comparisons.

    Parameters
    ----------
    marks : (n,) zeros.
    ids : (q, beam), written: the nearest nodes found, nearest first.
    counts : (q,), written: how many were found.
    """
    beam = ids.shape[1]
    squared, is_open = np.empty(beam, np.float32), np.empty(beam, np.bool_)
    compared = 0
    for row in range(queries.shape[0]):
        counts[row], n = _fill_pool(
            vectors, links, entries, entries.size, queries, row, marks, row + 1, ids[row], squared, is_open
        )
        compared += n
    return compared
