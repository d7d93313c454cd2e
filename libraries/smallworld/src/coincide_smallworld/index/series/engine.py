"""The engine for series: brute force, a cascade of lower bounds or a walk, under dynamic time warping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, check_band, width_of
from coincide_smallworld.distances.one_to_many import squared_to_rows
from coincide_smallworld.distances.series import Series, as_series
from coincide_smallworld.index.engine import Algorithm, GraphSettings, NearestRows, Rows, count_live
from coincide_smallworld.index.series.graph import SeriesGraph, empty_graph, extended, with_sketches
from coincide_smallworld.index.series.mending import kept
from coincide_smallworld.index.series.stored import StoredSeries, appended, stored
from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.switch import is_plain

Floats = npt.NDArray[np.float32]
Dead = npt.NDArray[np.bool_] | None

MOST_QUERIES_PER_PIECE = 256
# Series that are compared at a time.
GROUP = 32
# Queries that share a pass over the series; see `scan`.
QUERIES_TOGETHER = 8
# Nanoseconds, measured with AVX-512: of a cell of a table, of a number in a lower bound; what the others cost goes
# with them.
CELL_NS, NUMBER_NS = 0.042, 0.07
# Nanoseconds of a pair besides its cells, and of a walk besides its comparisons, about 250.
PAIR_NS, WALK_NS, WALK_COMPARISONS = 60.0, 40_000.0, 250
# Share of pairs that the bounds leave open.
SHARE_LEFT = 0.3
# A bound pays if its pair has more cells than this, and if what it costs for all candidates is less than it saves of
# those that are not compared anyway, to have a cutoff.
FEWEST_CELLS, SHARE_EXCLUDED = 600, 0.5
# The nearest is found by comparing one series at a time first if the diagonals of a pair fit into lanes and a pair has
# this many cells; among no more series than a group, which is compared in one go, if it has that many.
WIDEST_SINGLE, FEWEST_CELLS_SINGLE, FEWEST_CELLS_OF_FEW = 31, 150, 6_000
# A walk whose pool holds a quarter of everything takes longer than comparing all.
LARGEST_POOL = 0.25


def _no_series() -> StoredSeries:
    return stored(Series(frames=np.empty((0, 0), dtype=np.float32), starts=np.zeros(1, dtype=np.int64)))


@dataclass(frozen=True)
class SeriesEngine:
    """Series in rows; see `engine.Engine`.

    Parameters
    ----------
    band : half-width of the Sakoe-Chiba band, as `check_band` takes it.
    """

    band: Band = None
    held: StoredSeries = field(default_factory=_no_series, repr=False)
    graph: SeriesGraph | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_band(self.band)

    def __len__(self) -> int:
        return self._n

    @property
    def has_graph(self) -> bool:
        return self.graph is not None

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.held.series.n_channels,)

    @cached_property
    def _n(self) -> int:
        return len(self.held.series)

    @cached_property
    def _by_length(self) -> Rows:
        """All rows by length, then row."""
        if self._has_equal_lengths:
            return np.arange(len(self), dtype=np.int64)
        return np.argsort(self.held.series.lengths, kind="stable")

    @cached_property
    def _has_equal_lengths(self) -> bool:
        return self.held.series.has_equal_lengths

    @cached_property
    def _longest(self) -> int:
        return self.held.series.longest

    @cached_property
    def _walkable(self) -> SeriesGraph | None:
        return None if self.graph is None else with_sketches(self.graph, self.held.series)

    def prepare(self, given: Any, *, name: str) -> Series:
        """Check series; see `engine.Engine.prepare` and `as_series`."""
        return as_series(given, name=name, n_channels=self.held.series.n_channels if len(self) > 0 else None)

    def items(self, rows: Rows) -> Series:
        """Return stored series; see `engine.Engine.items`."""
        return self.held.series.take(rows)

    def grow(self, items: Series, *, graph: GraphSettings | None) -> SeriesEngine:
        """Hold the items too; see `engine.Engine.grow`."""
        held = appended(self.held, items) if len(items) > 0 else self.held
        return self._linked(held, self.graph, graph)

    def with_graph(self, graph: GraphSettings) -> SeriesEngine:
        """Link everything anew; see `engine.Engine.with_graph`."""
        return self._linked(self.held, None, graph)

    def keep(self, rows: Rows, *, is_returned: bool = True) -> SeriesEngine:  # noqa: ARG002  no difference among series
        """Hold only some rows; see `engine.Engine.keep`."""
        series = self.held.series.take(rows)
        graph = None if self.graph is None else kept(self.graph, rows, series, band=self.band)
        return replace(self, held=stored(series), graph=graph)

    def nearest(
        self,
        queries: Series,
        *,
        k: int,
        algorithm: Algorithm,
        ef: int,
        is_dead: Dead,
        n_live: int | None = None,
        n_threads: int,
    ) -> NearestRows:
        """Find the nearest live rows; see `engine.Engine.nearest`."""
        n_live = count_live(len(self), is_dead) if n_live is None else n_live
        k = min(k, n_live)
        rows = np.full((len(queries), k), -1, dtype=np.int64)
        roots = np.full((len(queries), k), np.inf, dtype=np.float32)
        if k == 0 or len(queries) == 0:
            return NearestRows(rows, roots, 0)
        graph = self._walkable
        if is_plain():
            work = self._compare_all(queries, is_dead, rows, roots)
        elif algorithm == "graph" and graph is not None and max(ef, k) <= LARGEST_POOL * n_live:
            work = self._walk(graph, queries, max(ef, k), is_dead, rows, roots)
        else:
            work = self._scan(queries, algorithm != "brute", is_dead, rows, roots)
        step = -(-len(queries) // n_threads) if n_threads > 1 else len(queries)
        step = min(-(-step // QUERIES_TOGETHER) * QUERIES_TOGETHER, MOST_QUERIES_PER_PIECE)
        return NearestRows(rows, roots, sum(in_pieces(work, len(queries), n_threads=n_threads, step=step)))

    def single(self, *, k: int, algorithm: Algorithm, ef: int, is_dead: Dead) -> None:
        """Prepare nothing: comparing series takes much longer than looking up; see `engine.Engine.single`."""

    def filtered(self, *, k: int, algorithm: Algorithm, ef: int) -> None:
        """Prepare nothing, as `single`."""

    def algorithm_for(self, n: int) -> Algorithm:
        """Brute force, bounds or a walk, by measured times; see `engine.Engine.algorithm_for`."""
        if len(self) == 0 or is_plain():
            return "exact"
        length = len(self.held.series.frames) / len(self)
        numbers = length * self.held.series.n_channels
        pair_ns = self._cells(int(length)) * self.held.series.n_channels * CELL_NS
        scan_ns = n * (numbers * NUMBER_NS + SHARE_LEFT * pair_ns)
        if scan_ns > WALK_NS + WALK_COMPARISONS * (pair_ns + PAIR_NS):
            return "graph"
        return "exact" if self._pays_singly(n) or self._pays(int(length), n, k=1) else "brute"

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """Return what a file holds; see `engine.Engine.arrays`. `restoring` reads it."""
        arrays: dict[str, npt.NDArray[Any]] = {"frames": self.held.series.frames, "starts": self.held.series.starts}
        if self.graph is not None:
            names = ("links", "squared", "parents", "entries", "twin_of")
            arrays |= {name: getattr(self.graph, name) for name in names}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], *, band: Band = None, max_degree: int) -> SeriesEngine:
        """Return the engine that gave these arrays.

        Raises
        ------
        ValueError : they cannot be what an engine gave.
        """
        from coincide_smallworld.index.series.restoring import checked_graph, checked_series

        series = checked_series(arrays)
        graph = None if is_plain() else checked_graph(arrays, series, max_degree=max_degree)
        return cls(band=band, held=stored(series), graph=graph)

    def _linked(self, held: StoredSeries, graph: SeriesGraph | None, settings: GraphSettings | None) -> SeriesEngine:
        if settings is None or is_plain():
            return replace(self, held=held, graph=None)
        graph = empty_graph(max_degree=settings.max_degree) if graph is None else graph
        return replace(self, held=held, graph=extended(graph, held.series, band=self.band, settings=settings))

    def _pays(self, length: int, n: int, *, k: int) -> bool:
        """Whether lower bounds save more than they cost among n series of this length."""
        n_first = -(-k // GROUP) * GROUP
        saved = SHARE_EXCLUDED * (n - n_first) * self._cells(length) * CELL_NS
        return self._cells(length) >= FEWEST_CELLS and n * length * NUMBER_NS < saved

    def _pays_singly(self, n: int) -> bool:
        """Whether the nearest of n series is found sooner by comparing one at a time first."""
        if not self._has_equal_lengths or self.held.series.n_channels > 1:
            return False
        width, fewest = width_of(self.band, self._longest), FEWEST_CELLS_OF_FEW if n <= GROUP else FEWEST_CELLS_SINGLE
        return width == 0 or (width <= WIDEST_SINGLE and self._cells(self._longest) >= fewest)

    def _cells(self, length: int) -> float:
        """Cells in the band of a pair of series of this length."""
        return length * min(2 * width_of(self.band, length) + 1, length)

    def _scan(
        self, queries: Series, is_bounded: bool, is_dead: Dead, rows: Rows, roots: Floats
    ) -> Callable[[int, int], int]:
        from coincide_smallworld.distances.lane_groups import group_address
        from coincide_smallworld.index.series.scan import scan_many

        order = self._by_length if is_dead is None else self._by_length[~is_dead[self._by_length]]
        length = len(self.held.series.frames) // len(self)
        longest_query = queries.longest
        has_one_length = longest_query == self._longest and queries.has_equal_lengths
        is_single = is_bounded and rows.shape[1] == 1 and has_one_length and self._pays_singly(len(order))
        is_bounded = is_single or (is_bounded and self._pays(length, len(order), k=rows.shape[1]))
        pairs, widths = self._pairs(queries), _widths_up_to(max(self._longest, longest_query), self.band)

        def work(first: int, last: int) -> int:
            return scan_many(group_address(), *pairs, order, widths, is_bounded, is_single, first, last, rows, roots)

        return work

    def _compare_all(self, queries: Series, is_dead: Dead, rows: Rows, roots: Floats) -> Callable[[int, int], int]:
        """Compare with every live row, in plain NumPy."""
        live = np.arange(len(self)) if is_dead is None else np.flatnonzero(~is_dead)

        def work(first: int, last: int) -> int:
            for q in range(first, last):
                distances = np.sqrt(squared_to_rows(queries[q], self.held.series, live, band=self.band))
                order = np.lexsort((live, distances))[: rows.shape[1]]
                rows[q], roots[q] = live[order], distances[order]
            return (last - first) * len(live)

        return work

    def _walk(
        self, graph: SeriesGraph, queries: Series, ef: int, is_dead: Dead, rows: Rows, roots: Floats
    ) -> Callable[[int, int], int]:
        from coincide_smallworld.distances.lane_groups import group_address
        from coincide_smallworld.index.series.walk import walk_many

        is_bounded = self._has_equal_lengths and queries.has_equal_lengths and queries.longest == self._longest
        hidden = np.empty(0, dtype=np.bool_) if is_dead is None else _hidden(graph, is_dead)
        n_hidden = int(np.count_nonzero(hidden))
        numbers, starts, n_channels, stored_numbers, stored_starts = self._pairs(queries)
        widths = _widths_up_to(max(self._longest, queries.longest), self.band)

        def work(first: int, last: int) -> int:
            found = np.full((last - first, ef), -1, dtype=np.int32)
            squared = np.full((last - first, ef), np.inf, dtype=np.float32)
            n_compared = walk_many(
                group_address(), numbers, starts[first : last + 1], n_channels, stored_numbers, stored_starts, widths,
                is_bounded, graph.links, graph.entries, graph.sketches, len(self), hidden, n_hidden, found, squared,
            )  # fmt: skip
            rows[first:last], roots[first:last] = _ranked(graph, found, np.sqrt(squared), is_dead, rows.shape[1])
            return n_compared

        return work

    def _pairs(self, queries: Series) -> tuple[Floats, Rows, int, Floats, Rows]:
        """Queries, channels and stored series, as compiled loops take them."""
        series = self.held.series
        return queries.frames.reshape(-1), queries.starts, series.n_channels, series.frames.reshape(-1), series.starts


@lru_cache(maxsize=16, typed=True)  # a band of 1 frame is none of 1.0
def _widths_up_to(longest: int, band: Band) -> Rows:
    """The band's half-width for all lengths of queries and stored series, kept since small sets take no longer."""
    from coincide_smallworld.distances.lane_dtw import widths_up_to

    return widths_up_to(longest, band=band)


