"""A map: embeddings in two dimensions, neighbors close together, for people to look at and for nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.seeds import derive

_MIN_FOR_NEIGHBORS = 20
_N_ITERATIONS = 500  # more take as long again and move nothing that the eye sees
_SAME_PLACE = 1e-6  # equal embeddings differ by rounding


def lay_out(embeddings: NDArray[np.float32], *, seed: int) -> NDArray[np.float32]:
    """Place embeddings (n, dim), n ≥ 2, on a plane (n, 2), in no particular unit.

    Notes
    -----
    t-SNE (van der Maaten and Hinton 2008) from a start on the first two principal components; below 20 events these
    components themselves. Distances between far groups mean little.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    plane = np.asarray(PCA(2, svd_solver="full").fit_transform(embeddings), dtype=np.float32)
    if len(embeddings) < _MIN_FOR_NEIGHBORS or float(plane[:, 0].std()) < _SAME_PLACE:
        return plane
    start = plane / plane[:, 0].std() * 1e-4
    fitted = TSNE(
        perplexity=min(30.0, (len(embeddings) - 1) / 3),
        init=start,
        max_iter=_N_ITERATIONS,
        random_state=derive(seed, "layout") % 2**32,
        n_jobs=1,
    )
    return np.asarray(fitted.fit_transform(embeddings), dtype=np.float32)
