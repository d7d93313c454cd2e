"""The graph without dropped rows: who linked to a dropped node gets links to that node's own neighbors instead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band
from coincide_smallworld.distances.series import Series
from coincide_smallworld.index.series.graph import SeriesGraph

Nodes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]

# So many of a dropped node's links are passed on to each node that linked to it.
N_HEIRS = 8


def kept(graph: SeriesGraph, rows: Rows, series: Series, *, band: Band) -> SeriesGraph:
    """Return the graph of some rows.

    Parameters
    ----------
    rows : (r,) increasing, the rows to keep; they become 0, 1, 2, ...
    series : (r,) the series of these rows.
    """
    heir = _heirs(graph, rows)
    old = np.flatnonzero(heir >= 0)
    nodes = heir[old]
    links, squared = (
        np.full((len(rows), graph.links.shape[1]), -1, dtype=np.int32),
        np.full((len(rows), graph.links.shape[1]), np.inf, dtype=np.float32),
    )
    mapped = np.where(graph.links[old] >= 0, heir[graph.links[old]], -1).astype(np.int32)
    has_lost = ((graph.links[old] >= 0) & (mapped < 0)).any(axis=1)
    links[nodes[~has_lost]], squared[nodes[~has_lost]] = mapped[~has_lost], graph.squared[old[~has_lost]]
    _relink(graph, heir, old[has_lost], series, links, squared, band=band)
    twin_of = heir[graph.twin_of[rows]].astype(np.int32)
    entries = heir[graph.entries]
    parents, entries = reach(links, entries[entries >= 0], twin_of)
    return SeriesGraph(
        links=links,
        squared=squared,
        parents=parents,
        entries=entries,
        twin_of=twin_of,
        sketches=np.empty(0, dtype=np.float32),
    )


def reach(links: Nodes, entries: Rows, twin_of: Nodes) -> tuple[Nodes, Nodes]:
    """Return for each node a parent that links to it, on a way from an entry, and the entries.

    Nodes that cannot be reached become entries themselves, lowest first.
    """
    parents = np.full(len(links), -1, dtype=np.int32)
    is_reached = twin_of != np.arange(len(links))
    added: list[int] = []
    frontier = np.unique(entries)
    while True:
        is_reached[frontier] = True
        while len(frontier) > 0:
            targets, sources = links[frontier].ravel(), np.repeat(frontier, links.shape[1])
            is_fresh = (targets >= 0) & ~is_reached[targets]
            frontier, first = np.unique(targets[is_fresh], return_index=True)
            parents[frontier] = sources[is_fresh][first]
            is_reached[frontier] = True
        missing = int(np.argmin(is_reached)) if len(is_reached) > 0 else 0
        if len(is_reached) == 0 or is_reached[missing]:
            return parents, np.concatenate([entries, np.array(added, dtype=np.int64)]).astype(np.int32)
        added.append(missing)
        frontier = np.array([missing])


def _heirs(graph: SeriesGraph, rows: Rows) -> Rows:
    """For each old node the new row that stands for its group: itself or else its first kept twin; -1 if all go."""
    heir = np.full(len(graph.twin_of), -1, dtype=np.int64)
    is_node = graph.twin_of[rows] == rows
    position = np.arange(len(rows), dtype=np.int64)
    heir[graph.twin_of[rows[::-1]]] = position[::-1]
    heir[rows[is_node]] = position[is_node]
    return heir


def _relink(
    graph: SeriesGraph,
    heir: Rows,
    old: Rows,
    series: Series,
    links: Nodes,
    squared: npt.NDArray[np.float32],
    *,
    band: Band,
) -> None:
    """Choose the links of some old nodes among those they have left and those of the nodes they lost."""
    from coincide_smallworld.distances.lane_dtw import widths_up_to
    from coincide_smallworld.distances.lane_groups import group_address
    from coincide_smallworld.index.series.linking import relink

    if len(old) == 0:
        return
    near = graph.links[old]
    is_lost = (near >= 0) & (heir[near] < 0)
    lost, losers = near[is_lost], np.repeat(np.arange(len(old)), np.count_nonzero(is_lost, axis=1))
    beyond = graph.links[lost, :N_HEIRS]
    which = np.concatenate([np.repeat(np.arange(len(old)), near.shape[1]), np.repeat(losers, beyond.shape[1])])
    candidates = np.concatenate([near.ravel(), beyond.ravel()])
    candidates = np.where(candidates >= 0, heir[candidates], -1)
    nodes = heir[old]
    is_usable = (candidates >= 0) & (candidates != nodes[which])
    pairs = np.unique(which[is_usable] * len(series) + candidates[is_usable])
    bounds = np.searchsorted(pairs // len(series), np.arange(len(old) + 1)).astype(np.int64)
    relink(
        group_address(), series.frames.reshape(-1), series.starts, series.n_channels,
        widths_up_to(int(series.lengths.max(initial=1)), band=band), nodes.astype(np.int32), bounds,
        (pairs % len(series)).astype(np.int32), 0, len(old), links, squared, len(series),
    )  # fmt: skip
