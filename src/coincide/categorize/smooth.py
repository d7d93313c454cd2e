"""Smoothing: each embedding becomes the mean of what lies around it.

Averaging over nearest neighbors, twice, pulls the members of a group together and leaves the space between groups
empty, which is what both the tree and the clustering loss need. The neighbors come from a bounded reference set, so
that it works for any number of events, and for events heard later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_REFERENCE = 3000
_MAX_NEIGHBORS, _EVENTS_PER_NEIGHBOR = 15, 40
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Smoother:
    """Averages over a reference set.

    Attributes
    ----------
    reference : (r, dim) unit rows that are searched for neighbors.
    averaged : (r, dim) the reference after one round.
    n_neighbors : 1 leaves everything as it is.
    """

    reference: NDArray[np.float32]
    averaged: NDArray[np.float32]
    n_neighbors: int

    def apply(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Smooth unit rows (n, dim)."""
        if self.n_neighbors == 1:
            return embeddings
        return _average(embeddings, self.reference, self.averaged, self.n_neighbors)

    def with_neighbors(self, n_neighbors: int) -> Smoother:
        """Return a smoother over another number of neighbors, at least 1."""
        return _over(self.reference, n_neighbors)


def reference_rows(n: int, *, rng: np.random.Generator) -> NDArray[np.int64]:
    """Choose the rows of the reference among `n`: all of them, or a random 3,000, in order."""
    if n <= MAX_REFERENCE:
        return np.arange(n)
    return np.sort(rng.choice(n, MAX_REFERENCE, replace=False))


def fit_smoother(embeddings: NDArray[np.float32], *, rng: np.random.Generator) -> Smoother:
    """Choose the reference, see `reference_rows`, and the number of neighbors, a fortieth of it up to 15."""
    rows = reference_rows(len(embeddings), rng=rng)
    reference = embeddings if len(rows) == len(embeddings) else embeddings[rows]
    n_neighbors = min(_MAX_NEIGHBORS, max(1, len(reference) // _EVENTS_PER_NEIGHBOR))
    return _over(reference, n_neighbors)


def _over(reference: NDArray[np.float32], n_neighbors: int) -> Smoother:
    averaged = reference if n_neighbors == 1 else _average(reference, reference, reference, n_neighbors)
    return Smoother(reference=reference, averaged=averaged, n_neighbors=n_neighbors)


def _average(
    embeddings: NDArray[np.float32], reference: NDArray[np.float32], values: NDArray[np.float32], k: int
) -> NDArray[np.float32]:
    from coincide.kernels import highest_of_rows

    smooth = np.empty_like(embeddings)
    for start in range(0, len(embeddings), _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ reference.T  # (block, r)
        nearest = highest_of_rows(similarity, n=k)
        smooth[start : start + _BLOCK] = values[nearest].mean(axis=1)
    return smooth / np.maximum(np.linalg.norm(smooth, axis=1, keepdims=True), 1e-9)
