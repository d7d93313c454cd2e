"""The silhouette: how much nearer each event is to its own category than to the next one.

Rousseeuw 1987, under cosine distance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SAME_PLACE = 1e-9
"""Distance below which nothing is nearer than anything else."""


def cosine_silhouette(embeddings: NDArray[np.float32], assignment: NDArray[np.int64]) -> float:
    """Return the mean silhouette under cosine distance.

    Parameters
    ----------
    embeddings : (n, dim), unit rows.
    assignment : (n,) categories 0 … K - 1, none empty. One category alone has silhouette 0, as have lone members.
    """
    sizes = np.bincount(assignment).astype(np.float64)
    if len(sizes) < 2:
        return 0.0
    # Single precision leaves distances of equal events a little below zero.
    unit = embeddings.astype(np.float64)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
    sums = np.zeros((len(sizes), embeddings.shape[1]))
    np.add.at(sums, assignment, unit)
    # Total distance of each event to all members of each category; its distance to itself is zero.
    totals = np.maximum(sizes[None, :] - unit @ sums.T, 0.0)  # (n, K)
    return float(silhouettes(totals, sizes, assignment).mean())


def silhouettes(
    totals: NDArray[np.float64], sizes: NDArray[np.float64], assignment: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return silhouettes (..., n) in [-1, 1]; that of a lone member is 0.

    Parameters
    ----------
    totals : (..., n, K) sums of the distances to the members of each category, other than itself.
    sizes : (K,) numbers of members, K ≥ 2.
    assignment : (n,) category of each.
    """
    rows = np.arange(len(assignment))
    own = totals[..., rows, assignment] / np.maximum(sizes[assignment] - 1, 1)
    means = totals / sizes
    means[..., rows, assignment] = np.inf
    nearest = means.min(axis=-1)
    spread = np.maximum(np.maximum(own, nearest), _SAME_PLACE)
    return np.where(sizes[assignment] > 1, (nearest - own) / spread, 0.0)
