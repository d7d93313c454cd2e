"""A small world graph over padded vectors, and how it is walked.

Single layer. Walks start at the nearest of about sqrt(n) entries, which are compared one after the other in one block
of memory: cheaper than the upper layers of a hierarchy, and clusters that no long link leads to still get a door of
their own. Above 100,000 nodes there are more, in groups (see `doors`). Of equal vectors only one is a node, the others
are its twins: rows full of links at distance 0 would cut a group of duplicates off.

Sources: Malkov, Ponomarenko, Logvinov and Krylov 2014 (single layer); Malkov and Yashunin 2020 (pool, diverse links).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.stored import N_EXTRA, Stored, kind_of

Ids = npt.NDArray[np.int32]
Pairs = tuple[Ids, Ids]
"""Sources and targets of links."""
POOL_BLOCK = 16
WALKS = 4
# How many groups of entries are looked into, the nearest ones.
N_GROUPS_ENTERED = 8
# From how many entries a walk begins; from more where the longest vectors are among them.
N_STARTS, MOST_STARTS = 4, 16
# A walk stays in the cluster where it begins, so each part of a large graph needs a door. Up to `MOST_BY_ROOT` nodes,
# more entries than their root are not worth their time; above, there is one more for each `NODES_PER_ENTRY`.
MOST_BY_ROOT, NODES_PER_ENTRY = 100_000, 120
# Vectors are long as a multiple of the median length, both of a sample.
MUCH_LONGER, MOST_SAMPLED = 1.5, 1_000
# Next to a vector so many times as long as almost all, the links of a graph of float32 tell nothing.
FAR_LONGER = 1_024
# How many of the longest there are for each entry.
LONGEST_PER_ENTRY = 3


@dataclass(frozen=True, slots=True)
class Doors:
    """What a query is compared with before it walks.

    Attributes
    ----------
    rows : (g + e, width) means of groups, then entries, group by group, as they are compared.
    ids : (g + e,) numbers of the groups, then nodes.
    starts : (g + 1,) where each group starts, and the last ends; empty where entries are not in groups.
    """

    rows: npt.NDArray[Any]
    ids: Ids
    starts: Ids


@dataclass(frozen=True, slots=True)
class EntryGroups:
    """Entries around means.

    Attributes
    ----------
    centers : (g, width) the means, of the first `n_fitted` entries, as vectors are stored.
    group_of : (e,) the nearest mean to each entry.
    doors : means and entries, both as they are stored.
    """

    centers: Stored
    n_fitted: int
    group_of: Ids
    doors: Doors


@dataclass(frozen=True)
class VectorGraph:
    """Links between rows; never changed once made, but for rows and links behind `n`.

    Attributes
    ----------
    n : number of rows, twins among them.
    links : (>= n, max_degree) int32, each row ended by -1 where shorter; empty for twins.
    twin_of : (>= n,) the node that stands for a row; nodes stand for themselves.
    entries : (e,) nodes where walks start.
    n_nodes : rows that are no twins.
    n_checked : how many rows there were when all were last known to be reached.
    groups : of the entries, if these are many.
    """

    n: int
    links: Ids
    twin_of: Ids
    entries: Ids
    n_nodes: int
    n_checked: int
    groups: EntryGroups | None = None

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


def by_target(sources: Ids, targets: Ids) -> tuple[Ids, npt.NDArray[np.int64], Ids]:
    """Return each target once, where its sources start in a list and the last of them end, and that list."""
    keys = targets.astype(np.int64) << 32 | np.arange(len(targets))  # sorted seven times as fast as with `argsort`
    keys.sort()
    targets, sources = (keys >> 32).astype(np.int32), sources[keys & 0xFFFFFFFF]
    first = np.flatnonzero(np.diff(targets, prepend=-1))
    return targets[first], np.append(first, len(targets)).astype(np.int64), sources


def wanted_entries(n_nodes: int) -> int:
    """Return how many entries a graph of so many nodes has."""
    return isqrt(min(n_nodes, MOST_BY_ROOT)) + 1 + max(0, n_nodes - MOST_BY_ROOT) // NODES_PER_ENTRY


def with_more_entries(entries: Ids, nodes: Ids) -> Ids:
    """Return the entries, and evenly spread nodes in addition if they are too few."""
    n_missing = wanted_entries(len(nodes)) - len(entries)
    if n_missing <= 0 or len(nodes) == 0:
        return entries
    others = np.setdiff1d(nodes, entries)
    return np.concatenate([entries, others[:: max(1, len(others) // n_missing)][:n_missing]])


def outstanding(graph: VectorGraph, points: Stored, *, column: int, reach: float) -> Ids:
    """Return the longest nodes under the inner product, three for each entry; or the few that are `outlying`.

    There are no others unless as many of the longest as there are entries are much longer than most. They are near to
    every query, but far from each other: hardly a link leads from one to the next. With groups of entries, there are
    none.

    Parameters
    ----------
    points : padded rows of all nodes, all of length `reach` by the number in a column, the less the longer.
    """
    n, n_entries = graph.n, len(graph.entries)
    if graph.groups is not None or n_entries == 0 or n < 2 * n_entries:
        return np.empty(0, dtype=np.int32)
    long, middle = _squared_lengths(points, n, n_entries, column=column, reach=reach)
    if long < MUCH_LONGER * MUCH_LONGER * middle:
        few = outlying(points, n, column=column, reach=reach)
        return np.empty(0, dtype=np.int32) if few is None else np.unique(graph.twin_of[few.rows])
    filled = points[:n, column]
    n_wanted = min(LONGEST_PER_ENTRY * n_entries, n)
    order = np.argpartition(filled, n_wanted - 1)
    return np.unique(graph.twin_of[order[:n_wanted]])


@dataclass(frozen=True, slots=True)
class Outlying:
    """A few rows that are far longer than all others, and how long these are at most."""

    rows: Ids
    usual_length: float


def outlying(points: Stored, n: int, *, column: int, reach: float) -> Outlying | None:
    """Return the rows that are longer than all but as many as a graph has entries; None unless the longest stands out.

    The other arguments are as in `outstanding`.
    """
    n_few, much = wanted_entries(n), MUCH_LONGER * MUCH_LONGER
    if n < 2 * n_few or n > MOST_BY_ROOT:
        return None
    long, _ = _squared_lengths(points, n, n_few, column=column, reach=reach)
    if reach * reach <= much * long:
        return None
    extra = points[:n, column : column + N_EXTRA[kind_of(points)]]
    squares = reach * reach - np.square(extra, dtype=np.float64).sum(axis=1)
    middle, long, longest = np.partition(squares, [n // 2, n - 1 - n_few, n - 1])[[n // 2, n - 1 - n_few, n - 1]]
    if long >= much * middle or not much * long < longest <= FAR_LONGER * FAR_LONGER * long:
        return None
    return Outlying(np.flatnonzero(squares > long).astype(np.int32), float(np.sqrt(long)))


def is_blurred(graph: VectorGraph, points: Stored, *, column: int, reach: float) -> bool:
    """Return whether float32 cannot tell most rows apart under the inner product, next to a few that are far longer.

    Arguments as in `outstanding`.
    """
    if len(graph.entries) == 0 or graph.n < 2 * len(graph.entries):
        return False
    long, _ = _squared_lengths(points, graph.n, len(graph.entries), column=column, reach=reach)
    return bool(reach * reach > FAR_LONGER * FAR_LONGER * long)


def _squared_lengths(points: Stored, n: int, n_few: int, *, column: int, reach: float) -> npt.NDArray[np.float64]:
    """Squared lengths in a sample: of the longest, so many of all rows, the shortest; and the median."""
    sample = np.sort(points[: n : -(-n // MOST_SAMPLED), column]).astype(np.float64)
    return reach * reach - np.square(sample[[len(sample) * n_few // n, len(sample) // 2]])


def enough_entries(graph: VectorGraph) -> Ids:
    """Return the entries, and more if an older file has too few."""
    if len(graph.entries) >= wanted_entries(graph.n_nodes) - 1:
        return graph.entries
    nodes = np.flatnonzero(graph.twin_of[: graph.n] == np.arange(graph.n)).astype(np.int32)
    return with_more_entries(graph.entries, nodes)


def borrow_marks(graph: VectorGraph) -> npt.NDArray[np.uint64]:
    """Return zeros with a bit for every row and walk; append them to `scratch` when they are zeros again."""
    try:
        return graph.scratch.pop()
    except IndexError:
        return np.zeros((WALKS, graph.n // 64 + 1), dtype=np.uint64)


def pool_size(ef: int) -> int:
    """Return `ef` rounded up to whole blocks."""
    return -(-ef // POOL_BLOCK) * POOL_BLOCK


def empty_graph(max_degree: int) -> VectorGraph:
    """Return a graph without rows."""
    nothing = np.empty(0, dtype=np.int32)
    links = np.empty((0, max_degree), dtype=np.int32)
    return VectorGraph(n=0, links=links, twin_of=nothing, entries=nothing, n_nodes=0, n_checked=0)
