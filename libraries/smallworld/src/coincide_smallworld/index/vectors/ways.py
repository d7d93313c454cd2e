"""By which way a search goes: a walk, a comparison with all rows that are left, or with those in lists.

Where a filter or removals leave at most half of all rows, the way with the fewest comparisons is taken; a walk passes
through what is left out. What a way leaves open (too few found, or nearer rows may lie elsewhere) goes another way.
Distances are those of codes where there are some, and are measured again; queries that no code can stand for, and
searches among very few rows, go by the vectors.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.engine import NearestRows, count_live
from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.index.vectors import scan
from coincide_smallworld.index.vectors.codes.eight_bits import Grid
from coincide_smallworld.index.vectors.codes.one_bit import BitCodes
from coincide_smallworld.index.vectors.filtered import EVERYTHING, Attempt, FilteredSearch
from coincide_smallworld.index.vectors.graph import (
    FAR_LONGER,
    Ids,
    VectorGraph,
    borrow_marks,
    is_blurred,
    outstanding,
    pool_size,
)
from coincide_smallworld.index.vectors.lists import NEAR_ALL, Among, Listing, Longest, RowLists, Visit
from coincide_smallworld.index.vectors.plan import (
    FAR,
    NO_NODES,
    SearchPlan,
    Walked,
    as_walked,
    enter_lists,
    make_plan,
)
from coincide_smallworld.index.vectors.single import Comparison, SingleSearch
from coincide_smallworld.index.vectors.stored import Floats, Stored, VectorMetric, as_numbers, squared_lengths

QUERIES_PER_PIECE, LISTED_QUERIES_PER_PIECE = 256, 4096
# To open a node of a walk costs so many comparisons of a scan for each of its links: their rows lie anywhere in memory.
PER_LINK = 2
# Where more are left, walks take care of the others, as of removed rows.
MOST_LEFT = 0.5
# To compare with all that is left finds everything, so lists must cost at most this share of it.
SCAN_SHARE = 0.5
# Of the longest vectors, at least this share of what is left of all must be left for a walk.
LONGEST_SHARE = 0.8
# Next to the longest of all, rows are told apart down to this part of its length where all are compared.
FARTHEST_LONGER = 1 << 15
# So many of the longest are looked at first for one that is left.
MANY_LONGEST = 256
# So few are compared by their vectors: a code of the query takes longer to make than it saves.
COMPARED_WHOLE = 200
# A walk whose pool holds a quarter of everything takes longer than a scan.
LARGEST_POOL = 0.25
NONE_DEAD = np.empty(0, dtype=np.uint8)

_log = logging.getLogger(__name__)
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a search has to find.

    Attributes
    ----------
    k : how many rows.
    ef : the pool size, at least k.
    is_dead : (n,) rows to leave out; None for none.
    n_threads : over the queries.
    """

    k: int
    ef: int
    is_dead: Mask | None = None
    n_threads: int = 1


