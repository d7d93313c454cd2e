"""Is there more than one kind of call? Sharp categories are also found where there are none.

The cut of a tree with the best silhouette has several categories even in a cloud of calls that are all alike. So clouds
are drawn with as many calls and the same covariance as the embedding, but without groups, and the tree of each is cut
in the same way. If the categories are no sharper than chance makes these, nothing shows that there is more than one
kind.

A Monte Carlo test of the kind of Liu, Hayes, Nobel and Marron 2008 (SigClust). With a dozen calls it finds little.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.count import choose_cut
from coincide.categorize.smooth import fit_smoother

N_CLOUDS = 5
N_DEVIATIONS = 2.0
"""Standard deviations over the mean of the clouds; chosen on drawn embeddings, where their largest misses more."""
MAX_EVENTS = 300
"""More are not needed to tell, and trees of them take seconds."""


def silhouettes_beside_chance(
    embeddings: NDArray[np.float32], *, max_categories: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the best silhouette of a tree, and one that clouds without groups hardly reach.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 2, unit rows; of more than 300, a random 300 are looked at.
    max_categories : see `coincide.categorize.count.choose_cut`.
    """
    rows = embeddings[np.sort(rng.permutation(len(embeddings))[:MAX_EVENTS])]
    by_chance = [_sharpest(_cloud(rows, rng), max_categories, rng) for _ in range(N_CLOUDS)]
    return _sharpest(rows, max_categories, rng), float(np.mean(by_chance) + N_DEVIATIONS * np.std(by_chance, ddof=1))


def _cloud(rows: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw unit rows (n, dim) from one Gaussian with the mean and covariance of rows (n, dim)."""
    mean = rows.mean(axis=0)
    _, spreads, axes = np.linalg.svd((rows - mean).astype(np.float64), full_matrices=False)
    drawn = mean + (rng.standard_normal((len(rows), len(spreads))) * spreads / len(rows) ** 0.5) @ axes
    return (drawn / np.maximum(np.linalg.norm(drawn, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def _sharpest(rows: NDArray[np.float32], max_categories: int, rng: np.random.Generator) -> float:
    smoothed = fit_smoother(rows, rng=rng).apply(rows)
    return choose_cut(rows, smoothed, n_categories=None, max_categories=max_categories).silhouette
