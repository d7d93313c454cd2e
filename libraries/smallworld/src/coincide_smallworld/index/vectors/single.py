"""Searches for one query at a time: all that does not depend on the query is looked up and made before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coincide_smallworld.index.vectors.graph import WALKS, Ids, VectorGraph
from coincide_smallworld.index.vectors.plan import FAR, REFUSED, SHORT, SearchPlan
from coincide_smallworld.index.vectors.stored import Floats

_empty = np.empty
FLOAT32, INT64 = np.dtype(np.float32), np.dtype(np.int64)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way to compare a query with rows: an entry of `searching`, what that takes, and the depth for a pool size."""

    kernel: Any
    plan: SearchPlan
    depth: Callable[[int], int]


class SingleSearch:
    """Walks to one query as `VectorEngine.nearest` does, in a tenth of the time around the walk.

    Threads may share it: each call takes a request and marks that no other call uses.

    Parameters
    ----------
    by : the way to compare.
    graph, points : what is searched; points as compiled loops take them.
    k, ef : of each search.
    is_dead : rows to leave out, or empty.
    only : nodes to compare with in place of a walk, or empty.
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
        only: Ids,
        by_vectors: Callable[[], SingleSearch] | None,
    ) -> None:
        self._compiled, self._points = by.kernel.unchecked(points), points
        self._shape, self._shape_found = (1, dim), (1, k)
        self._made = by, graph, ef, is_dead, only
        self._free: list[Any] = []
        self._by_vectors = by_vectors
        self._other: SingleSearch | None = None

    def __call__(self, query: object) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats, int] | None:
        """Return rows (1, k), their distances and the number of comparisons; None for what needs a closer look."""
        if not is_plain_query(query, self._shape):
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
        by, graph, ef, is_dead, only = self._made
        seen = np.zeros((WALKS, graph.n // 64 + 1), dtype=np.uint64)
        return by.plan.request(ef=ef, depth=by.depth(ef), is_dead=is_dead, only=only, seen=seen, is_raw=True), seen


def is_plain_query(query: object, shape: tuple[int, int]) -> bool:
    """Whether a query can be handed over as it is."""
    if type(query) is not np.ndarray or query.dtype != FLOAT32 or query.shape != shape:
        return False
    return query.flags.c_contiguous
