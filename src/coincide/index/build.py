"""How the graph grows and stays reachable.

Vectors are inserted in a seeded random order, because a sorted order (one recording after the other) makes
poor long links. Three rules keep a single layer navigable where plain small worlds fail:

- every search starts at about sqrt(n) entries spread over the insertion order, not at one;
- of equal vectors only the first inserted becomes a node, the others are its twins: rows full of links at
  distance 0 would cut a group of duplicates off;
- after growing, whatever cannot be reached from the entries gets a link from one of its own neighbors that
  can, or else becomes an entry itself. So every vector can be found, and a search for n neighbors returns n.

A single layer with entries does here what the upper layers of a hierarchy do, with one array less, and
clusters that no long link leads to still get a door of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np
import numpy.typing as npt

# Nodes per call of the compiled loop: between calls Python can react to an interrupt.
NODES_PER_CALL = 2048

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Graph:
    """A small world graph; never changed once made.

    Attributes
    ----------
    vectors : (n, dim) float32 as stored.
    links : (n, max_degree) int32, each row ended by -1 where shorter.
    entries : (e,) where searches start.
    twin_of : (n,) the node with equal numbers that stands for this one; nodes stand for themselves.
    """

    vectors: npt.NDArray[np.float32]
    links: Ids
    entries: Ids
    twin_of: Ids


def empty_graph(*, max_degree: int) -> Graph:
    """Return a graph without vectors, whose vector length is still open."""
    nothing = np.empty(0, dtype=np.int32)
    return Graph(
        vectors=np.empty((0, 0), dtype=np.float32),
        links=np.empty((0, max_degree), dtype=np.int32),
        entries=nothing,
        twin_of=nothing,
    )


def grow(graph: Graph, fresh: npt.NDArray[np.float32], *, ef_construction: int, rng: np.random.Generator) -> Graph:
    """Return a new graph that holds the fresh vectors too, after the old ones.

    Parameters
    ----------
    fresh : (m, dim) float32 as stored, m ≥ 1.
    ef_construction : pool size while searching for links.
    rng : draws the order of insertion.
    """
    size, n_fresh = len(graph.vectors), len(fresh)
    vectors = np.concatenate([graph.vectors, fresh]) if size > 0 else fresh
    links = np.concatenate([graph.links, np.full((n_fresh, graph.links.shape[1]), -1, dtype=np.int32)])
    twin_of = np.concatenate([graph.twin_of, np.arange(size, size + n_fresh, dtype=np.int32)])
    order = (size + rng.permutation(n_fresh)).astype(np.int32)
    entries = _insert(vectors, links, graph.entries, twin_of, order, ef_construction=ef_construction)
    entries = _connect(links, entries, twin_of)
    return Graph(vectors=vectors, links=links, entries=entries, twin_of=twin_of)


def reached_from(links: Ids, starts: Ids, *, is_reached: npt.NDArray[np.bool_]) -> None:
    """Mark in `is_reached` (n,) all that the starts lead to, not passing what is marked already."""
    frontier = starts[~is_reached[starts]]
    while len(frontier) > 0:
        is_reached[frontier] = True
        following = links[frontier].ravel()
        following = following[following >= 0]
        frontier = np.unique(following[~is_reached[following]])


def _insert(
    vectors: npt.NDArray[np.float32],
    links: Ids,
    entries: Ids,
    twin_of: Ids,
    order: Ids,
    *,
    ef_construction: int,
) -> Ids:
    from coincide.index import kernels

    n_entries, n_nodes = len(entries), int(np.count_nonzero(twin_of == np.arange(len(twin_of)))) - len(order)
    room = np.zeros(max(n_entries, isqrt(len(vectors)) + 1) + 1, dtype=np.int32)
    room[:n_entries] = entries
    for first in range(0, len(order), NODES_PER_CALL):
        marks = np.zeros(len(vectors), dtype=np.int32)
        piece = order[first : first + NODES_PER_CALL]
        n_entries, n_nodes = kernels.insert_many(
            vectors, links, room, n_entries, twin_of, n_nodes, piece, ef_construction, marks
        )
    return room[:n_entries].copy()


def _connect(links: Ids, entries: Ids, twin_of: Ids) -> Ids:
    """Let every node be reached, by links where rows have room, else by new entries; return all entries."""
    is_reached = twin_of != np.arange(len(twin_of))
    reached_from(links, entries, is_reached=is_reached)
    added: list[int] = []
    for node in np.flatnonzero(~is_reached):
        if is_reached[node]:
            continue
        if not _link_from_neighbor(links, int(node), is_reached=is_reached):
            added.append(int(node))
        reached_from(links, np.array([node], dtype=np.int32), is_reached=is_reached)
    return np.concatenate([entries, np.array(added, dtype=np.int32)])


def _link_from_neighbor(links: Ids, node: int, *, is_reached: npt.NDArray[np.bool_]) -> bool:
    for neighbor in links[node]:
        if neighbor >= 0 and is_reached[neighbor] and links[neighbor, -1] < 0:
            links[neighbor, int(np.argmax(links[neighbor] < 0))] = node
            return True
    return False
