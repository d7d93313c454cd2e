"""Textbook baselines: k-means (Lloyd 1957) on embeddings, or on principal components (Pearson 1901) of patches."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.seeds import derive

N_COMPONENTS = 50
_MAX_FITTED, _BLOCK = 4_000, 1_000


def pca_features(patches: NDArray[np.float32] | NDArray[np.uint8], *, seed: int) -> NDArray[np.float32]:
    """Reduce patches (n, bands, frames) to their first 50 principal components, unit rows (n, ≤ 50).

    Components are fitted on at most 4,000 evenly spread patches, and applied in bounded memory.
    """
    from sklearn.decomposition import PCA

    n, n_values = len(patches), patches[0].size
    sample = patches[:: -(-n // _MAX_FITTED)].reshape(-1, n_values).astype(np.float32)
    n_components = min(N_COMPONENTS, *sample.shape)
    fitted = PCA(n_components, svd_solver="randomized", random_state=derive(seed, "pca") % 2**32).fit(sample)
    features = np.empty((n, n_components), dtype=np.float32)
    for start in range(0, n, _BLOCK):
        block = patches[start : start + _BLOCK].reshape(-1, n_values).astype(np.float32)
        features[start : start + _BLOCK] = fitted.transform(block)
    return features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-9)


def kmeans(features: NDArray[np.float32], *, n_categories: int, seed: int) -> NDArray[np.int64]:
    """Group rows (n, dim) into at most `n_categories`; returns (n,) from 0, none empty."""
    from sklearn.cluster import KMeans

    k = min(n_categories, len(np.unique(features, axis=0)))
    n_starts: Any = 5  # its type is inferred from its default, "auto"
    fitted = KMeans(k, n_init=n_starts, random_state=derive(seed, "kmeans") % 2**32)
    fitted.fit(features[:: -(-len(features) // _MAX_FITTED)])
    return np.unique(fitted.predict(features), return_inverse=True)[1].astype(np.int64)
