"""How rows leave the graph: who pointed at one that is gone is linked, both ways, with that one's own neighbors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.engine import Rows
from coincide_smallworld.index.vectors.buffers import aligned
from coincide_smallworld.index.vectors.graph import Ids, Pairs, VectorGraph, by_target, with_more_entries
from coincide_smallworld.index.vectors.reach import connected
from coincide_smallworld.index.vectors.stored import Stored, as_numbers


def kept(
    graph: VectorGraph, points: Stored, rows: Rows, *, extra: int, is_returned: bool, is_filled: bool
) -> VectorGraph:
    """Return a graph of only these rows (increasing), renumbered.

    Parameters
    ----------
    points : padded rows, numbered as before.
    extra : the first column that the inner product adds, or -1.
    is_returned : whether links that take the place of others lead both ways.
    is_filled : whether near nodes, diverse or not, fill the places of rows that are chosen anew.
    """
    stands = _stands(graph, rows)
    # Survivors are the nodes somebody stands for; they keep their links and may hand them to a twin.
    nodes = np.flatnonzero((stands >= 0) & (graph.twin_of[: graph.n] == np.arange(graph.n))).astype(np.int32)
    number = np.full(graph.n, -1, dtype=np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    links = aligned((len(rows), graph.links.shape[1]), np.int32)
    links[:] = -1
    links[number[stands[nodes]]] = _renumbered(
        _mended(graph, points, stands, nodes, extra, is_returned=is_returned, is_filled=is_filled), number[stands]
    )
    twin_of = number[stands[graph.twin_of[rows]]]
    entries = _entries(graph, stands, number, nodes)
    return connected(
        VectorGraph(n=len(rows), links=links, twin_of=twin_of, entries=entries, n_nodes=len(nodes), n_checked=0)
    )


def _stands(graph: VectorGraph, rows: Rows) -> Ids:
    """For each row the kept row that now stands for it: itself, for a node that is gone its first twin, or -1."""
    stands = np.full(graph.n, -1, dtype=np.int32)
    twins_last_first = rows[::-1]
    stands[graph.twin_of[twins_last_first]] = twins_last_first
    stands[rows] = rows
    return stands


def _mended(
    graph: VectorGraph, points: Stored, stands: Ids, nodes: Ids, extra: int, *, is_returned: bool, is_filled: bool
) -> Ids:
    from coincide_smallworld.index.vectors import linking

    points, width = as_numbers(points), graph.links.shape[1]
    mended = np.empty((len(nodes), width), dtype=np.int32)
    linking.mend(points, extra, graph.links, stands, nodes, mended, is_filled)
    if not is_returned:
        return mended
    links = aligned(graph.links[: graph.n].shape, np.int32)
    links[nodes] = mended
    # Links are made both ways when nodes come; a node to which nothing leads is no longer found.
    targets, starts, sources = by_target(*_not_returned(links, nodes))
    linking.link_back(points, extra, links, targets, starts, sources, width, is_filled)
    return links[nodes]


def _not_returned(links: Ids, nodes: Ids) -> Pairs:
    """The links of nodes, from source to target, whose targets have none back."""
    rows = links[nodes]
    sources, targets = np.repeat(nodes, (rows >= 0).sum(axis=1)), rows[rows >= 0]
    there = sources.astype(np.int64) * len(links) + targets
    back = targets.astype(np.int64) * len(links) + sources
    is_one_way = np.isin(back, there, invert=True)
    return sources[is_one_way], targets[is_one_way]


def _renumbered(links: Ids, number: Ids) -> Ids:
    return np.where(links >= 0, number[links], np.int32(-1)).astype(np.int32)


def _entries(graph: VectorGraph, stands: Ids, number: Ids, nodes: Ids) -> Ids:
    """The entries that are left, and evenly spread nodes for those that are gone."""
    old = with_more_entries(graph.entries[stands[graph.entries] >= 0], nodes)
    entries: npt.NDArray[np.int32] = number[stands[old]].astype(np.int32)
    return entries
