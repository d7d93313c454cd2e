"""What a search returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The nearest stored items of each query, nearest first, ties by id.

    Attributes
    ----------
    ids : (q, k) int64; fewer columns if fewer than k items are stored.
    distances : (q, k) float32: Euclidean and DTW 0 or more, cosine in [0, 2], the inner product negated.
    n_distances : how many pairs of query and stored item were compared in full, over all queries.
    """

    ids: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float32]
    n_distances: int
