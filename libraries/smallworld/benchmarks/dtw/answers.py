"""Ours under dynamic time warping: what a search answers, and whether it is the nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.dtw.datasets import Block, Dataset
from coincide_smallworld.distances import dtw_pairwise

# Sums in another order differ by this share.
_ROUNDING = 1e-5


@dataclass(frozen=True)
class Answer:
    """The nearest row (q,) of each query, its distance, and how many distances were evaluated for all queries."""

    rows: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float32]
    n_distances: int


def our_index(data: Dataset, *, algorithm: str, **parameters: Any) -> Any:
    """Build ours on a data set."""
    from coincide_smallworld import NavigableSmallWorld

    return NavigableSmallWorld(metric="dtw", band=data.band, algorithm=algorithm, **parameters).fit(data.base)


def ask(index: Any, queries: Block, *, ef: int | None = None) -> Answer:
    """Search for the nearest."""
    found = index.search(queries, k=1, ef=ef)
    return Answer(found.ids[:, 0], found.distances[:, 0], found.n_distances)


def share_of_nearest(rows: npt.NDArray[np.int64], data: Dataset, exact: Answer) -> float:
    """Return R@1: the share of rows (q',) that are as near to the first q' queries as the exact answer."""
    is_nearest = rows == exact.rows[: len(rows)]
    for i in np.flatnonzero(~is_nearest):
        distance = dtw_pairwise(data.queries[i : i + 1], data.base[rows[i] : rows[i] + 1], band=data.band)[0, 0]
        is_nearest[i] = distance <= exact.distances[i] * (1 + _ROUNDING)
    return float(np.mean(is_nearest))
