"""Textbook baselines: k-means (Lloyd 1957) on embeddings, or on principal components (Pearson 1901) of patches."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.embed import fit_plain
from coincide.seeds import derive

_MAX_FITTED = 4_000


def pca_features(patches: NDArray[np.float32] | NDArray[np.uint8], *, seed: int) -> NDArray[np.float32]:
    """Reduce patches (n, bands, frames) to their first 50 principal components, unit rows (n, ≤ 50).

    Components are fitted on at most 4,000 evenly spread patches, and applied in bounded memory.
    """
    return fit_plain(patches, seed=seed).rows(patches)


def kmeans(features: NDArray[np.float32], *, n_categories: int, seed: int) -> NDArray[np.int64]:
    """Group rows (n, dim) into at most `n_categories`; returns (n,) from 0, none empty."""
    from sklearn.cluster import KMeans

    k = min(n_categories, len(np.unique(features, axis=0)))
    n_starts: Any = 5  # its type is inferred from its default, "auto"
    fitted = KMeans(k, n_init=n_starts, random_state=derive(seed, "kmeans") % 2**32)
    fitted.fit(features[:: -(-len(features) // _MAX_FITTED)])
    return np.unique(fitted.predict(features), return_inverse=True)[1].astype(np.int64)
