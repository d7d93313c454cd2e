"""Searches for one query at a time: all that does not depend on the query is looked up and made before."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coincide_smallworld.index.vectors.graph import WALKS, VectorGraph
from coincide_smallworld.index.vectors.plan import FAR, N_ONLY, REFUSED, SHORT, SearchPlan
from coincide_smallworld.index.vectors.stored import Floats

_empty = np.empty
FLOAT32, INT64, BOOL = np.dtype(np.float32), np.dtype(np.int64), np.dtype(np.bool_)
NOTHING = np.empty(0, dtype=np.uint8)


class SingleSearch:
    """Walks to one query as `VectorEngine.nearest` does, in a tenth of the time around the walk.

    Threads may share it: each call takes a request and marks that no other call uses.

    Parameters
    ----------
    kernel : one of the entries of `searching`.
    plan, graph, points : what is searched; points as compiled loops take them.
    k, ef, depth : of each search.
    is_dead : rows to leave out, or empty.
    by_vectors : makes the search for queries that no code can stand for; None where `kernel` leaves none over.
    """

    __slots__ = ("_by_vectors", "_compiled", "_free", "_made", "_other", "_points", "_shape", "_shape_found")

    def __init__(
        self,
        kernel: Any,
        plan: SearchPlan,
        graph: VectorGraph,
        points: np.ndarray[Any, np.dtype[Any]],
        *,
        dim: int,
        k: int,
        ef: int,
        depth: int,
        is_dead: np.ndarray[Any, np.dtype[np.uint8]],
        by_vectors: Callable[[], SingleSearch] | None,
    ) -> None:
        self._compiled, self._points = kernel.unchecked(points), points
        self._shape, self._shape_found = (1, dim), (1, k)
        self._made = plan, graph, ef, depth, is_dead
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
        plan, graph, ef, depth, is_dead = self._made
        seen = np.zeros((WALKS, graph.n // 64 + 1), dtype=np.uint64)
        nothing = np.empty(0, dtype=np.int32)
        return plan.request(ef=ef, depth=depth, is_dead=is_dead, only=nothing, seen=seen, is_raw=True), seen


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way to compare a query with rows: an entry of `searching`, and what that takes."""

    kernel: Any
    plan: SearchPlan
    depth: int


class FilteredSearch:
    """Compares one query with the rows that a filter leaves, as `VectorEngine.nearest` does, in a third of the time.

    Threads may share it: each call takes a request that no other call uses.

    Parameters
    ----------
    whole, coded : ways to compare with up to `most_whole` rows, and with more.
    points : as compiled loops take them, of `n` rows without twins.
    k, ef : of each search; `ef` is at least k.
    per_place : how many rows are compared rather than walked to, for each place in the pool of the walk.
    """

    __slots__ = ("_capacity", "_free", "_points", "_shape", "_shape_found", "_sizes", "_ways")

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
        per_place: int,
        most_whole: int,
    ) -> None:
        self._points, self._shape, self._shape_found = points, (1, dim), (1, k)
        self._sizes = n, k, ef * n, per_place, most_whole
        # At least the most rows m that are compared: up to `per_place` times the pool, which is ef * n / m rounded up.
        self._capacity = min(n, per_place + math.isqrt(per_place * (per_place + ef * n)))
        self._ways = [(way.kernel.unchecked(points), way, ef) for way in (whole, coded)]
        self._free: list[list[Any]] = [[], []]

    def __call__(self, query: object, where: object) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """Return rows (1, k), their distances and the number of comparisons; None for what needs a closer look."""
        n, k, places, per_place, most_whole = self._sizes
        if not _is_plain(query, self._shape) or type(where) is not np.ndarray:
            return None
        left = _rows_left(where, n)
        if left is None:
            return None
        n_left = len(left)
        if n_left < k or n_left > per_place * -(-places // n_left):
            return None
        way = int(n_left > most_whole)
        try:
            own = self._free[way].pop()
        except IndexError:
            own = self._new(way)
        request, only = own
        only[:n_left] = left
        request[N_ONLY] = n_left
        rows, distances = _empty(self._shape_found, INT64), _empty(self._shape_found, FLOAT32)
        n_compared = self._ways[way][0](self._points, request, query, rows, distances)
        self._free[way].append(own)
        return (rows, distances, n_compared) if n_compared >= 0 else None

    def _new(self, way: int) -> Any:
        """A request, and the rows that it has the address of."""
        _, by, ef = self._ways[way]
        only, unseen = np.empty(self._capacity, dtype=np.int32), np.empty((1, 0), dtype=np.uint64)
        return by.plan.request(ef=ef, depth=by.depth, is_dead=NOTHING, only=only, seen=unseen, is_raw=True), only


def _rows_left(where: np.ndarray[Any, np.dtype[Any]], n: int) -> np.ndarray[Any, np.dtype[np.int64]] | None:
    """The rows that a mask, or ids, leave of `n`; None for what needs a closer look."""
    if where.ndim != 1 or where.dtype != BOOL:
        if where.ndim != 1 or where.dtype != INT64 or len(where) == 0 or where.min() < 0 or where.max() >= n:
            return None
        mask = np.zeros(n, dtype=np.bool_)
        mask[where] = True
        return mask.nonzero()[0]
    return where.nonzero()[0] if len(where) == n else None


def _is_plain(query: object, shape: tuple[int, int]) -> bool:
    """Whether a query can be handed over as it is."""
    if type(query) is not np.ndarray or query.dtype != FLOAT32 or query.shape != shape:
        return False
    return query.flags.c_contiguous
