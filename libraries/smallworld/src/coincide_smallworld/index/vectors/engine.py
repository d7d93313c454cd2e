"""The engine for vectors: a scan or a walk, under the Euclidean, cosine and inner product metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coincide_smallworld import seeds
from coincide_smallworld.index.engine import Algorithm, GraphSettings, NearestRows, Rows
from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.index.vectors import scan
from coincide_smallworld.index.vectors.buffers import aligned, extended
from coincide_smallworld.index.vectors.codes.choice import extra_column, with_codes
from coincide_smallworld.index.vectors.codes.eight_bits import Codes, Grid
from coincide_smallworld.index.vectors.codes.one_bit import BitCodes
from coincide_smallworld.index.vectors.doors import grouped
from coincide_smallworld.index.vectors.graph import VectorGraph, borrow_marks, empty_graph, pool_size
from coincide_smallworld.index.vectors.growth import filled, grown
from coincide_smallworld.index.vectors.lists import NEAR_ALL, Among, Listing, RowLists, Visit
from coincide_smallworld.index.vectors.plan import FAR, NO_NODES, SearchPlan, as_walked, enter_lists, make_plan
from coincide_smallworld.index.vectors.removal import kept
from coincide_smallworld.index.vectors.single import Comparison, FilteredSearch, SingleSearch
from coincide_smallworld.index.vectors.stored import (
    Floats,
    PaddedVectors,
    Stored,
    StoredAs,
    VectorMetric,
    as_halves,
    as_numbers,
    as_stored,
    fill_up,
    kind_of,
    squared_lengths,
)
from coincide_smallworld.switch import is_plain

Quantize = Literal["auto", "int8", "bits"] | None
QUERIES_PER_PIECE, LISTED_QUERIES_PER_PIECE = 256, 4096
# A scan of so many numbers takes about as long as a walk, and needs no graph.
SCAN_NUMBERS = 200_000
# To open a node of a walk costs so many comparisons of a scan for each of its links: their rows lie anywhere in memory.
PER_LINK = 2
# Where more are left, walks take care of the others, as of removed rows.
MOST_LEFT = 0.5
# To compare with all that is left finds everything, so lists must cost at most this share of it.
SCAN_SHARE = 0.5
# So few are compared by their vectors: a code of the query takes longer to make than it saves.
COMPARED_WHOLE = 200
# A walk whose pool holds a quarter of everything takes longer than a scan.
LARGEST_POOL = 0.25
# Longer vectors than any so far move all others under the inner product; some room saves most of the moves.
REACH_ROOM = 1.05
NONE_DEAD = np.empty(0, dtype=np.uint8)


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
    def _plan(self) -> SearchPlan:
        """Addresses and sizes of what is searched."""
        return self._plan_over(self._walked)

    @cached_property
    def _vector_plan(self) -> SearchPlan:
        """The plan for queries that are compared with the vectors themselves."""
        return self._plan_over(self.points)

    @property
    def _walked(self) -> Stored | Codes | BitCodes:
        """What distances are taken of on the way."""
        if self.bits is not None:
            return self.bits
        return self.points if self.codes is None else self.codes

    def _plan_over(self, walked: Stored | Codes | BitCodes) -> SearchPlan:
        graph = empty_graph(1) if self.graph is None else self.graph
        grid = self.grid if walked is self.codes else None
        return make_plan(graph, self.points, walked, grid=grid, dim=self.dim, metric=self.metric, reach=self.reach)

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
        """Hold only some rows; see `engine.Engine.keep`."""
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

    def nearest(
        self,
        queries: PaddedVectors,
        *,
        k: int,
        algorithm: Algorithm,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_threads: int,
    ) -> NearestRows:
        """Find the nearest live rows; see `engine.Engine.nearest`. ``exact`` is the scan of ``brute``."""
        n_live = self.n if is_dead is None else self.n - int(np.count_nonzero(is_dead))
        k = min(k, n_live)
        if k == 0 or len(queries) == 0:
            shape = (len(queries), k)
            return NearestRows(np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.float32), 0)
        if algorithm != "graph" or self.graph is None or is_plain():
            return self._scan(queries.rows, k, is_dead, n_threads)
        pool = self._pool(k, ef, n_live)
        if is_dead is None:
            return self._walk(self.graph, queries.rows, k, pool, None, n_threads)
        asked = self.graph, k, max(ef, k), is_dead, n_threads
        if n_live <= COMPARED_WHOLE:
            return self._walk_by(self.points, queries.rows, *asked, among=NEAR_ALL)
        among = self._among(k, ef, n_live, n_queries=len(queries))
        if among is None:
            return self._walk(self.graph, queries.rows, k, pool, is_dead, n_threads)
        found = self._walk_once(self.graph, queries.rows, *asked[1:], among=among)
        short = np.flatnonzero(found.rows[:, -1] < 0)
        if len(short) == 0:
            return found
        return _with_others(found, short, self._walk_once(self.graph, queries.rows[short], *asked[1:], among=NEAR_ALL))

    def _among(self, k: int, ef: int, n_live: int, *, n_queries: int) -> Among | None:
        """Whether to compare with all rows that are left, or those of which lists; None for a walk."""
        if n_live > MOST_LEFT * self.n:
            return None
        ef = max(ef, k)
        walk = self._cost_of_walk(self._pool(k, ef, n_live))
        among, cost = (NEAR_ALL, SCAN_SHARE * n_live) if n_live <= walk else (None, walk)
        is_product = self.metric == "inner_product"
        # Lists hold no twins, and need distances: codes of one bit estimate products here.
        if self.graph is None or self.graph.n_nodes < self.n or (is_product and self.bits is not None):
            return among
        visit = self.listing.visit(
            self.points[: self.n],
            dim=self.dim,
            is_product=is_product,
            n_left=n_live,
            ef=ef,
            cost=cost,
            n_queries=n_queries,
        )
        return among if visit is None else visit

    def single(
        self, *, k: int, algorithm: Algorithm, ef: int, is_dead: npt.NDArray[np.bool_] | None
    ) -> SingleSearch | None:
        """Prepare walks to single queries; see `engine.Engine.single`."""
        n_live = self.n if is_dead is None else self.n - int(np.count_nonzero(is_dead))
        if algorithm != "graph" or self.graph is None or is_plain() or n_live < k:
            return None
        pool = self._pool(k, ef, n_live)
        if pool > LARGEST_POOL * self.n:
            return None
        if is_dead is not None and self._among(k, ef, n_live, n_queries=1) is not None:
            return None
        return self._single_by(self._walked, self.graph, k, pool, _as_bytes(is_dead))

    def filtered(self, *, k: int, algorithm: Algorithm, ef: int) -> FilteredSearch | None:
        """Prepare searches for single queries among some rows; see `engine.Engine.filtered`."""
        if algorithm != "graph" or self.graph is None or is_plain() or self.graph.n_nodes != self.n:
            return None
        ef = max(ef, k)
        return FilteredSearch(
            Comparison(*self._way_by(self.points, k=k, ef=ef)),
            Comparison(*self._way_by(self._walked, k=k, ef=ef)),
            as_numbers(self.points),
            n=self.n,
            dim=self.dim,
            k=k,
            ef=ef,
            most_whole=COMPARED_WHOLE,
            choose=partial(self._among, k, ef, n_queries=1),
            centers_of=lambda lists: self._centers_of(lists, self._walked),
        )

    def _single_by(
        self, walked: Stored | Codes | BitCodes, graph: VectorGraph, k: int, ef: int, dead: npt.NDArray[np.uint8]
    ) -> SingleSearch:
        """Prepare walks by codes, or by the vectors."""
        kernel, plan, depth = self._way_by(walked, k=k, ef=ef)
        by_vectors = partial(self._single_by, self.points, graph, k, ef, dead) if walked is self.codes else None
        return SingleSearch(
            kernel,
            plan,
            graph,
            as_numbers(self.points),
            dim=self.dim,
            k=k,
            ef=ef,
            depth=depth,
            is_dead=dead,
            by_vectors=by_vectors,
        )

    def request_in_shards(
        self, *, k: int, ef: int, seen: npt.NDArray[np.uint64], is_raw: bool
    ) -> npt.NDArray[np.int64]:
        """Return what a search looks at here, where this graph is one of several; see `shards.walking`."""
        kernels, plan, depth = _kernels(), *self._way_by(self._walked, k=k, ef=ef)[1:]
        depth = max(depth, k + kernels.N_SPARE)
        return plan.request(ef=ef, depth=depth, is_dead=NONE_DEAD, only=NO_NODES, seen=seen, is_raw=is_raw)

    def _pool(self, k: int, ef: int, n_live: int) -> int:
        """The pool of a walk: removed rows take places in it, so it grows by their share."""
        return -(-max(ef, k) * self.n // n_live)

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

    def _scan(self, queries: Floats, k: int, is_dead: npt.NDArray[np.bool_] | None, n_threads: int) -> NearestRows:
        points, rows = self.points[: self.n], None
        if is_dead is not None and 2 * np.count_nonzero(is_dead) > self.n:
            rows, is_dead = np.flatnonzero(np.logical_not(is_dead)), None
            points = points[rows]
        found = scan.nearest(
            points, queries, dim=self.dim, metric=self.metric, k=k, is_dead=is_dead, n_threads=n_threads
        )
        return found if rows is None else replace(found, rows=rows[found.rows])

    def _walk(
        self,
        graph: VectorGraph,
        queries: Floats,
        k: int,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_threads: int,
    ) -> NearestRows:
        """Walk; where fewer than k live rows came back, walk again with a larger pool, or look at all that are left."""
        rest = is_dead, n_threads
        if ef > LARGEST_POOL * self.n:
            return self._scan(queries, k, is_dead, n_threads)
        found = self._walk_once(graph, queries, k, ef, is_dead, n_threads)
        if found.rows[:, -1].min() >= 0:
            return found
        short = np.flatnonzero(found.rows[:, -1] < 0)
        n_live = self.n if is_dead is None else self.n - int(np.count_nonzero(is_dead))
        if n_live <= MOST_LEFT * self.n and n_live <= 2 * self._cost_of_walk(ef):
            others = self._walk_once(graph, queries[short], k, max(k, ef * n_live // self.n), *rest, among=NEAR_ALL)
        else:
            others = self._walk(graph, queries[short], k, 2 * ef, *rest)
        return _with_others(found, short, others)

    def _cost_of_walk(self, pool: int) -> int:
        """The number of comparisons of a scan that take as long."""
        return PER_LINK * (0 if self.graph is None else self.graph.links.shape[1]) * pool

    def _walk_once(
        self,
        graph: VectorGraph,
        queries: Floats,
        k: int,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_threads: int,
        *,
        among: Among | None = None,
    ) -> NearestRows:
        """Walk by codes where there are some; by the vectors to queries that no code can stand for."""
        asked = graph, k, ef, is_dead, n_threads
        found = self._walk_by(self._walked, queries, *asked, among=among)
        far = np.flatnonzero(found.rows[:, -1] == FAR)
        if len(far) == 0:
            return found
        return _with_others(found, far, self._walk_by(self.points, queries[far], *asked, among=among))

    def _walk_by(
        self,
        walked: Stored | Codes | BitCodes,
        queries: Floats,
        graph: VectorGraph,
        k: int,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_threads: int,
        *,
        among: Among | None,
    ) -> NearestRows:
        """Walk by codes, or by the vectors."""
        kernel, plan, depth = self._way_by(walked, k=k, ef=ef)
        points, only = as_numbers(self.points), _nodes_of(graph, is_dead) if among is NEAR_ALL else NO_NODES
        centers = self._centers_of(among.lists, walked) if isinstance(among, Visit) else NO_NODES
        dead = NONE_DEAD if len(only) > 0 and graph.n_nodes == graph.n else _as_bytes(is_dead)
        rows, distances = np.empty((len(queries), k), np.int64), np.empty((len(queries), k), np.float32)

        def search(first: int, last: int) -> int:
            seen = borrow_marks(graph)
            request = plan.request(ef=ef, depth=depth, is_dead=dead, only=only, seen=seen)
            if isinstance(among, Visit):
                enter_lists(request, among, centers)
            n_compared = kernel(points, request, queries[first:last], rows[first:last], distances[first:last])
            graph.scratch.append(seen)
            return n_compared

        # What is left in a list is looked up once in each piece.
        step = LISTED_QUERIES_PER_PIECE if isinstance(among, Visit) else QUERIES_PER_PIECE
        counts = in_pieces(search, len(queries), n_threads=n_threads, step=step)
        return NearestRows(rows, distances, sum(counts))

    def _centers_of(self, lists: RowLists, walked: Stored | Codes | BitCodes) -> npt.NDArray[Any]:
        """The means of lists as rows are walked, made once."""
        known = self._centers.get(walked is self.points)
        if known is None or known[0] is not lists:
            grid = self.grid if walked is self.codes else None
            known = self._centers[walked is self.points] = lists, as_walked(lists.centers, walked, grid)
        return known[1]

    @cached_property
    def _centers(self) -> dict[bool, tuple[RowLists, npt.NDArray[Any]]]:
        """By whether vectors themselves are compared."""
        return {}

    def _way_by(self, walked: Stored | Codes | BitCodes, *, k: int, ef: int) -> tuple[Any, SearchPlan, int]:
        """The compiled search, its plan, and how many are measured again."""
        kernels = _kernels()
        if walked is self.points:
            return kernels.search_vectors, self._vector_plan, 0
        if isinstance(walked, BitCodes):
            return kernels.search_bits, self._plan, pool_size(ef)
        return kernels.search_codes, self._plan, max(2 * k + 10, ef // 2)


def _as_bytes(is_dead: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.uint8]:
    return NONE_DEAD if is_dead is None else is_dead.view(np.uint8)


def _with_others(found: NearestRows, places: Rows, others: NearestRows) -> NearestRows:
    """What was found, with the answers to some queries in their places."""
    found.rows[places], found.distances[places] = others.rows, others.distances
    return replace(found, n_distances=found.n_distances + others.n_distances)


def _nodes_of(graph: VectorGraph, is_dead: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int32]:
    """The nodes that stand for rows that are left."""
    if is_dead is None:
        return NO_NODES
    rows = np.flatnonzero(np.logical_not(is_dead))
    return rows.astype(np.int32) if graph.n_nodes == graph.n else np.unique(graph.twin_of[rows])


@cache
def _kernels() -> Any:
    """The compiled searches, imported once: an import statement costs a microsecond every time."""
    from coincide_smallworld.index.vectors import searching

    return searching


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
        graph, engine.points, engine.n, extra=extra, settings=settings, rng=rng, is_filled=engine.bits is not None
    )
    coded = with_codes(engine, n_coded=graph.n, n_threads=settings.n_threads)
    if coded.bits is not None:
        larger = filled(larger, engine.points, coded.bits, n_before=graph.n, n_threads=settings.n_threads)
    return replace(coded, graph=larger)
