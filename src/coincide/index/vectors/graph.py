"""A small world graph over padded vectors, and how it is walked.

Single layer. Walks start at the nearest of about sqrt(n) entries, which are compared one after the other in one block
of memory: cheaper than the upper layers of a hierarchy, and clusters that no long link leads to still get a door of
their own. Of equal vectors only one is a node, the others are its twins: rows full of links at distance 0 would cut a
group of duplicates off.

Sources: Malkov, Ponomarenko, Logvinov and Krylov 2014 (single layer); Malkov and Yashunin 2020 (pool, diverse links).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from coincide.index.vectors.codes import Codes
from coincide.index.vectors.stored import Floats

Ids = npt.NDArray[np.int32]
Points = Floats | Codes
POOL_BLOCK = 16


@dataclass(frozen=True)
class Graph:
    """Links between rows; never changed once made, but for rows and links behind `n`.

    Attributes
    ----------
    n : number of rows, twins among them.
    links : (>= n, max_degree) int32, each row ended by -1 where shorter; empty for twins.
    twin_of : (>= n,) the node that stands for a row; nodes stand for themselves.
    entries : (e,) nodes where walks start.
    n_nodes : rows that are no twins.
    n_checked : how many rows there were when all were last known to be reached.
    """

    n: int
    links: Ids
    twin_of: Ids
    entries: Ids
    n_nodes: int
    n_checked: int

    @cached_property
    def twins(self) -> tuple[Ids, Ids]:
        """For each node where its rows start in a list, and that list, increasing; both empty without twins."""
        if self.n_nodes == self.n:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
        twin_of = self.twin_of[: self.n]
        starts = np.concatenate([[0], np.cumsum(np.bincount(twin_of, minlength=self.n))])
        return starts.astype(np.int32), np.argsort(twin_of, kind="stable").astype(np.int32)

    @cached_property
    def scratch(self) -> list[npt.NDArray[np.uint64]]:
        """Marks that no walk uses at the moment, all zero: made once for every thread, not for every query."""
        return []


@dataclass(frozen=True, slots=True)
class Pools:
    """What walks found.

    Attributes
    ----------
    ids, squared : (q, ef) nodes, nearest first, and their squared distances.
    counts : (q,) how many of them are meant.
    n_compared : comparisons in all.
    """

    ids: Ids
    squared: Floats
    counts: Ids
    n_compared: int


def walk(
    graph: Graph, points: Floats | Codes, doors: Floats | Codes, queries: Floats | Codes, rows: Ids, ef: int
) -> Pools:
    """Walk to the rows asked for of `queries`.

    Parameters
    ----------
    points : padded vectors or codes of all rows; `doors` those of the entries.
    rows : (q,) which queries.
    ef : pool size; rounded up to a multiple of 16.
    """
    from coincide.index.vectors import walk as kernels

    width = -(-ef // POOL_BLOCK) * POOL_BLOCK
    ids = np.empty((len(rows), width), dtype=np.int32)
    squared = np.empty((len(rows), width), dtype=np.float32)
    counts = np.empty(len(rows), dtype=np.int32)
    try:
        seen = graph.scratch.pop()
    except IndexError:
        seen = np.zeros((kernels.WALKS, graph.n // 64 + 1), dtype=np.uint64)
    kernel = kernels.walk_floats if points.dtype == np.float32 else kernels.walk_codes
    n_compared = kernel(points, graph.links, graph.n, doors, graph.entries, queries, rows, seen, ids, squared, counts)
    graph.scratch.append(seen)
    return Pools(ids=ids, squared=squared, counts=counts, n_compared=n_compared)


def empty_graph(max_degree: int) -> Graph:
    """Return a graph without rows."""
    nothing = np.empty(0, dtype=np.int32)
    links = np.empty((0, max_degree), dtype=np.int32)
    return Graph(n=0, links=links, twin_of=nothing, entries=nothing, n_nodes=0, n_checked=0)
