"""The engine for vectors: a scan or a walk, under the Euclidean, cosine and inner product metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coincide_smallworld import seeds
from coincide_smallworld.index.engine import Algorithm, GraphSettings, NearestRows, Rows, count_live
from coincide_smallworld.index.vectors import scan
from coincide_smallworld.index.vectors.buffers import aligned, extended
from coincide_smallworld.index.vectors.codes.choice import extra_column, with_codes
from coincide_smallworld.index.vectors.codes.eight_bits import Codes, Grid
from coincide_smallworld.index.vectors.codes.one_bit import BitCodes
from coincide_smallworld.index.vectors.doors import grouped
from coincide_smallworld.index.vectors.filtered import FilteredSearch
from coincide_smallworld.index.vectors.graph import VectorGraph, empty_graph, outlying
from coincide_smallworld.index.vectors.growth import filled, grown
from coincide_smallworld.index.vectors.lists import Listing
from coincide_smallworld.index.vectors.removal import kept
from coincide_smallworld.index.vectors.single import SingleSearch
from coincide_smallworld.index.vectors.stored import (
    PaddedVectors,
    Stored,
    StoredAs,
    VectorMetric,
    as_halves,
    as_stored,
    fill_up,
    kind_of,
    squared_lengths,
)
from coincide_smallworld.index.vectors.ways import Demand, Ways
from coincide_smallworld.switch import is_plain

Quantize = Literal["auto", "int8", "bits"] | None
# A scan of so many numbers takes about as long as a walk, and needs no graph.
SCAN_NUMBERS = 200_000
# Longer vectors than any so far move all others under the inner product; some room saves most of the moves.
REACH_ROOM = 1.05


@dataclass(frozen=True)
class VectorEngine:
    """Vectors in rows; see `engine.Engine`.

    Parameters
    ----------
    metric : ``euclidean``, ``sqeuclidean``, ``cosine`` or ``inner_product`` (its negative is the distance).
    quantize : what a walk compares: ``int8`` codes, ``bits``, vectors (None), or what suits the data (``auto``).
    dtype : how numbers are stored; ``auto`` for float16 where the first vectors come as such, else float32.
    """

    metric: VectorMetric
    quantize: Quantize = None
    dtype: StoredAs | Literal["auto"] = "auto"
    dim: int = 0
    n: int = 0
    points: Stored = field(default_factory=lambda: np.empty((0, 0), dtype=np.float32), repr=False)
    reach: float = 0.0
    codes: Codes | None = field(default=None, repr=False)
    grid: Grid | None = field(default=None, repr=False)
    bits: BitCodes | None = field(default=None, repr=False)
    n_fitted: int = 0
    graph: VectorGraph | None = field(default=None, repr=False)
    listing: Listing = field(default_factory=Listing, repr=False, compare=False)

    def __len__(self) -> int:
        return self.n

    @property
    def has_graph(self) -> bool:
        return self.graph is not None

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.dim,)

    @cached_property
    def ways(self) -> Ways | None:
        """The ways to search through the graph; None without one."""
        if self.graph is None:
            return None
        points = self.points[: self.n]
        codes = self.codes if self.bits is None else self.bits
        walked = points if codes is None else codes
        return Ways(self.graph, points, walked, self.grid, self.dim, self.metric, self.reach, self.listing)

    def _ways_for(self, algorithm: Algorithm) -> Ways | None:
        ways = None if algorithm != "graph" or is_plain() else self.ways
        return None if ways is None or ways.is_blurred else ways

    def prepare(self, given: Any, *, name: str) -> PaddedVectors:
        """Check vectors (n, dim); see `engine.Engine.prepare`."""
        kind = self._kind_for(given)
        rows, dim = as_stored(given, metric=self.metric, kind=kind, dim=self.dim, name=name)
        return PaddedVectors(rows=rows, dim=dim, kind=kind)

    def _kind_for(self, given: Any) -> StoredAs:
        """How the first vectors, or those that are stored, decide that all are stored."""
        if self.n > 0:
            return kind_of(self.points)
        if self.dtype != "auto":
            return self.dtype
        return "float16" if getattr(given, "dtype", None) == np.float16 else "float32"

    def items(self, rows: Rows) -> PaddedVectors:
        """Return stored vectors; see `engine.Engine.items`."""
        taken = aligned((len(rows), self.points.shape[1]), np.float32)
        taken[:] = self.points[rows]
        if self.metric == "inner_product":
            taken[:, self.dim :] = 0.0
        return PaddedVectors(rows=taken, dim=self.dim, kind=kind_of(self.points))

    def grow(self, items: PaddedVectors, *, graph: GraphSettings | None) -> VectorEngine:
        """Hold the items too; see `engine.Engine.grow`."""
        if len(items) == 0:
            return self
        return _with_rows_linked(self._with_points(items), graph)

    def with_graph(self, graph: GraphSettings) -> VectorEngine:
        """Link everything anew; see `engine.Engine.with_graph`."""
        return _with_rows_linked(_without_graph(self), graph)

    def keep(self, rows: Rows, *, is_returned: bool = True) -> VectorEngine:
        """Hold only some rows; see `engine.Engine.keep`.

        Without the longest vectors under the inner product, it is as a new one, whose graph is still to be built.
        """
        if is_returned and not self._keeps_longest(rows):
            return VectorEngine(self.metric, self.quantize, self.dtype).grow(self.items(rows), graph=None)
        points = aligned((len(rows), self.points.shape[1]), self.points.dtype)
        np.take(self.points, rows, axis=0, out=points)
        codes = None if self.codes is None else self.codes[rows]
        graph, extra = self.graph, extra_column(self)
        if graph is not None:
            is_filled = self.bits is not None
            left = kept(graph, self.points, rows, extra=extra, is_returned=is_returned, is_filled=is_filled)
            graph = grouped(left, points, extra=extra)
        bits = None if self.bits is None else self.bits.of(rows)
        return replace(self, n=len(rows), points=points, codes=codes, bits=bits, graph=graph, listing=Listing())

    def _keeps_longest(self, rows: Rows) -> bool:
        is_left = np.zeros(self.n, dtype=np.bool_)
        is_left[rows] = True
        ways = self.ways
        return ways is None or (ways.is_longest_left(is_left, len(rows)) and not ways.is_blurred)

    def nearest(
        self,
        queries: PaddedVectors,
        *,
        k: int,
        algorithm: Algorithm,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_live: int | None = None,
        n_threads: int,
    ) -> NearestRows:
        """Find the nearest live rows; see `engine.Engine.nearest`. ``exact`` is the scan of ``brute``."""
        n_live = count_live(self.n, is_dead) if n_live is None else n_live
        k = min(k, n_live)
        if k == 0 or len(queries) == 0:
            shape = (len(queries), k)
            return NearestRows(np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.float32), 0)
        ways = self._ways_for(algorithm)
        if ways is not None:
            return ways.nearest(queries.rows, Demand(k, max(ef, k), is_dead, n_threads), n_live=n_live)
        return scan.nearest(
            self.points[: self.n],
            queries.rows,
            dim=self.dim,
            metric=self.metric,
            k=k,
            is_dead=is_dead,
            n_threads=n_threads,
        )

    def single(
        self, *, k: int, algorithm: Algorithm, ef: int, is_dead: npt.NDArray[np.bool_] | None
    ) -> SingleSearch | None:
        """Prepare walks to single queries; see `engine.Engine.single`."""
        ways = self._ways_for(algorithm)
        return None if ways is None else ways.single(Demand(k, max(ef, k), is_dead))

    def filtered(self, *, k: int, algorithm: Algorithm, ef: int) -> FilteredSearch | None:
        """Prepare searches for single queries among some rows; see `engine.Engine.filtered`."""
        ways = self._ways_for(algorithm)
        return None if ways is None else ways.filtered(Demand(k, max(ef, k)))

    def algorithm_for(self, n: int) -> Algorithm:
        """Scan or walk, by size; see `engine.Engine.algorithm_for`."""
        return "exact" if n * max(1, self.dim) <= SCAN_NUMBERS or is_plain() else "graph"

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """Return what a file holds; see `engine.Engine.arrays`. `restore.restored` reads it."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "points": self.points[: self.n],
            "shape": np.array([self.dim], dtype=np.int64),
            "reach": np.array([self.reach], dtype=np.float64),
        }
        if self.codes is not None and self.grid is not None:
            arrays["codes"] = self.codes[: self.n]
            arrays["middle"] = self.grid.middle
            arrays["step"] = np.array([self.grid.step], dtype=np.float32)
            arrays["fitted"] = np.array([self.n_fitted], dtype=np.int64)
        if self.bits is not None:
            arrays["center"] = self.bits.center[None, :]
            arrays["fitted"] = np.array([self.n_fitted], dtype=np.int64)
        if self.graph is not None:
            arrays["links"] = self.graph.links[: self.n]
            arrays["twin_of"] = self.graph.twin_of[: self.n]
            arrays["entries"] = self.graph.entries
            arrays["checked"] = np.array([self.graph.n_checked], dtype=np.int64)
        return arrays

    @classmethod
    def from_arrays(
        cls,
        arrays: Mapping[str, npt.NDArray[Any]],
        *,
        metric: VectorMetric,
        quantize: Quantize,
        dtype: StoredAs | Literal["auto"],
        max_degree: int,
    ) -> VectorEngine:
        """Return the engine that gave these arrays.

        Raises
        ------
        ValueError : they cannot be what an engine gave.
        """
        from coincide_smallworld.index.vectors.restore import checked_fields

        fields = checked_fields(arrays, metric=metric, quantize=quantize, dtype=dtype, max_degree=max_degree)
        return cls(metric=metric, quantize=quantize, dtype=dtype, **fields)

    def _with_points(self, items: PaddedVectors) -> VectorEngine:
        points, reach, n_fitted, graph, listing = self.points, self.reach, self.n_fitted, self.graph, self.listing
        fresh = as_halves(items.rows) if items.kind == "float16" else items.rows
        fresh = fresh + fresh.dtype.type(0.0)  # -0.0 becomes 0.0, so that equal numbers have equal bytes
        if self.n == 0:
            points = np.empty((0, fresh.shape[1]), dtype=fresh.dtype)
        if self.metric == "inner_product":
            longest = float(np.sqrt(squared_lengths(fresh[:, : items.dim]).max()))
            if longest > reach:
                reach, n_fitted, listing = longest * REACH_ROOM, 0, Listing()
                points = aligned(points.shape, fresh.dtype) if self.n == 0 else points[: self.n].copy()
                fill_up(points, dim=items.dim, reach=reach)
                graph = None if graph is None else replace(graph, groups=None)
            fill_up(fresh, dim=items.dim, reach=reach)
        points = extended(points, self.n, fresh)
        n = self.n + len(fresh)
        return replace(
            self, dim=items.dim, n=n, points=points, reach=reach, n_fitted=n_fitted, graph=graph, listing=listing
        )


