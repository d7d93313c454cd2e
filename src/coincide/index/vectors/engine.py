"""The engine for vectors: a scan or a walk, under the Euclidean, cosine and inner product metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coincide import seeds
from coincide.index.engine import Algorithm, Found, GraphSettings, Rows
from coincide.index.threads import in_pieces
from coincide.index.vectors import scan
from coincide.index.vectors.buffers import aligned, extended
from coincide.index.vectors.codes import LARGEST_CODE, Codes, Grid, encode, fit_grid
from coincide.index.vectors.graph import Graph, borrow_marks, empty_graph, pool_size
from coincide.index.vectors.growth import grown
from coincide.index.vectors.plan import Plan, make_plan
from coincide.index.vectors.removal import kept
from coincide.index.vectors.stored import Floats, VectorMetric, as_stored, fill_up, squared_lengths

Quantize = Literal["int8"] | None
QUERIES_PER_PIECE = 256
# A scan of so many numbers takes about as long as a walk, and needs no graph.
SCAN_NUMBERS = 200_000
# A walk whose pool holds a quarter of everything takes longer than a scan.
LARGEST_POOL = 0.25
# Longer vectors than any so far move all others under the inner product; some room saves most of the moves.
REACH_ROOM = 1.05
TINY = 1e-30
NONE_DEAD = np.empty(0, dtype=np.uint8)


@dataclass(frozen=True)
class VectorEngine:
    """Vectors in rows; see `engine.Engine`.

    Parameters
    ----------
    metric : ``euclidean``, ``sqeuclidean``, ``cosine`` or ``inner_product`` (its negative is the distance).
    quantize : ``int8`` to walk by 8-bit codes, a quarter of the memory traffic for a quarter more memory.
    """

    metric: VectorMetric
    quantize: Quantize = None
    dim: int = 0
    n: int = 0
    points: Floats = field(default_factory=lambda: np.empty((0, 0), dtype=np.float32), repr=False)
    reach: float = 0.0
    codes: Codes | None = field(default=None, repr=False)
    grid: Grid | None = field(default=None, repr=False)
    n_fitted: int = 0
    graph: Graph | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return self.n

    @property
    def has_graph(self) -> bool:
        return self.graph is not None

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.dim,)

    @cached_property
    def _doors(self) -> Floats | Codes:
        """The points where walks start, one after the other in memory."""
        points = self.points if self.codes is None else self.codes
        return points[np.empty(0, dtype=np.int32) if self.graph is None else self.graph.entries]

    @cached_property
    def _plan(self) -> Plan:
        """Addresses and sizes of what is searched."""
        graph = empty_graph(1) if self.graph is None else self.graph
        return make_plan(graph, self.points, self.codes, self._doors, dim=self.dim, metric=self.metric)

    def prepare(self, given: Any, *, name: str) -> Prepared:
        """Check vectors (n, dim); see `engine.Engine.prepare`."""
        rows, dim = as_stored(given, metric=self.metric, dim=self.dim, name=name)
        return Prepared(rows=rows, dim=dim)

    def items(self, rows: Rows) -> Prepared:
        """Return stored vectors; see `engine.Engine.items`."""
        taken = aligned((len(rows), self.points.shape[1]), np.float32)
        np.take(self.points, rows, axis=0, out=taken)
        if self.metric == "inner_product":
            taken[:, self.dim] = 0.0
        return Prepared(rows=taken, dim=self.dim)

    def grow(self, items: Prepared, *, graph: GraphSettings | None) -> VectorEngine:
        """Hold the items too; see `engine.Engine.grow`."""
        if len(items) == 0:
            return self
        larger = self._with_points(items)
        if self.quantize is not None:
            larger = _with_codes(larger, n_coded=self.n)
        return _with_rows_linked(larger, graph)

    def with_graph(self, graph: GraphSettings) -> VectorEngine:
        """Link everything anew; see `engine.Engine.with_graph`."""
        return _with_rows_linked(replace(self, graph=None), graph)

    def keep(self, rows: Rows) -> VectorEngine:
        """Hold only some rows; see `engine.Engine.keep`."""
        points = aligned((len(rows), self.points.shape[1]), np.float32)
        np.take(self.points, rows, axis=0, out=points)
        codes = None if self.codes is None else self.codes[rows]
        graph = None if self.graph is None else kept(self.graph, self.points, rows, extra=_extra_column(self))
        return replace(self, n=len(rows), points=points, codes=codes, graph=graph)

    def nearest(
        self,
        queries: Prepared,
        *,
        k: int,
        algorithm: Algorithm,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_threads: int,
    ) -> Found:
        """Find the nearest live rows; see `engine.Engine.nearest`. ``exact`` is the scan of ``brute``."""
        n_live = self.n if is_dead is None else self.n - int(np.count_nonzero(is_dead))
        k = min(k, n_live)
        if k == 0 or len(queries) == 0:
            shape = (len(queries), k)
            return Found(np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.float32), 0)
        if algorithm != "graph" or self.graph is None:
            return self._scan(queries.rows, k, is_dead, n_threads)
        # Removed rows take places in the pool, so it grows by their share.
        pool = -(-max(ef, k) * self.n // n_live)
        return self._walk(self.graph, queries.rows, k, pool, is_dead, n_threads)

    def algorithm_for(self, n: int) -> Algorithm:
        """Scan or walk, by size; see `engine.Engine.algorithm_for`."""
        return "exact" if n * max(1, self.dim) <= SCAN_NUMBERS else "graph"

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
        if self.graph is not None:
            arrays["links"] = self.graph.links[: self.n]
            arrays["twin_of"] = self.graph.twin_of[: self.n]
            arrays["entries"] = self.graph.entries
            arrays["checked"] = np.array([self.graph.n_checked], dtype=np.int64)
        return arrays

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, npt.NDArray[Any]], *, metric: VectorMetric, quantize: Quantize, max_degree: int
    ) -> VectorEngine:
        """Return the engine that gave these arrays.

        Raises
        ------
        ValueError : they cannot be what an engine gave.
        """
        from coincide.index.vectors.restore import checked_fields

        fields = checked_fields(arrays, metric=metric, quantize=quantize, max_degree=max_degree)
        return cls(metric=metric, quantize=quantize, **fields)

    def _with_points(self, items: Prepared) -> VectorEngine:
        points, reach = self.points, self.reach
        fresh = items.rows + np.float32(0.0)  # -0.0 becomes 0.0, so that equal numbers have equal bytes
        if self.n == 0:
            points = np.empty((0, fresh.shape[1]), dtype=np.float32)
        if self.metric == "inner_product":
            longest = float(np.sqrt(squared_lengths(fresh[:, : items.dim]).max()))
            if longest > reach:
                reach = longest * REACH_ROOM
                points = aligned(points.shape, np.float32) if self.n == 0 else points[: self.n].copy()
                fill_up(points, dim=items.dim, reach=reach)
            fill_up(fresh, dim=items.dim, reach=reach)
        points = extended(points, self.n, fresh)
        return replace(self, dim=items.dim, n=self.n + len(fresh), points=points, reach=reach)

    def _encoded(self, grid: Grid, queries: Floats) -> Codes:
        """Codes of queries; under the inner product as long as the grid takes them, for only their direction counts."""
        if self.metric != "inner_product":
            return encode(queries, grid)
        largest = np.abs(queries).max(axis=1, keepdims=True)
        longest = np.sqrt(squared_lengths(queries))[:, None]
        room = grid.step * LARGEST_CODE - float(np.abs(grid.middle[: self.dim]).max())
        scale = np.minimum(self.reach / np.maximum(longest, TINY), max(room, 0.0) / np.maximum(largest, TINY))
        return encode((queries * np.where(scale > 0.0, scale, 1.0)).astype(np.float32), grid)

    def _scan(self, queries: Floats, k: int, is_dead: npt.NDArray[np.bool_] | None, n_threads: int) -> Found:
        return scan.nearest(
            self.points[: self.n], queries, dim=self.dim, metric=self.metric, k=k, is_dead=is_dead, n_threads=n_threads
        )

    def _walk(
        self, graph: Graph, queries: Floats, k: int, ef: int, is_dead: npt.NDArray[np.bool_] | None, n_threads: int
    ) -> Found:
        """Walk; where fewer than k live rows came back, walk again with a larger pool, in the end scan."""
        if ef > LARGEST_POOL * self.n:
            return self._scan(queries, k, is_dead, n_threads)
        found = self._walk_once(graph, queries, k, ef, is_dead, n_threads)
        if found.rows[:, -1].min() >= 0:
            return found
        short = np.flatnonzero(found.rows[:, -1] < 0)
        again = self._walk(graph, queries[short], k, 2 * ef, is_dead, n_threads)
        found.rows[short], found.distances[short] = again.rows, again.distances
        return replace(found, n_distances=found.n_distances + again.n_distances)

    def _walk_once(
        self, graph: Graph, queries: Floats, k: int, ef: int, is_dead: npt.NDArray[np.bool_] | None, n_threads: int
    ) -> Found:
        kernels, plan, n_queries, width = _kernels(), self._plan, len(queries), pool_size(ef)
        dead = NONE_DEAD if is_dead is None else is_dead.view(np.uint8)
        rows, distances = np.empty((n_queries, k), np.int64), np.empty((n_queries, k), np.float32)
        if self.grid is None:
            kernel, asked, most = kernels.search_floats, (queries,), k + 6
        else:
            kernel, asked, most = kernels.search_codes, (self._encoded(self.grid, queries), queries), 2 * k + 10
        most = most if is_dead is None else width

        def search(first: int, last: int) -> int:
            seen = borrow_marks(graph)
            n_compared = kernel(plan, *asked, dead, seen, first, last, width, most, rows, distances)
            graph.scratch.append(seen)
            return n_compared

        if n_queries <= QUERIES_PER_PIECE:
            return Found(rows, distances, search(0, n_queries))
        return Found(rows, distances, sum(in_pieces(search, n_queries, n_threads=n_threads, step=QUERIES_PER_PIECE)))


@cache
def _kernels() -> Any:
    """The compiled searches, imported once: an import statement costs a microsecond every time."""
    from coincide.index.vectors import searching

    return searching


def _extra_column(engine: VectorEngine) -> int:
    """The column that the inner product adds, or -1."""
    return engine.dim if engine.metric == "inner_product" else -1


def _with_codes(engine: VectorEngine, *, n_coded: int) -> VectorEngine:
    """Encode what is new; fit the grid anew whenever the number of vectors doubled."""
    points = engine.points[: engine.n]
    if engine.grid is None or engine.codes is None or engine.n >= 2 * engine.n_fitted:
        grid = fit_grid(points, extra=_extra_column(engine))
        return replace(engine, grid=grid, codes=encode(points, grid), n_fitted=engine.n)
    return replace(engine, codes=extended(engine.codes, n_coded, encode(points[n_coded:], engine.grid)))


def _with_rows_linked(engine: VectorEngine, settings: GraphSettings | None) -> VectorEngine:
    """Link what the graph does not hold yet."""
    if settings is None:
        return replace(engine, graph=None)
    graph = empty_graph(settings.max_degree) if engine.graph is None else engine.graph
    rng = seeds.generator(settings.seed, "index", graph.n)
    return replace(
        engine, graph=grown(graph, engine.points, engine.n, extra=_extra_column(engine), settings=settings, rng=rng)
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """Vectors as `VectorEngine` takes them.

    Attributes
    ----------
    rows : (n, width) float32, padded.
    dim : how many numbers of a row are the vector's own.
    """

    rows: Floats
    dim: int

    def __len__(self) -> int:
        return len(self.rows)
