"""How many categories: cut a Ward tree of the smoothed embeddings where the silhouette of the original ones is best.

Ward's tree (1963) is deterministic and nested. The silhouette (Rousseeuw 1987) asks of each event how much nearer it is
to its own category than to the next one. Under cosine distance the mean distance to a category is one minus the dot
product with its mean, so all cuts are judged in a second.

Smoothing over more neighbors than a kind has calls mixes kinds. So a tree of embeddings that are averaged over three
neighbors only is cut as well, and counts if it is clearly sharper (docs/decisions/0089-many-kinds-of-few-calls.md).

A sharp cut may be finer than the kinds of call, so changed copies of the calls may join categories, see
`coincide.categorize.join`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.categorize.join import join_by_copies
from coincide.categorize.settings import USUAL_MOST
from coincide.categorize.silhouette import cosine_silhouette
from coincide.categorize.smooth import Smoother, fit_smoother

SHARP = 0.5
"""Silhouette from which on the tree is believed: events are then half as far from their own category as from the
next."""
_NEAR_THE_MOST = 0.9
"""If the best number is above this share of the largest one tried, larger ones are tried."""
_CALLS_OF_A_KIND = 3
"""Larger numbers are tried as long as there are this many calls for each category."""
_STEPS_OF_A_ROUND = 30
_FEW_NEIGHBORS = 3
_CLEARLY_SHARPER = 0.05
"""By how much the silhouette must grow for fewer neighbors; otherwise it differs by up to 0.04, by chance."""


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


def count_categories(
    embeddings: NDArray[np.float32],
    *,
    n_categories: int | None,
    max_categories: int | None,
    copies: NDArray[np.float32] | None = None,
    bands_hz: NDArray[np.float64] | None = None,
    rng: np.random.Generator,
) -> tuple[Smoother, Partition]:
    """Group events, and choose over how many neighbors they are smoothed.

    Parameters
    ----------
    embeddings, n_categories, max_categories : see `choose_cut`.
    copies : (copies, n, dim), unit rows; changed copies of each event, or None.
    bands_hz : (n, 2) of each event, or None; see `coincide.categorize.join`.

    Returns
    -------
    The smoother, and the cut of its tree. If that is sharp, categories are joined that copies do not tell apart.
    """
    usual = fit_smoother(embeddings, rng=rng)
    smoother, best = usual, _cut_smoothed(embeddings, usual, n_categories, max_categories)
    if usual.n_neighbors > _FEW_NEIGHBORS:
        fine = usual.with_neighbors(_FEW_NEIGHBORS)
        cut = _cut_smoothed(embeddings, fine, n_categories, max_categories)
        if cut.silhouette >= best.silhouette + _CLEARLY_SHARPER:
            smoother, best = fine, cut
    return smoother, best if n_categories is not None else _joined(embeddings, copies, bands_hz, best)


def choose_cut(
    embeddings: NDArray[np.float32],
    smoothed: NDArray[np.float32],
    *,
    n_categories: int | None,
    max_categories: int | None,
) -> Partition:
    """Group events.

    Parameters
    ----------
    embeddings, smoothed : (n, dim), n ≥ 2, unit rows.
    n_categories : a wanted number, or None to find it.
    max_categories : most that are tried; no more than half the events. If None, 60 are tried, and more while the best
        number is among the largest, up to a third of the events.

    Returns
    -------
    The cut with the wanted number of categories, or the one with the highest silhouette.
    """
    tree = scipy.cluster.hierarchy.linkage(smoothed, "ward")
    if n_categories is not None:
        return _cut(tree, embeddings, min(n_categories, len(embeddings)))
    most = max(2, min(max_categories or USUAL_MOST, len(embeddings) // 2))
    best = _sharpest([_cut(tree, embeddings, n) for n in range(2, most + 1)])
    limit = len(embeddings) // _CALLS_OF_A_KIND if max_categories is None else 0
    while best.n_categories > _NEAR_THE_MOST * most and most < limit:
        largest = min(2 * most, limit)
        numbers = range(most, largest + 1, max(1, most // _STEPS_OF_A_ROUND))
        best = _sharpest([best, *(_cut(tree, embeddings, n) for n in numbers)])
        most = largest
    return best


def _cut_smoothed(
    embeddings: NDArray[np.float32], smoother: Smoother, n_categories: int | None, max_categories: int | None
) -> Partition:
    smoothed = smoother.apply(embeddings)
    return choose_cut(embeddings, smoothed, n_categories=n_categories, max_categories=max_categories)


def _sharpest(cuts: list[Partition]) -> Partition:
    return max(cuts, key=lambda cut: cut.silhouette)


def _joined(
    embeddings: NDArray[np.float32],
    copies: NDArray[np.float32] | None,
    bands_hz: NDArray[np.float64] | None,
    cut: Partition,
) -> Partition:
    if copies is None or cut.silhouette < SHARP:
        return cut
    return _partition(embeddings, join_by_copies(embeddings, copies, cut.assignment, bands_hz=bands_hz))


def _cut(tree: NDArray[np.float64], embeddings: NDArray[np.float32], n_categories: int) -> Partition:
    labels = scipy.cluster.hierarchy.fcluster(tree, n_categories, "maxclust")
    return _partition(embeddings, np.unique(labels, return_inverse=True)[1].astype(np.int64))


def _partition(embeddings: NDArray[np.float32], assignment: NDArray[np.int64]) -> Partition:
    return Partition(assignment=assignment, silhouette=cosine_silhouette(embeddings, assignment))
