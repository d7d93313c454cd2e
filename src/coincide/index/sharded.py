"""Several indexes searched as one: each holds a range of rows, a query goes to all, and their answers are merged.

Merging is exact: the nearest of all are among the nearest of each, so that the whole finds what its shards find. Adding
rows changes the last shard only, and a shard that is lost is built again without the others.

The nearest items may lie in one shard or in all. So each graph is walked with somewhat more than its even part of the
pool first. Then each shard that gave a larger share of the answer is walked again, with that share of the pool.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from coincide_smallworld import NavigableSmallWorld, Neighbors
from coincide_smallworld.errors import InputError

EVEN_PARTS = 1.5
"""First pool of a shard, in even parts of the whole pool: enough where items lie in no order."""


class ShardedIndex:
    """An index over rows that lie in shards, one after the other; ids are rows.

    Parameters
    ----------
    shards : at least one; ids of each count from 0, and nothing was removed.
    """

    def __init__(self, shards: Sequence[NavigableSmallWorld]) -> None:
        self.shards = tuple(shards)
        self._ends = list(accumulate((len(shard) for shard in shards), initial=0))

    def __repr__(self) -> str:
        return f"ShardedIndex(size={len(self)}, shards={len(self.shards)})"

    def __len__(self) -> int:
        return self._ends[-1]

    def search(self, queries: Any, *, k: int, ef: int | None = None, where: npt.ArrayLike | None = None) -> Neighbors:
        """Find the rows nearest to each query, ties by row; see `NavigableSmallWorld.search`.

        Parameters
        ----------
        queries : (q, dim).
        ef : pool size, over all shards; None for the parameter.
        where : only these rows can be neighbors: a mask (n,), or rows.

        Raises
        ------
        InputError : unusable queries, k, ef or rows.
        """
        if len(self.shards) == 1:
            return self.shards[0].search(queries, k=k, ef=ef, where=where)
        masks = [None] * len(self.shards) if where is None else self._masks(where)
        part = EVEN_PARTS / len(self.shards)
        each = [_Asked(shard, np.asarray(queries), k, ef, mask) for shard, mask in zip(self.shards, masks, strict=True)]
        near = [asked.found(part) for asked in each]
        merged = self._merged(near, k)
        if merged.ids.size == 0:
            return merged
        for number, asked in enumerate(each):
            near[number] = asked.deepened(near[number], part, self._shares(merged, number))
        return self._merged(near, k)

    def _shares(self, merged: Neighbors, number: int) -> npt.NDArray[np.float64]:
        """Return which share of each answer (q,) lies in a shard."""
        start, stop = self._ends[number : number + 2]
        return ((merged.ids >= start) & (merged.ids < stop)).mean(axis=1)

    def _masks(self, where: npt.ArrayLike) -> list[npt.NDArray[np.bool_] | None]:
        """Return which rows of each shard can be neighbors."""
        given, n = np.asarray(where), len(self)
        if given.dtype.kind != "b":
            rows = given.astype(np.int64)
            if rows.size > 0 and not 0 <= rows.min() <= rows.max() < n:
                raise InputError(f"`where` must hold rows below {n}, got {rows.min()} to {rows.max()}.")
            given = np.zeros(n, dtype=np.bool_)
            given[rows] = True
        elif given.shape != (n,):
            raise InputError(f"`where` must hold one boolean for each of the {n} rows, got shape {given.shape}.")
        return [given[start:stop] for start, stop in pairwise(self._ends)]

    def _merged(self, found: Sequence[Neighbors], k: int) -> Neighbors:
        """Merge what was found; a stable sort leaves ties in the order of shards, which is that of rows."""
        ids = np.concatenate([each.ids + start for each, start in zip(found, self._ends[:-1], strict=True)], axis=1)
        distances = np.concatenate([each.distances for each in found], axis=1)  # (queries, up to k * shards)
        best = np.argsort(distances, axis=1, kind="stable")[:, :k]
        return Neighbors(
            ids=np.take_along_axis(ids, best, axis=1),
            distances=np.take_along_axis(distances, best, axis=1),
            n_distances=sum(each.n_distances for each in found),
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A shard, and what is asked of it."""

    shard: NavigableSmallWorld
    queries: npt.NDArray[Any]
    k: int
    ef: int | None
    mask: npt.NDArray[np.bool_] | None

    @property
    def pool(self) -> int:
        """The pool of all shards."""
        return self.shard.ef if self.ef is None else self.ef

    def found(self, part: float) -> Neighbors:
        """Search with a part of the pool."""
        return self.shard.search(self.queries, k=self.k, ef=self._first(part), where=self.mask)

    def deepened(self, near: Neighbors, part: float, shares: npt.NDArray[np.float64]) -> Neighbors:
        """Search again for queries (q,) with a larger share of the answer here than that part."""
        is_short = self.pool * shares > self._first(part)
        if self.shard.algorithm in ("brute", "exact") or not is_short.any():
            return near
        # Powers of two, so that few searches do for many queries.
        pools = np.exp2(np.ceil(np.log2(np.maximum(1.0, self.pool * shares)))).astype(np.int64)
        pools = np.minimum(pools, self.pool)
        ids, distances, n_distances = near.ids.copy(), near.distances.copy(), near.n_distances
        for pool in np.unique(pools[is_short]).tolist():
            rows = np.flatnonzero(pools == pool)
            again = self.shard.search(self.queries[rows], k=self.k, ef=pool, where=self.mask)
            ids[rows], distances[rows] = again.ids, again.distances
            n_distances += again.n_distances
        return Neighbors(ids, distances, n_distances)

    def _first(self, part: float) -> int:
        return max(self.k, math.ceil(min(1.0, part) * self.pool))
