"""Several indexes walked as one: a query goes through all their graphs with one pool.

Walking through each alone with a pool of its own, and merging, takes longer: every walk must be as wide as if all that
is near were there. In the common pool a graph gets as many places as it has near items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import is_
from typing import TYPE_CHECKING, Any

import numpy as np

from coincide_smallworld.index.engine import Rows
from coincide_smallworld.index.neighbors import Neighbors
from coincide_smallworld.index.parameters import check_k, check_whole, resolve
from coincide_smallworld.index.singles import MOST_KEPT
from coincide_smallworld.index.state import State
from coincide_smallworld.index.threads import count_threads

if TYPE_CHECKING:
    from coincide_smallworld.index.vectors import VectorEngine
    from coincide_smallworld.index.vectors.shards import ShardSearch

Part = tuple[State | None, object]
NONE_LEFT = np.empty(0, dtype=np.int64)


class Together:
    """Indexes whose graphs are walked as one, from `NavigableSmallWorld.together_with`; ids count through all of them.

    Parameters
    ----------
    parts : what each index holds and its `algorithm`, as they are at the moment.
    n_jobs : threads, as in `NavigableSmallWorld`.
    """

    def __init__(self, parts: Callable[[], Sequence[Part]], *, n_jobs: int | None) -> None:
        self._parts, self._n_jobs = parts, n_jobs
        self._joined: _Joined | None = None

    def search(self, queries: Any, *, k: int, ef: int) -> tuple[Neighbors, Rows] | None:
        """Find the items nearest to each query; None where these indexes cannot be walked as one.

        Parameters
        ----------
        queries, k : as in `NavigableSmallWorld.search`.
        ef : pool size, over all indexes.

        Returns
        -------
        The neighbors, and which queries each index has to be asked for by itself: no codes of some index can stand for
        them, or too few items were met.

        Raises
        ------
        InputError : unusable queries, k or ef.
        """
        joined, parts = self._joined, self._parts()
        if joined is None or not joined.holds_for(parts):
            self._joined = joined = _Joined(parts, _engines(parts))
        search = joined.searches.get((k, ef)) if type(k) is int and type(ef) is int else None
        if search is None:
            search = joined.search_for(check_k(k), check_whole("ef", ef))
        if search is None:
            return None
        found, left = search.single(queries), NONE_LEFT
        if found is None:
            asked = joined.engines[0].prepare(queries, name="queries")
            found = search.nearest(asked, n_threads=count_threads(self._n_jobs))
            left = np.flatnonzero(found.rows[:, -1] < 0)
        return Neighbors(found.rows, found.distances, found.n_distances), left


@dataclass(frozen=True, slots=True)
class _Joined:
    """What is searched, as long as the indexes are as they were; without engines where they cannot be walked as one."""

    parts: Sequence[Part]
    engines: Sequence[VectorEngine]
    searches: dict[tuple[int, int], ShardSearch] = field(default_factory=dict[tuple[int, int], "ShardSearch"])

    def holds_for(self, parts: Sequence[Part]) -> bool:
        """Whether the indexes still are as they were."""
        return all(map(is_, chain.from_iterable(parts), chain.from_iterable(self.parts)))

    def search_for(self, k: int, ef: int) -> ShardSearch | None:
        """Make a search, and keep it; None where each index has to be searched by itself."""
        from coincide_smallworld.index.vectors.shards import ShardSearch
        from coincide_smallworld.index.vectors.ways import LARGEST_POOL

        if max(k, ef) > LARGEST_POOL * sum(len(engine) for engine in self.engines):
            return None
        if len(self.searches) >= MOST_KEPT:
            self.searches.clear()
        search = self.searches[k, ef] = ShardSearch(self.engines, k=k, ef=max(k, ef))
        return search


def _engines(parts: Sequence[Part]) -> list[VectorEngine]:
    """The engines, if all are graphs of vectors of one kind, with nothing removed; else none."""
    from coincide_smallworld.index.vectors import VectorEngine
    from coincide_smallworld.index.vectors.shards import can_be_joined

    engines = [
        state.engine
        for state, algorithm in parts
        if state is not None
        and isinstance(state.engine, VectorEngine)
        and state.ids is None
        and state.is_dead is None
        and resolve(algorithm, state.engine, len(state.engine)) == "graph"
    ]
    return engines if len(engines) == len(parts) and can_be_joined(engines) else []
