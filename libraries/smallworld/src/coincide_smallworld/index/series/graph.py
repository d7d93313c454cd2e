"""The small world graph of series: its arrays, and how it grows.

Series are inserted in a seeded random order, in batches of at most a fiftieth of what the graph holds:

1. each series of a batch searches the graph as it stands and chooses its links, on any number of threads;
2. what they link to links back; each row is changed by one thread only, in a fixed order.

So the graph does not depend on the number of threads. Of equal series only the first becomes a node; the others are its
twins, found with it: rows full of links at distance 0 would cut a group of equals off.

Growing works on copies of the links, so a graph never changes once made, and what interrupts growing leaves nothing
behind. Copying costs less than the comparisons of one insertion.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band
from coincide_smallworld.distances.series import Series
from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.threads import in_pieces

# Rows of a block of sketches, and numbers of a sketch; see `doors`, which needs Numba to be imported.
LANES, N_NUMBERS = 32, 16
BATCH_SHARE = 50
# A neighbor all of whose links lead to children can take no other; then the next is asked.
N_PARENTS_TRIED = 8
# Pieces of work per thread, so that threads end together.
N_PIECES = 4

Nodes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SeriesGraph:
    """A small world graph over the rows of an engine.

    Attributes
    ----------
    links : (n, max_degree) int32, nearest first, each row ended by -1 where shorter; empty for twins.
    squared : (n, max_degree) float32, squared distances of the links; inf where there is none.
    parents : (n,) int32, a node whose link to this one is never dropped; -1 for entries and twins.
    entries : (e,) int32, every node can be reached from one of them.
    twin_of : (n,) int32, the node with equal numbers that stands for this row; nodes stand for themselves.
    sketches : (blocks of 16 x 32,) float32, of the nodes; see `doors`. Empty until they are needed.
    """

    links: Nodes
    squared: Floats
    parents: Nodes
    entries: Nodes
    twin_of: Nodes
    sketches: Floats

    @property
    def has_twins(self) -> bool:
        return bool((self.twin_of != np.arange(len(self.twin_of))).any())


def empty_graph(*, max_degree: int) -> SeriesGraph:
    """Return a graph without nodes."""
    none = np.empty(0, dtype=np.int32)
    links, squared = np.empty((0, max_degree), dtype=np.int32), np.empty((0, max_degree), dtype=np.float32)
    sketches = _no_sketches(0)
    return SeriesGraph(links=links, squared=squared, parents=none, entries=none, twin_of=none, sketches=sketches)


def extended(graph: SeriesGraph, series: Series, *, band: Band, settings: GraphSettings) -> SeriesGraph:
    """Return the graph of all series, of which the first are the graph's.

    Parameters
    ----------
    series : all of them.
    settings : `max_degree` is the graph's own.
    """
    old, n = len(graph.twin_of), len(series)
    longer = _with_rows(with_sketches(graph, Series(series.frames, series.starts[: old + 1])), n)
    fresh = np.arange(old, n, dtype=np.int32)
    longer.twin_of[old:] = _first_equals(series, fresh)
    fresh = fresh[longer.twin_of[old:] == fresh]
    rng = np.random.default_rng([settings.seed, old])
    builder = _Builder(series, band=band, settings=settings)
    return builder.insert(longer, fresh[rng.permutation(len(fresh))], n_nodes=int(np.sum(graph.twin_of == _rows(old))))


def with_sketches(graph: SeriesGraph, series: Series) -> SeriesGraph:
    """Return the graph with the sketches of its nodes."""
    from coincide_smallworld.index.series.doors import write_sketches

    sketches = _no_sketches(len(series))
    if len(graph.sketches) == len(sketches):
        return graph
    nodes = np.flatnonzero(graph.twin_of == _rows(len(series))).astype(np.int32)
    write_sketches(series.frames.reshape(-1), series.starts, series.n_channels, nodes, sketches)
    return replace(graph, sketches=sketches)


def _no_sketches(n: int) -> Floats:
    return np.full(-(-n // LANES) * N_NUMBERS * LANES, np.inf, dtype=np.float32)


def _rows(n: int) -> Nodes:
    return np.arange(n, dtype=np.int32)


def _with_rows(graph: SeriesGraph, n: int) -> SeriesGraph:
    """A copy with empty rows up to n, each its own twin."""
    old, max_degree = graph.links.shape
    links, squared = np.full((n, max_degree), -1, dtype=np.int32), np.full((n, max_degree), np.inf, dtype=np.float32)
    links[:old], squared[:old] = graph.links, graph.squared
    parents, twin_of = np.full(n, -1, dtype=np.int32), _rows(n)
    parents[:old], twin_of[:old] = graph.parents, graph.twin_of
    sketches = _no_sketches(n)
    sketches[: len(graph.sketches)] = graph.sketches
    return SeriesGraph(
        links=links, squared=squared, parents=parents, entries=graph.entries, twin_of=twin_of, sketches=sketches
    )


def _first_equals(series: Series, rows: Nodes) -> Nodes:
    """For each row the first of these rows with the same bytes."""
    first: dict[bytes, int] = {}
    return np.array([first.setdefault(series[row].tobytes(), row) for row in rows.tolist()], dtype=np.int32)


class _Builder:
    """Inserts nodes into graphs whose arrays it may write."""

    def __init__(self, series: Series, *, band: Band, settings: GraphSettings) -> None:
        from coincide_smallworld.distances.lane_dtw import widths_up_to
        from coincide_smallworld.distances.lane_groups import group_address

        self.address = group_address()
        self.settings = settings
        self.numbers, self.starts, self.n_channels = series.frames.reshape(-1), series.starts, series.n_channels
        self.n = len(series)
        self.widths = widths_up_to(int(series.lengths.max(initial=1)), band=band)
        self.is_bounded = series.has_equal_lengths

    def insert(self, graph: SeriesGraph, order: Nodes, *, n_nodes: int) -> SeriesGraph:
        """Insert nodes in this order; `n_nodes` are in the graph already."""
        entries = graph.entries
        first = 0
        while first < len(order):
            batch = order[first : first + max(1, n_nodes // BATCH_SHARE)]
            added = self._insert_batch(graph, batch, entries)
            n_nodes += len(batch) - int(np.count_nonzero(graph.twin_of[batch] != batch))
            entries = np.concatenate([entries, added])
            first += len(batch)
        return replace(graph, entries=entries)

    def _insert_batch(self, graph: SeriesGraph, batch: Nodes, entries: Nodes) -> Nodes:
        """Insert some nodes; return those that become entries."""
        from coincide_smallworld.index.series.doors import write_sketches

        chosen, squared, twins = self._find_links(graph, batch, entries)
        is_node = twins < 0
        graph.twin_of[batch[~is_node]] = twins[~is_node]
        nodes, chosen, squared = batch[is_node], chosen[is_node], squared[is_node]
        graph.links[nodes], graph.squared[nodes] = chosen, squared
        graph.parents[nodes] = chosen[:, 0]
        write_sketches(self.numbers, self.starts, self.n_channels, nodes, graph.sketches)
        self._link_back(graph, nodes, chosen, squared)
        for other in range(1, min(N_PARENTS_TRIED, chosen.shape[1])):
            is_orphan = (graph.parents[nodes] < 0) & (chosen[:, other] >= 0)
            if not is_orphan.any():
                break
            graph.parents[nodes[is_orphan]] = chosen[is_orphan, other]
            column = slice(other, other + 1)
            self._link_back(graph, nodes[is_orphan], chosen[is_orphan, column], squared[is_orphan, column])
        return nodes[graph.parents[nodes] < 0]

    def _find_links(self, graph: SeriesGraph, batch: Nodes, entries: Nodes) -> tuple[Nodes, Floats, Nodes]:
        from coincide_smallworld.index.series.linking import find_links

        shape = (len(batch), graph.links.shape[1])
        chosen, squared = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.float32)
        twins, is_hidden = np.empty(len(batch), dtype=np.int32), np.empty(0, dtype=np.bool_)
        ef = max(self.settings.ef_construction, 1)

        def work(first: int, last: int) -> None:
            find_links(
                self.address, self.numbers, self.starts, self.n_channels, self.widths, self.is_bounded, graph.links,
                entries, graph.sketches, self.n, is_hidden, batch, first, last, ef, chosen, squared, twins,
            )  # fmt: skip

        self._in_pieces(work, len(batch))
        return chosen, squared, twins

    def _link_back(self, graph: SeriesGraph, nodes: Nodes, chosen: Nodes, squared: Floats) -> None:
        from coincide_smallworld.index.series.linking import link_back

        is_link = chosen >= 0
        targets, of_links = chosen[is_link], squared[is_link]
        sources = np.repeat(nodes, np.count_nonzero(is_link, axis=1)).astype(np.int32)
        order = np.lexsort((sources, of_links, targets))
        targets, sources, of_links = targets[order], sources[order], of_links[order]
        edges = np.flatnonzero(np.diff(targets, prepend=-1, append=-1)).astype(np.int64)

        def work(first: int, last: int) -> None:
            link_back(
                self.address, self.numbers, self.starts, self.n_channels, self.widths, graph.links, graph.squared,
                graph.parents, targets, sources, of_links, int(edges[first]), int(edges[last]), self.n,
            )  # fmt: skip

        self._in_pieces(work, len(edges) - 1)

    def _in_pieces(self, work: object, n: int) -> None:
        n_threads = self.settings.n_threads
        step = max(1, -(-n // (N_PIECES * n_threads))) if n_threads > 1 else max(1, n)
        in_pieces(work, n, n_threads=n_threads, step=step)  # pyright: ignore[reportArgumentType]