def _hidden(graph: SeriesGraph, is_dead: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Nodes that stand for dead rows only."""
    is_hidden = np.ones(len(is_dead), dtype=np.bool_)
    is_hidden[graph.twin_of[~is_dead]] = False
    return is_hidden


def _ranked(
    graph: SeriesGraph, nodes: npt.NDArray[np.int32], roots: Floats, is_dead: Dead, k: int
) -> tuple[Rows, Floats]:
    """The k nearest rows of each query by (distance, row): the nodes found and their twins, without the dead."""
    if not graph.has_twins:
        rows = np.where(nodes < 0, np.iinfo(np.int64).max, nodes.astype(np.int64))
        order = np.lexsort((rows, roots), axis=1)[:, :k]
        return np.take_along_axis(nodes.astype(np.int64), order, axis=1), np.take_along_axis(roots, order, axis=1)
    live = np.arange(len(graph.twin_of)) if is_dead is None else np.flatnonzero(~is_dead)
    groups = live[np.argsort(graph.twin_of[live], kind="stable")]
    starts = np.searchsorted(graph.twin_of[groups], np.arange(len(graph.twin_of) + 1))
    ranked, of_ranked = np.full((len(nodes), k), -1, dtype=np.int64), np.full((len(nodes), k), np.inf, dtype=np.float32)
    for q, found in enumerate(nodes):
        found = found[found >= 0]
        counts = starts[found + 1] - starts[found]
        inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        rows, distances = groups[np.repeat(starts[found], counts) + inside], np.repeat(roots[q, : len(found)], counts)
        order = np.lexsort((rows, distances))[:k]
        ranked[q, : len(order)], of_ranked[q, : len(order)] = rows[order], distances[order]
    return ranked, of_ranked
