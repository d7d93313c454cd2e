"""Several indexes searched as one: each holds a range of rows, a query goes to all, and their answers are merged.

Merging is exact: the nearest of all are among the nearest of each, so that the whole finds what its shards find. Adding
rows changes the last shard only, and a shard that is lost is built again without the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from coincide_smallworld import NavigableSmallWorld, Neighbors
from coincide_smallworld.errors import InputError


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
        ef : pool size in each shard.
        where : only these rows can be neighbors: a mask (n,), or rows.

        Raises
        ------
        InputError : unusable queries, k, ef or rows.
        """
        if len(self.shards) == 1:
            return self.shards[0].search(queries, k=k, ef=ef, where=where)
        masks = [None] * len(self.shards) if where is None else self._masks(where)
        found = [shard.search(queries, k=k, ef=ef, where=mask) for shard, mask in zip(self.shards, masks, strict=True)]
        return self._merged(found, k)

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
