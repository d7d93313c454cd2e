"""Categorization: find the categories of an embedding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.assign import Categorizer
from coincide.categorize.communities import find_communities
from coincide.categorize.count import count_categories
from coincide.categorize.head import Head
from coincide.categorize.head_fitting import fit_head
from coincide.categorize.numbering import biggest_first
from coincide.categorize.settings import UNSURE_BELOW, CategorizeSettings
from coincide.categorize.smooth import Smoother, fit_smoother, reference_rows
from coincide.seeds import generator

_TWIN_COSINE = 0.98


def fit_categories(
    embeddings: NDArray[np.float32],
    *,
    settings: CategorizeSettings,
    seed: int,
    share: float = 0.0,
    copies: NDArray[np.float32] | None = None,
    bands_hz: NDArray[np.float64] | None = None,
) -> Categorizer:
    """Find categories.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 2, centred, unit rows.
    share : how they are counted, see `coincide.categorize.vote.Candidate`.
    copies : (copies, n, dim), changed copies of each event, which may join categories; see `coincide.categorize.join`.
    bands_hz : (n, 2) lowest and highest frequency of each event, which keep categories apart.

    Returns
    -------
    A categorizer with the requested number of categories (fewer if some would get no event), or with the number found
    in the data; the biggest category comes first.
    """
    rows = reference_rows(len(embeddings), rng=generator(seed, "reference"))
    near = None if copies is None else copies[:, rows]
    bands = None if bands_hz is None else bands_hz[rows]
    smoother, groups = _count(embeddings[rows], settings, share, seed, near, bands)
    smoothed = smoother.apply(smoother.reference)
    means = np.stack([smoothed[groups == number].mean(axis=0) for number in range(int(groups.max()) + 1)])
    unrefined = Head(_unit(means), settings.temperature)
    smoothed_all = smoother.apply(embeddings)
    merges = settings.categories is None
    head = _distinct(_refined(unrefined, smoothed, settings, seed), smoothed_all, merges=merges)
    if share == 0.0 and len(head.prototypes) < len(means):
        # The loss would empty categories, of few calls above all; those of a tree, found or asked for, stay.
        head = _distinct(unrefined, smoothed_all, merges=merges)
    unsure_below = UNSURE_BELOW if settings.unsure_below is None else settings.unsure_below
    return biggest_first(Categorizer(smoother, head, unsure_below), embeddings)


def _count(
    reference: NDArray[np.float32],
    settings: CategorizeSettings,
    share: float,
    seed: int,
    copies: NDArray[np.float32] | None,
    bands_hz: NDArray[np.float64] | None,
) -> tuple[Smoother, NDArray[np.int64]]:
    rng = generator(seed, "reference")
    if share > 0.0:
        communities = find_communities(reference, share=share, rng=generator(seed, "communities"))
        return fit_smoother(reference, rng=rng), communities
    smoother, cut = count_categories(
        reference,
        n_categories=settings.categories,
        max_categories=settings.max_categories,
        copies=copies,
        bands_hz=bands_hz,
        rng=rng,
    )
    return smoother, cut.assignment


def _refined(head: Head, smoothed: NDArray[np.float32], settings: CategorizeSettings, seed: int) -> Head:
    return fit_head(
        smoothed,
        head.prototypes,
        gamma=settings.gamma,
        temperature=head.temperature,
        n_steps=settings.steps,
        seed=seed,
    )


def _distinct(head: Head, smoothed: NDArray[np.float32], *, merges: bool) -> Head:
    """Drop prototypes that are the best of no event, and merge those that are nearly equal, if `merges`."""
    return _drop_dead(_merge_twins(head) if merges else head, smoothed)


def _merge_twins(head: Head) -> Head:
    """Keep one of prototypes that lie on each other."""
    kept: list[int] = []
    for number, prototype in enumerate(head.prototypes):
        if not kept or float((head.prototypes[kept] @ prototype).max()) < _TWIN_COSINE:
            kept.append(number)
    return Head(prototypes=head.prototypes[kept], temperature=head.temperature)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def _drop_dead(head: Head, smoothed: NDArray[np.float32]) -> Head:
    """Drop prototypes that are the best of no event."""
    kept = np.unique(head.probabilities(smoothed).argmax(axis=1))
    return Head(prototypes=head.prototypes[kept], temperature=head.temperature)
