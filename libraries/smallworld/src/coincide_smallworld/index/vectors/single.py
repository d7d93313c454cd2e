"""Searches for one query at a time: all that does not depend on the query is looked up and made before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coincide_smallworld.index.vectors.graph import WALKS, VectorGraph
from coincide_smallworld.index.vectors.lists import FEWEST_IN_LISTS, Among, RowLists, Visit, wanted_lists
from coincide_smallworld.index.vectors.plan import (
    FAR,
    N_ONLY,
    NO_NODES,
    REFUSED,
    SHORT,
    SearchPlan,
    enter_lists,
    set_visit,
)
from coincide_smallworld.index.vectors.stored import Floats

_empty = np.empty
FLOAT32, INT64, BOOL = np.dtype(np.float32), np.dtype(np.int64), np.dtype(np.bool_)
NOTHING, UNSEEN = np.empty(0, dtype=np.uint8), np.empty((1, 0), dtype=np.uint64)
# Where requests for lists are kept, behind those for the two ways to compare with all rows that are left.
LISTED = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way to compare a query with rows: an entry of `searching`, and what that takes."""

    kernel: Any
    plan: SearchPlan
    depth: int


class SingleSearch:
    """Walks to one query as `VectorEngine.nearest` does, in a tenth of the time around the walk.

    Threads may share it: each call takes a request and marks that no other call uses.

    Parameters
    ----------
    by : the way to compare.
    graph, points : what is searched; points as compiled loops take them.
    k, ef : of each search.
    is_dead : rows to leave out, or empty.
    by_vectors : makes the search for queries that no code can stand for; None where `by` leaves none over.
    """

    __slots__ = ("_by_vectors", "_compiled", "_free", "_made", "_other", "_points", "_shape", "_shape_found")

    def __init__(
        self,
        by: Comparison,
        graph: VectorGraph,
        points: np.ndarray[Any, np.dtype[Any]],
        *,
        dim: int,
        k: int,
        ef: int,
        is_dead: np.ndarray[Any, np.dtype[np.uint8]],
        by_vectors: Callable[[], SingleSearch] | None,
    ) -> None:
        self._compiled, self._points = by.kernel.unchecked(points), points
        self._shape, self._shape_found = (1, dim), (1, k)
        self._made = by, graph, ef, is_dead
        self._free: list[Any] = []
        self._by_vectors = by_vectors
        self._other: SingleSearch | None = None

    def __call__(self, query: object) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """Return rows (1, k), their distances and the number of comparisons; None for what needs a closer look."""
        if not _is_plain(query, self._shape):
            return None
        try:
            own = self._free.pop()
        except IndexError:
            own = self._new()
        rows, distances = _empty(self._shape_found, INT64), _empty(self._shape_found, FLOAT32)
        n_compared = self._compiled(self._points, own[0], query, rows, distances)
        self._free.append(own)
        return (rows, distances, n_compared) if n_compared >= 0 else self._closer(query, rows, n_compared)

    def _closer(
        self, query: object, rows: np.ndarray[Any, np.dtype[np.int64]], told: int
    ) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """The answer to a query that no code can stand for, by the vectors; None for others that were not answered."""
        if told == REFUSED or rows[0, -1] != FAR or self._by_vectors is None:
            return None
        if self._other is None:
            self._other = self._by_vectors()
        found = self._other(query)
        return None if found is None else (found[0], found[1], found[2] + SHORT - told)

    def _new(self) -> Any:
        """A request, and the marks that it has the address of."""
        by, graph, ef, is_dead = self._made
        seen = np.zeros((WALKS, graph.n // 64 + 1), dtype=np.uint64)
        nothing = np.empty(0, dtype=np.int32)
        return by.plan.request(ef=ef, depth=by.depth, is_dead=is_dead, only=nothing, seen=seen, is_raw=True), seen


class FilteredSearch:
    """Compares one query with rows that a filter leaves, as `VectorEngine.nearest` does, in a third of the time.

    Threads may share it: each call takes a request that no other call uses.

    Parameters
    ----------
    whole, coded : ways to compare with up to `most_whole` rows, and with more.
    points : as compiled loops take them, of `n` rows without twins.
    k, ef : of each search; `ef` is at least k.
    choose : says by the number of rows left what to compare with; None for a walk, which is not done here.
    centers_of : makes the means of lists as `coded` takes them.
    """

    __slots__ = (
        "_centers_of",
        "_choose",
        "_compiled",
        "_ef",
        "_free",
        "_known",
        "_points",
        "_shapes",
        "_sizes",
        "_ways",
    )

    def __init__(
        self,
        whole: Comparison,
        coded: Comparison,
        points: np.ndarray[Any, np.dtype[Any]],
        *,
        n: int,
        dim: int,
        k: int,
        ef: int,
        most_whole: int,
        choose: Callable[[int], Among | None],
        centers_of: Callable[[RowLists], np.ndarray[Any, np.dtype[Any]]],
    ) -> None:
        self._points, self._shapes, self._sizes, self._ef = points, ((1, dim), (1, k)), (n, k, most_whole), ef
        self._ways = whole, coded
        self._compiled = [way.kernel.unchecked(points) for way in self._ways]
        self._choose, self._centers_of = choose, centers_of
        self._known: tuple[int, Among | None] | None = None
        self._free: list[list[Any]] = [[], [], []]

    def __call__(self, query: object, where: object) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """Return rows (1, k), their distances and the number of comparisons; None for what needs a closer look."""
        n, k, most_whole = self._sizes
        if not _is_plain(query, self._shapes[0]) or type(where) is not np.ndarray:
            return None
        mask = _mask_of(where, n)
        if mask is None:
            return None
        n_left = int(np.count_nonzero(mask))
        if n_left < k:
            return None
        if n_left <= most_whole:
            return self._compared(query, mask, n_left, way=0)
        visit = self._visit(n_left)
        if visit is None:
            return None
        found = self._looked_up(query, mask, visit) if isinstance(visit, Visit) else None
        return found or self._compared(query, mask, n_left, way=1)

    def _compared(
        self, query: object, mask: np.ndarray[Any, np.dtype[np.bool_]], n_left: int, *, way: int
    ) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """The nearest of all rows that are left."""
        try:
            own = self._free[way].pop()
        except IndexError:
            own = self._for_rows(way)
        request, only = own
        only[:n_left] = mask.nonzero()[0]
        request[N_ONLY] = n_left
        found = self._search(way, request, query)
        self._free[way].append(own)
        return found

    def _looked_up(
        self, query: object, mask: np.ndarray[Any, np.dtype[np.bool_]], visit: Visit
    ) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """The nearest of the rows that are left in some lists; None where others may be nearer."""
        try:
            own = self._free[LISTED].pop()
        except IndexError:
            own = self._for_lists(visit)
        if own[2] is not visit.lists:
            own = self._for_lists(visit)
        request, is_hidden, *_ = own
        np.logical_not(mask, out=is_hidden)
        set_visit(request, visit)
        found = self._search(1, request, query)
        self._free[LISTED].append(own)
        return found

    def _search(
        self, way: int, request: np.ndarray[Any, np.dtype[np.int64]], query: object
    ) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        rows, distances = _empty(self._shapes[1], INT64), _empty(self._shapes[1], FLOAT32)
        n_compared = self._compiled[way](self._points, request, query, rows, distances)
        return (rows, distances, n_compared) if n_compared >= 0 else None

    def _visit(self, n_left: int) -> Among | None:
        """What to compare with: chosen again for another number of rows, or where lists may still become worth it."""
        known = self._known
        if known is not None and known[0] == n_left:
            return known[1]
        visit = self._choose(n_left)
        if isinstance(visit, Visit) or n_left < FEWEST_IN_LISTS * wanted_lists(self._sizes[0]):
            self._known = n_left, visit
        return visit

    def _for_rows(self, way: int) -> Any:
        """A request, and the rows to compare with that it has the address of."""
        by, only = self._ways[way], np.empty(self._sizes[0], dtype=np.int32)
        return by.plan.request(ef=self._ef, depth=by.depth, is_dead=NOTHING, only=only, seen=UNSEEN, is_raw=True), only

    def _for_lists(self, visit: Visit) -> Any:
        """A request, and what it has the address of: which rows to leave out, the lists and their means."""
        by, is_hidden = self._ways[1], np.empty(self._sizes[0], dtype=np.bool_)
        request = by.plan.request(
            ef=self._ef, depth=by.depth, is_dead=is_hidden.view(np.uint8), only=NO_NODES, seen=UNSEEN, is_raw=True
        )
        centers = self._centers_of(visit.lists)
        enter_lists(request, visit, centers)
        return request, is_hidden, visit.lists, centers


def _mask_of(where: np.ndarray[Any, np.dtype[Any]], n: int) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
    """The rows that a mask, or ids, leave of `n`, as a mask; None for what needs a closer look."""
    if where.ndim != 1 or where.dtype != BOOL:
        if where.ndim != 1 or where.dtype != INT64 or len(where) == 0 or where.min() < 0 or where.max() >= n:
            return None
        mask = np.zeros(n, dtype=np.bool_)
        mask[where] = True
        return mask
    return where if len(where) == n else None


def _is_plain(query: object, shape: tuple[int, int]) -> bool:
    """Whether a query can be handed over as it is."""
    if type(query) is not np.ndarray or query.dtype != FLOAT32 or query.shape != shape:
        return False
    return query.flags.c_contiguous