@dataclass(frozen=True)
class Ways:
    """The ways through one graph.

    Parameters
    ----------
    points : (n, width) padded rows of `dim` numbers, as `metric` stores them.
    walked, grid : what is compared on the way: the points, or their codes; the grid of 8-bit codes.
    reach : the length of all rows under the inner product.
    """

    graph: VectorGraph
    points: Stored
    walked: Walked
    grid: Grid | None
    dim: int
    metric: VectorMetric
    reach: float
    listing: Listing
    _centers: dict[bool, tuple[RowLists, npt.NDArray[Any]]] = field(default_factory=dict[bool, Any], init=False)

    def nearest(self, queries: Floats, demand: Demand, *, n_live: int) -> NearestRows:
        """Return the nearest of the live rows, so many, to padded queries."""
        among = self._among(demand, n_live, n_queries=len(queries))
        attempts = self.attempts(demand, n_live, among)
        found = self._tried(next(attempts), queries, demand=demand)
        for attempt in attempts:
            is_open = found.rows[:, -1] < 0
            if not is_open.any():
                break
            found = _asked_again(found, is_open, queries, partial(self._tried, attempt, demand=demand))
        return found

    def attempts(self, demand: Demand, n_live: int, among: Among | None) -> Iterator[Attempt]:
        """Yield the ways to go, each for queries for which those before found too few.

        Parameters
        ----------
        n_live : how many rows are left.
        among : as from `among`.
        """
        n, k, ef = len(self.points), demand.k, demand.ef
        if among is None:
            pool = self._pool(ef, n_live)
            while pool <= LARGEST_POOL * n:
                yield Attempt(None, pool)
                if n_live <= min(MOST_LEFT * n, 2 * self._cost_of_walk(pool)):
                    yield Attempt(NEAR_ALL, max(k, pool * n_live // n))
                    yield Attempt(NEAR_ALL, ef, is_coded=False)
                    return
                pool *= 2
            yield Attempt(EVERYTHING, pool)
            return
        if n_live <= COMPARED_WHOLE:
            yield Attempt(NEAR_ALL, ef, is_coded=False)
            return
        # Codes are fine enough for the longest of all, not for what is left.
        yield Attempt(among, ef, is_coded=not isinstance(among, Longest))
        if among is not NEAR_ALL:
            yield Attempt(NEAR_ALL, ef)
        # Of few numbers, one bit of each tells too little: codes may leave places empty.
        yield Attempt(NEAR_ALL, ef, is_coded=False)

    def _among(self, demand: Demand, n_live: int, *, n_queries: int) -> Among | None:
        """What to compare with in place of a walk, for a search that may be one among all rows."""
        if demand.is_dead is None:
            return None
        is_any = len(self._longest) > 0
        is_longest_left = not is_any or self.is_longest_left(np.logical_not(demand.is_dead), n_live)
        return self.among(demand.ef, n_live, is_longest_left=is_longest_left, n_queries=n_queries)

    def is_longest_left(self, is_left: Mask, n_left: int) -> bool:
        """Return whether about as many of the longest vectors are left as of all, or none are much longer than most."""
        longest, n = self._longest, len(is_left)
        return int(np.count_nonzero(is_left[longest])) * n >= LONGEST_SHARE * n_left * len(longest)

    def longest_left(self, is_left: Mask, n_wanted: int) -> Ids:
        """Return the nodes that stand for the longest of the rows that are left, as many as are gone among these."""
        n_looked_at = n_wanted
        while True:
            rows = self._by_length[:n_looked_at]
            rows = rows[is_left[rows]]
            n_wanted = max(n_wanted, n_looked_at // 2)
            if len(rows) >= n_wanted or n_looked_at >= len(is_left):
                return _standing(self.graph, rows[:n_wanted])
            n_looked_at *= 2

    def is_too_short(self, is_left: Mask) -> bool:
        """Return whether float32 cannot tell rows that are left apart, next to the longest of all."""
        n = MANY_LONGEST
        while True:
            rows = self._by_length[:n]
            rows = rows[is_left[rows]]
            if len(rows) > 0:
                return bool(self.reach > FARTHEST_LONGER * np.sqrt(self._squared_lengths[rows[0]]))
            n *= 4

    def among(self, ef: int, n_live: int, *, is_longest_left: bool, n_queries: int) -> Among | None:
        """Return what to compare with in place of a walk; None for a walk.

        Where the longest are not left, hardly a link leads to those that are next in length. Then at least as many of
        the longest that are left are compared as a walk would compare.
        """
        if is_longest_left or n_live <= COMPARED_WHOLE:
            return self._among_left(ef, n_live, n_queries=n_queries)
        return Longest(min(n_live, self._cost_of_walk(self._pool(ef, n_live))))

    def _among_left(self, ef: int, n_live: int, *, n_queries: int) -> Among | None:
        """As `among`, where the longest vectors do not matter."""
        n = len(self.points)
        if n_live <= COMPARED_WHOLE:
            return NEAR_ALL
        if n_live > MOST_LEFT * n:
            return None
        walk = self._cost_of_walk(self._pool(ef, n_live))
        among, cost = (NEAR_ALL, SCAN_SHARE * n_live) if n_live <= walk else (None, walk)
        is_product = self.metric == "inner_product"
        # Lists hold no twins, and need distances: codes of one bit estimate products here.
        if self.graph.n_nodes < n or (is_product and isinstance(self.walked, BitCodes)):
            return among
        visit = self.listing.visit(
            self.points,
            dim=self.dim,
            is_product=is_product,
            n_left=n_live,
            ef=ef,
            cost=cost,
            n_queries=n_queries,
        )
        return among if visit is None else visit

    def compared(self, walked: Walked, queries: Floats, demand: Demand, *, among: Among | None = None) -> NearestRows:
        """Search one way, by codes or by the vectors, as `walked` says.

        Returns
        -------
        The last row of a query is `FAR` where the codes cannot stand for it, or -1 where too few were found.
        """
        graph, k, is_dead = self.graph, demand.k, demand.is_dead
        way, points = self._comparison(walked, k), as_numbers(self.points)
        only = self._nodes_among(among, is_dead)
        centers = self._centers_of(among.lists, walked) if isinstance(among, Visit) else NO_NODES
        dead = self._passed_over(only, is_dead)
        rows, distances = np.empty((len(queries), k), np.int64), np.empty((len(queries), k), np.float32)

        def search(first: int, last: int) -> int:
            seen = borrow_marks(graph)
            request = way.plan.request(ef=demand.ef, depth=way.depth(demand.ef), is_dead=dead, only=only, seen=seen)
            if isinstance(among, Visit):
                enter_lists(request, among, centers)
            n_compared = way.kernel(points, request, queries[first:last], rows[first:last], distances[first:last])
            graph.scratch.append(seen)
            return n_compared

        # What is left in a list is looked up once in each piece.
        step = LISTED_QUERIES_PER_PIECE if isinstance(among, Visit) else QUERIES_PER_PIECE
        counts = in_pieces(search, len(queries), n_threads=demand.n_threads, step=step)
        return NearestRows(rows, distances, sum(counts))

    def single(self, demand: Demand) -> SingleSearch | None:
        """Return walks to single queries; see `engine.Engine.single`."""
        n_live = count_live(len(self.points), demand.is_dead)
        if n_live < demand.k:
            return None
        attempt = next(self.attempts(demand, n_live, self._among(demand, n_live, n_queries=1)))
        if isinstance(attempt.among, Visit) or attempt.among == EVERYTHING or self._is_too_short_for(attempt, demand):
            return None
        only = self._nodes_among(attempt.among, demand.is_dead)
        walked = self.walked if attempt.is_coded else self.points
        return self._single_by(walked, replace(demand, ef=attempt.ef), only)

    def filtered(self, demand: Demand) -> FilteredSearch | None:
        """Return searches for single queries among some rows; see `engine.Engine.filtered`."""
        if self.graph.n_nodes != len(self.points):
            return None
        return FilteredSearch(
            self._comparison(self.points, demand.k),
            self._comparison(self.walked, demand.k),
            as_numbers(self.points),
            dim=self.dim,
            k=demand.k,
            among=partial(self.among, demand.ef, n_queries=1),
            is_longest_left=self.is_longest_left,
            longest_left=self.longest_left,
            is_too_short=self.is_too_short,
            attempts=partial(self.attempts, demand),
            centers_of=partial(self._centers_of, walked=self.walked),
        )

    def request_in_shards(
        self, *, k: int, ef: int, seen: npt.NDArray[np.uint64], is_raw: bool
    ) -> npt.NDArray[np.int64]:
        """Return what a search looks at here, where this graph is one of several; see `shards.walking`."""
        way = self._comparison(self.walked, k)
        depth = max(way.depth(ef), k + _kernels().N_SPARE)
        return way.plan.request(ef=ef, depth=depth, is_dead=NONE_DEAD, only=NO_NODES, seen=seen, is_raw=is_raw)

    @cached_property
    def is_blurred(self) -> bool:
        """Whether the links tell nothing, since a few vectors are far longer than all others; says so in the log."""
        column = self.dim
        if self.metric != "inner_product" or not is_blurred(self.graph, self.points, column=column, reach=self.reach):
            return False
        _log.warning(
            "a few vectors are more than %d times as long as almost all others, so the graph tells nothing and "
            "searches by `inner_product` compare all vectors; scale these few down, or leave them out",
            FAR_LONGER,
        )
        return True

    @cached_property
    def plan(self) -> SearchPlan:
        """Addresses and sizes of what is searched."""
        return self._plan_over(self.walked)

    @cached_property
    def _vector_plan(self) -> SearchPlan:
        """The plan for queries that are compared with the vectors themselves."""
        return self._plan_over(self.points)

    @cached_property
    def _longest(self) -> Ids:
        """The longest rows, if they are much longer than most, as many as there are entries."""
        if self.metric != "inner_product":
            return NO_NODES
        is_any = len(outstanding(self.graph, self.points, column=self.dim, reach=self.reach)) > 0
        return self._by_length[: len(self.graph.entries)] if is_any else NO_NODES

    @cached_property
    def _by_length(self) -> Ids:
        """All rows, the longest under the inner product first."""
        # Not by the number that fills rows up: next to a vector a thousand times as long, all others have the same.
        return np.argsort(-self._squared_lengths, kind="stable").astype(np.int32)

    @cached_property
    def _squared_lengths(self) -> npt.NDArray[np.float64]:
        return squared_lengths(self.points[:, : self.dim])

    def _passed_over(self, only: Ids, is_dead: Mask | None) -> npt.NDArray[np.uint8]:
        """The rows that a search has to leave out; none where the nodes that it is compared with leave them out."""
        return NONE_DEAD if len(only) > 0 and self.graph.n_nodes == self.graph.n else _as_bytes(is_dead)

    def _nodes_among(self, among: Among | None, is_dead: Mask | None) -> Ids:
        """The nodes to compare with in place of a walk, none for a walk or lists."""
        if is_dead is None or among is None or isinstance(among, Visit):
            return NO_NODES
        is_left = np.logical_not(is_dead)
        if isinstance(among, Longest):
            return self.longest_left(is_left, among.n_wanted)
        return _standing(self.graph, np.flatnonzero(is_left).astype(np.int32))

    def _plan_over(self, walked: Walked) -> SearchPlan:
        grid = None if walked is self.points else self.grid
        return make_plan(self.graph, self.points, walked, grid=grid, dim=self.dim, metric=self.metric, reach=self.reach)

    def _comparison(self, walked: Walked, k: int) -> Comparison:
        """The compiled search, its plan, and how many are measured again."""
        kernels = _kernels()
        if walked is self.points:
            return Comparison(kernels.search_vectors, self._vector_plan, lambda _: 0)
        if isinstance(walked, BitCodes):
            return Comparison(kernels.search_bits, self.plan, pool_size)
        return Comparison(kernels.search_codes, self.plan, lambda ef: max(2 * k + 10, ef // 2))

    def _single_by(self, walked: Walked, demand: Demand, only: Ids) -> SingleSearch:
        """Prepare walks, or comparisons with some nodes, by codes or by the vectors."""
        return SingleSearch(
            self._comparison(walked, demand.k),
            self.graph,
            as_numbers(self.points),
            dim=self.dim,
            k=demand.k,
            ef=demand.ef,
            is_dead=self._passed_over(only, demand.is_dead),
            only=only,
            by_vectors=None if walked is self.points else partial(self._single_by, self.points, demand, only),
        )

    def _pool(self, ef: int, n_live: int) -> int:
        """The pool of a walk: removed rows take places in it, so it grows by their share."""
        return -(-ef * len(self.points) // n_live)

    def _cost_of_walk(self, pool: int) -> int:
        """The number of comparisons of a scan that take as long."""
        return PER_LINK * self.graph.links.shape[1] * pool

    def _tried(self, attempt: Attempt, queries: Floats, *, demand: Demand) -> NearestRows:
        """Go one way, by codes where there are some; by the vectors for queries that no code can stand for."""
        if attempt.among == EVERYTHING or self._is_too_short_for(attempt, demand):
            return scan.nearest(
                self.points,
                queries,
                dim=self.dim,
                metric=self.metric,
                k=demand.k,
                is_dead=demand.is_dead,
                n_threads=demand.n_threads,
            )
        wanted = replace(demand, ef=attempt.ef)
        by_vectors = partial(self.compared, self.points, demand=wanted, among=attempt.among)
        if not attempt.is_coded:
            return by_vectors(queries)
        found = self.compared(self.walked, queries, wanted, among=attempt.among)
        return _asked_again(found, found.rows[:, -1] == FAR, queries, by_vectors)

    def _is_too_short_for(self, attempt: Attempt, demand: Demand) -> bool:
        """Whether the longest that are left are looked at, and float32 cannot tell them apart."""
        if not isinstance(attempt.among, Longest) or demand.is_dead is None:
            return False
        return self.is_too_short(np.logical_not(demand.is_dead))

    def _centers_of(self, lists: RowLists, walked: Walked) -> npt.NDArray[Any]:
        """The means of lists as rows are walked, made once."""
        is_whole = walked is self.points
        known = self._centers.get(is_whole)
        if known is None or known[0] is not lists:
            centers = as_walked(lists.centers, walked, None if is_whole else self.grid)
            known = self._centers[is_whole] = lists, centers
        return known[1]


def _asked_again(
    found: NearestRows, is_open: Mask, queries: Floats, search: Callable[[Floats], NearestRows]
) -> NearestRows:
    """What was found, with the answers of another search where it is open."""
    places = np.flatnonzero(is_open)
    if len(places) == 0:
        return found
    others = search(queries[places])
    found.rows[places], found.distances[places] = others.rows, others.distances
    return replace(found, n_distances=found.n_distances + others.n_distances)


def _as_bytes(is_dead: Mask | None) -> npt.NDArray[np.uint8]:
    return NONE_DEAD if is_dead is None else is_dead.view(np.uint8)


def _standing(graph: VectorGraph, rows: Ids) -> Ids:
    """The nodes that stand for rows."""
    return rows if graph.n_nodes == graph.n else np.unique(graph.twin_of[rows])


@cache
def _kernels() -> Any:
    """The compiled searches, imported once: an import statement costs a microsecond every time."""
    from coincide_smallworld.index.vectors import searching

    return searching
