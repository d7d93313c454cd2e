"""Are calls so alike that they are one category? Trees and communities find several in any cloud.

A changed copy of a call is of the same kind. If the copies are no nearer to the other calls of a category than to those
of the next one, the line between the two is chance. This is measured for the categories and for the two largest
branches of the tree: log-mel + PCA was never taught that copies are alike, but separates at least these.

See docs/decisions/0078-as-sure-as-copies.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.assign import Categorizer
from coincide.categorize.count import choose_cut
from coincide.categorize.join import is_clearly_positive, silhouettes_of_copies
from coincide.categorize.smooth import fit_smoother
from coincide.seeds import generator

_MAX_LOOKED_AT = 1000


def are_alike(
    embeddings: NDArray[np.float32], copies: NDArray[np.float32], categories: NDArray[np.int64], *, seed: int
) -> bool:
    """Say whether copies show no groups of calls, neither the categories nor the two largest branches of the tree.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 2, unit rows; of more than 1,000, a random 1,000 are looked at.
    copies : (copies, n, dim), unit rows; changed copies of each event.
    categories : (n,) numbers that were found.
    """
    rng = generator(seed, "alike")
    rows = np.sort(rng.permutation(len(embeddings))[:_MAX_LOOKED_AT])
    calls, changed = embeddings[rows], copies[:, rows]
    smoothed = fit_smoother(calls, rng=rng).apply(calls)
    branches = choose_cut(calls, smoothed, n_categories=2, max_categories=2).assignment
    found = np.unique(categories[rows], return_inverse=True)[1].astype(np.int64)
    return not any(is_clearly_positive(silhouettes_of_copies(calls, changed, groups)) for groups in (found, branches))


def in_one_category(categorizer: Categorizer, embeddings: NDArray[np.float32]) -> Categorizer:
    """Return the categorizer with all embeddings (n, dim) in one category."""
    mean = embeddings.mean(axis=0, keepdims=True)
    prototype = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return replace(categorizer, head=replace(categorizer.head, prototypes=prototype))
