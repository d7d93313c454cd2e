"""Searches through several graphs with one pool: which can be searched so, and what the compiled search looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.engine import NearestRows, Rows
from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.index.vectors.engine import VectorEngine
from coincide_smallworld.index.vectors.graph import borrow_marks
from coincide_smallworld.index.vectors.stored import Floats, PaddedVectors, as_numbers
from coincide_smallworld.switch import is_plain

QUERIES_PER_PIECE = 64
FLOAT32 = np.dtype(np.float32)


def can_be_joined(engines: Sequence[VectorEngine]) -> bool:
    """Whether one walk can go through all: graphs over vectors of one length and kind, and by codes of one kind."""
    kinds = {
        (each.metric, each.dim, each.points.dtype, each.bits is None, each.codes is None, each.graph is None)
        for each in engines
    }
    only = engines[0]
    return len(kinds) == 1 and only.graph is not None and only.metric != "inner_product" and not is_plain()


class ShardSearch:
    """A search through the graphs of several engines; rows count through all of them.

    Threads may share it: each call takes requests and marks that no other call uses.

    Parameters
    ----------
    engines : two or more that can be joined.
    k : number of neighbors, at most that of all rows.
    ef : how many of the common pool are opened, at least k.
    """

    def __init__(self, engines: Sequence[VectorEngine], *, k: int, ef: int) -> None:
        first = engines[0]
        self._engines, self._k, self._ef, self._shape = engines, k, ef, (1, first.dim)
        self._starts = np.array(list(accumulate((engine.n for engine in engines), initial=0)), dtype=np.int64)
        self._points = as_numbers(first.points)
        self._compiled = _entry_for(first).compiled(self._points)
        self._free: list[Any] = []

    def single(self, query: object) -> NearestRows | None:
        """Return the nearest of one query as the user gave it; None for what needs a closer look."""
        if type(query) is not np.ndarray or query.dtype != FLOAT32 or query.shape != self._shape:
            return None
        if not query.flags.c_contiguous:
            return None
        found = self._empty(1)
        n_compared = self._search(query, found.rows, found.distances, is_raw=True)
        return None if n_compared < 0 or found.rows[0, -1] < 0 else replace(found, n_distances=n_compared)

    def nearest(self, queries: PaddedVectors, *, n_threads: int) -> NearestRows:
        """Return the nearest rows of each query.

        Below 0 in the last column is what was not found: the codes cannot stand for the query, or the walks ended
        before they met k rows.
        """
        found = self._empty(len(queries))

        def search(first: int, last: int) -> int:
            return self._search(
                queries.rows[first:last], found.rows[first:last], found.distances[first:last], is_raw=False
            )

        counts = in_pieces(search, len(queries), n_threads=n_threads, step=QUERIES_PER_PIECE)
        return replace(found, n_distances=sum(counts))

    def _empty(self, n_queries: int) -> NearestRows:
        shape = n_queries, self._k
        return NearestRows(np.zeros(shape, np.int64), np.empty(shape, np.float32), 0)

    def _search(self, queries: Floats, rows: Rows, distances: Floats, *, is_raw: bool) -> int:
        try:
            own = self._free.pop()
        except IndexError:
            own = self._new()
        n_compared = self._compiled(self._points, own[is_raw], self._starts, queries, rows, distances)
        self._free.append(own)
        return n_compared

    def _new(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[Any]]:
        """Requests for queries in rows and for raw ones, and the marks that they have the addresses of."""
        parts = [each.ways for each in self._engines if each.ways is not None]
        marks = [borrow_marks(each.graph) for each in parts]
        both = [
            np.stack(
                [
                    each.request_in_shards(k=self._k, ef=self._ef, seen=seen, is_raw=is_raw)
                    for each, seen in zip(parts, marks, strict=True)
                ]
            )
            for is_raw in (False, True)
        ]
        return both[0], both[1], marks


def _entry_for(engine: VectorEngine) -> Any:
    """The compiled search by what the engine walks by."""
    kernels = _kernels()
    if engine.bits is not None:
        return kernels.search_bits
    return kernels.search_vectors if engine.codes is None else kernels.search_codes


@cache
def _kernels() -> Any:
    """Imported once, and only to search: it brings in the compiler."""
    from coincide_smallworld.index.vectors.shards import walking

    return walking
