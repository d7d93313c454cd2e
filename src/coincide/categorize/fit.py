"""Categorization: find the categories of an embedding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.assign import UNSURE, Categorizer
from coincide.categorize.count import choose_cut
from coincide.categorize.fit_head import fit_head
from coincide.categorize.head import Head
from coincide.categorize.settings import CategorizeSettings
from coincide.categorize.smooth import fit_smoother
from coincide.seeds import generator

_TWIN_COSINE = 0.98


def fit_categories(embeddings: NDArray[np.float32], *, settings: CategorizeSettings, seed: int) -> Categorizer:
    """Find categories.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 2, centred, unit rows.

    Returns
    -------
    A categorizer with the wanted number of categories (fewer if some are nobody's best), or as many as the data show;
    the one with most events comes first.
    """
    smoother = fit_smoother(embeddings, rng=generator(seed, "reference"))
    smoothed = smoother.apply(smoother.reference)
    cut = choose_cut(
        smoother.reference,
        smoothed,
        n_categories=settings.categories,
        max_categories=settings.max_categories,
    )
    means = np.stack([smoothed[cut.assignment == number].mean(axis=0) for number in range(cut.n_categories)])
    head = fit_head(
        smoothed,
        means.astype(np.float32),
        gamma=settings.gamma,
        temperature=settings.temperature,
        n_steps=settings.steps,
        seed=seed,
    )
    if settings.categories is None:
        head = _merge_twins(head)
    alive = _drop_dead(head, smoother.apply(embeddings))
    return biggest_first(Categorizer(smoother, alive, settings.unsure_below), embeddings)


def biggest_first(categorizer: Categorizer, embeddings: NDArray[np.float32]) -> Categorizer:
    """Number the categories by how many of the embeddings (n, dim) are surely in them."""
    numbers = categorizer.assign(embeddings).categories
    sizes = np.bincount(numbers[numbers != UNSURE], minlength=len(categorizer.head.prototypes))
    prototypes = categorizer.head.prototypes[np.argsort(-sizes, kind="stable")]
    return replace(categorizer, head=replace(categorizer.head, prototypes=prototypes))


def _merge_twins(head: Head) -> Head:
    """Keep one of prototypes that have moved onto each other."""
    kept: list[int] = []
    for number, prototype in enumerate(head.prototypes):
        if not kept or float((head.prototypes[kept] @ prototype).max()) < _TWIN_COSINE:
            kept.append(number)
    return Head(prototypes=head.prototypes[kept], temperature=head.temperature)


def _drop_dead(head: Head, smoothed: NDArray[np.float32]) -> Head:
    """Drop prototypes that are nobody's best."""
    kept = np.unique(head.probabilities(smoothed).argmax(axis=1))
    return Head(prototypes=head.prototypes[kept], temperature=head.temperature)