def _without_graph(engine: VectorEngine) -> VectorEngine:
    """The vectors alone: codes are there for walks."""
    return replace(engine, graph=None, codes=None, grid=None, bits=None, n_fitted=0)


def _with_rows_linked(engine: VectorEngine, settings: GraphSettings | None) -> VectorEngine:
    """Link what the graph does not hold yet."""
    if settings is None or is_plain():
        return _without_graph(engine)
    graph = empty_graph(settings.max_degree) if engine.graph is None else engine.graph
    rng, extra = seeds.generator(settings.seed, "index", graph.n), extra_column(engine)
    larger = grown(
        graph,
        _as_linked(engine, graph),
        engine.n,
        extra=extra,
        settings=settings,
        rng=rng,
        is_filled=engine.bits is not None,
    )
    coded = with_codes(engine, n_coded=graph.n, n_threads=settings.n_threads)
    if coded.bits is not None:
        larger = filled(larger, engine.points, coded.bits, n_before=graph.n, n_threads=settings.n_threads)
    return replace(coded, graph=larger)


def _as_linked(engine: VectorEngine, graph: VectorGraph) -> Stored:
    """The vectors as a new graph links them: those that are not far longer than all others get one length, by numbers.

    Next to the longest, these numbers would be almost the same for all, and tell nothing of the length of a vector.
    """
    few = None
    if engine.metric == "inner_product" and graph.n == 0:
        few = outlying(engine.points, engine.n, column=engine.dim, reach=engine.reach)
    if few is None:
        return engine.points
    points = aligned(engine.points.shape, engine.points.dtype)
    points[:] = engine.points
    fill_up(points[: engine.n], dim=engine.dim, reach=few.usual_length * REACH_ROOM)
    return points
