"""Several indexes searched as one: each holds a range of rows, a query goes to all, and their answers are merged.

Merging is exact: the nearest of all are among the nearest of each, so that the whole finds what its shards find. Adding
rows changes the last shard only, and a shard that is lost is built again without the others.

The nearest items may lie in one shard or in all. Graphs of one kind are walked as one, with one pool
(`NavigableSmallWorld.together_with`). Where that cannot be, as with a filter, each graph is walked with twice its even
part of the pool first. Then each shard that gave a larger share of the answer is walked again, with that share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from coincide_smallworld import NavigableSmallWorld, Neighbors
from coincide_smallworld.errors import InputError

EVEN_PARTS = 2.0
"""First pool of a shard, in even parts of the whole pool: enough where items lie in no order."""
LARGER = 1.25
"""How much larger a pool must be than the first, so that a second walk is worth it."""


class ShardedIndex:
    """An index whose rows are divided into consecutive shards; ids are rows.

    Parameters
    ----------
    shards : at least one; ids of each count from 0, and nothing was removed.
    """

    def __init__(self, shards: Sequence[NavigableSmallWorld]) -> None:
        self.shards = tuple(shards)
        self._ends = list(accumulate((len(shard) for shard in shards), initial=0))
        self._starts = np.array(self._ends[:-1])
        self._together = shards[0].together_with(*shards[1:])

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
        pool = self.shards[0].ef if ef is None else ef
        together = self._together.search(queries, k=k, ef=pool) if where is None else None
        if together is None:
            return self._one_by_one(np.asarray(queries), k=k, pool=pool, where=where)
        found, left = together
        if len(left) > 0:
            others = self._one_by_one(np.asarray(queries)[left], k=k, pool=pool, where=None)
            found.ids[left], found.distances[left] = others.ids, others.distances
            found = replace(found, n_distances=found.n_distances + others.n_distances)
        return found

    def _one_by_one(self, asked: npt.NDArray[Any], *, k: int, pool: int, where: npt.ArrayLike | None) -> Neighbors:
        """Search each shard, then once more those that hold more of the answer than others, and merge."""
        masks = [None] * len(self.shards) if where is None else self._masks(where)
        first = max(k, math.ceil(min(1.0, EVEN_PARTS / len(self.shards)) * pool))
        near = [shard.search(asked, k=k, ef=first, where=mask) for shard, mask in zip(self.shards, masks, strict=True)]
        merged, shares = self._merged(near, k)
        is_short = pool * shares > LARGER * first
        if not is_short.any():
            return merged
        again = np.where(is_short, _powers_of_two(pool * shares, most=pool), 0)
        for number in np.flatnonzero(again.any(axis=0)).tolist():
            shard = self.shards[number]
            if shard.algorithm not in ("brute", "exact"):
                search = partial(shard.search, k=k, where=masks[number])
                near[number] = _deepened(near[number], search, asked, again[:, number])
        return self._merged(near, k)[0]

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

    def _merged(self, found: Sequence[Neighbors], k: int) -> tuple[Neighbors, npt.NDArray[np.float64]]:
        """Merge what was found; returns also the share of each answer in each shard, (queries, shards).

        A stable sort leaves ties in the order of shards, which is that of rows.
        """
        widths = [each.ids.shape[1] for each in found]
        distances = np.concatenate([each.distances for each in found], axis=1)  # (queries, up to k * shards)
        places = np.arange(len(distances))[:, None]
        best = distances.argsort(axis=1, kind="stable")[:, :k]
        ids = np.concatenate([each.ids for each in found], axis=1)[places, best]
        owners = np.repeat(np.arange(len(found)), widths)[best]
        counts = np.bincount((owners + len(found) * places).ravel(), minlength=len(found) * len(places))
        merged = Neighbors(
            ids=ids + self._starts[owners],
            distances=distances[places, best],
            n_distances=sum(each.n_distances for each in found),
        )
        return merged, counts.reshape(len(places), len(found)) / max(1, best.shape[1])


def _powers_of_two(wanted: npt.NDArray[np.float64], *, most: int) -> npt.NDArray[np.int64]:
    """Return pools that are as large or somewhat larger, of few sizes, so that few searches do for many queries."""
    return np.minimum(np.exp2(np.ceil(np.log2(np.maximum(wanted, 1.0)))), most).astype(np.int64)


def _deepened(
    near: Neighbors, search: Callable[..., Neighbors], queries: npt.NDArray[Any], pools: npt.NDArray[np.int64]
) -> Neighbors:
    """Search again for the queries that have a pool (q,)."""
    ids, distances, n_distances = near.ids.copy(), near.distances.copy(), near.n_distances
    for pool in sorted({*pools.tolist()} - {0}):
        rows = np.flatnonzero(pools == pool)
        again = search(queries[rows], ef=pool)
        ids[rows], distances[rows] = again.ids, again.distances
        n_distances += again.n_distances
    return Neighbors(ids, distances, n_distances)
