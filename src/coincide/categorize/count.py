"""How many categories: cut a Ward tree of the smoothed embeddings where the silhouette of the original ones is best.

Ward's tree (1963) is deterministic and nested. The silhouette (Rousseeuw 1987) asks of each event how much nearer it is
to its own category than to the next one. Under cosine distance the mean distance to a category is one minus the dot
product with its mean, so all cuts are judged in a second.

A sharp cut may be finer than the kinds of call, so changed copies of the calls may join categories, see
`coincide.categorize.join`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.categorize.join import join_by_copies

SHARP = 0.5
"""Silhouette from which on the tree is believed: events are then half as far from their own category as from the
next."""
_SAME_PLACE = 1e-9
"""Cosine distance below which nothing is nearer than anything else."""


@dataclass(frozen=True, slots=True)
class Partition:
    """One way to group the events.

    Attributes
    ----------
    assignment : (n,) category of each event, from 0.
    silhouette : mean over the events, in [-1, 1].
    """

    assignment: NDArray[np.int64]
    silhouette: float

    @property
    def n_categories(self) -> int:
        return int(self.assignment.max()) + 1


def choose_cut(
    embeddings: NDArray[np.float32],
    smoothed: NDArray[np.float32],
    *,
    n_categories: int | None,
    max_categories: int,
    copies: NDArray[np.float32] | None = None,
) -> Partition:
    """Group events.

    Parameters
    ----------
    embeddings, smoothed : (n, dim), n ≥ 2, unit rows.
    n_categories : a wanted number, or None to find it.
    max_categories : most that are tried; no more than half the events.
    copies : (copies, n, dim), unit rows; changed copies of each event, or None.

    Returns
    -------
    The cut with the wanted number of categories, or the one with the highest silhouette. If that is sharp, categories
    are joined that copies do not tell apart.
    """
    tree = scipy.cluster.hierarchy.linkage(smoothed, "ward")
    if n_categories is not None:
        return _cut(tree, embeddings, min(n_categories, len(embeddings)))
    largest = max(2, min(max_categories, len(embeddings) // 2))
    best = max((_cut(tree, embeddings, n) for n in range(2, largest + 1)), key=lambda cut: cut.silhouette)
    if copies is None or best.silhouette < SHARP:
        return best
    return _partition(embeddings, join_by_copies(embeddings, copies, best.assignment))


def _cut(tree: NDArray[np.float64], embeddings: NDArray[np.float32], n_categories: int) -> Partition:
    labels = scipy.cluster.hierarchy.fcluster(tree, n_categories, "maxclust")
    return _partition(embeddings, np.unique(labels, return_inverse=True)[1].astype(np.int64))


def _partition(embeddings: NDArray[np.float32], assignment: NDArray[np.int64]) -> Partition:
    return Partition(assignment=assignment, silhouette=cosine_silhouette(embeddings, assignment))


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
    rows = np.arange(len(assignment))
    own = totals[rows, assignment] / np.maximum(sizes[assignment] - 1, 1)
    means = totals / sizes[None, :]
    means[rows, assignment] = np.inf
    nearest = means.min(axis=1)
    spread = np.maximum(np.maximum(own, nearest), _SAME_PLACE)
    silhouettes = np.where(sizes[assignment] > 1, (nearest - own) / spread, 0.0)
    return float(silhouettes.mean())
