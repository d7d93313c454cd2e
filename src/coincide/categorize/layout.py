"""A map: embeddings in two dimensions, neighbors close together, for people to look at and for nothing else.

Some events are laid out by t-SNE, since more than 1,500 take minutes. The others are placed among the laid-out events
nearest to them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.seeds import derive, generator

_MIN_FOR_NEIGHBORS = 20
_N_ITERATIONS = 500  # more take as long again and move nothing that the eye sees
_ROUNDING = 1e-6  # by which equal embeddings differ
_N_NEAREST = 3
_SPREAD = 0.35
"""How far events are strewn around their place, in distances between neighbors of the layout; else they would cover
each other."""
_BLOCK = 2048


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
    if len(embeddings) < _MIN_FOR_NEIGHBORS or float(plane[:, 0].std()) < _ROUNDING:
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


def place_events(
    embeddings: NDArray[np.float32],
    laid_out: NDArray[np.float32],
    rows: NDArray[np.int64],
    *,
    known: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return a place for every event, (n, 2).

    Parameters
    ----------
    embeddings : (n, dim) unit rows.
    laid_out : (m, 2) places of the events that the map was laid out for.
    rows : (m,) which ones these are.
    known : places of the first events, by the same layout.
    """
    n = len(embeddings)
    if len(rows) == 0:
        return np.zeros((n, 2), dtype=np.float32)
    first = 0 if known is None else len(known)
    # Of a longer catalog, the first events are strewn as before.
    strewn = generator(0, "map").standard_normal((n, 2)) * (_SPREAD * _usual_gap(laid_out))
    places = strewn.astype(np.float32)
    marks = np.array(embeddings[rows])
    for start in range(first, n, _BLOCK):
        part = slice(start, start + _BLOCK)
        places[part] += _among(np.asarray(embeddings[part]) @ marks.T, laid_out)
    if known is not None:
        places[:first] = known
    places[rows] = laid_out
    return places


def _among(similarity: NDArray[np.float32], laid_out: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weighted mean place of the most similar marks, for each row of `similarity` (rows, marks)."""
    from coincide.kernels import highest_of_rows

    nearest = highest_of_rows(similarity, n=min(_N_NEAREST, similarity.shape[1]))
    near = np.take_along_axis(similarity, nearest, axis=1)
    # The best counts most, or an event between two islands would lie in the sea.
    weights = np.exp((near - near.max(axis=1, keepdims=True)) / 0.02)
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("nk,nkd->nd", weights, laid_out[nearest]).astype(np.float32)


def _usual_gap(laid_out: NDArray[np.float32]) -> float:
    if len(laid_out) < 2:
        return 0.0
    squares = (laid_out**2).sum(axis=1)
    distances = squares[:, None] + squares[None, :] - 2 * laid_out @ laid_out.T
    np.fill_diagonal(distances, np.inf)
    return float(np.sqrt(max(float(np.median(distances.min(axis=1))), 0.0)))
