"""The neighbor graph: each event is linked with the events that sound most like it.

What a person says about one event spreads along these links. A link counts by how alike its ends are, in both
directions, and is divided by the roots of the degrees of both ends, so that an event with many links does not shout.

Zhou, Bousquet, Lal, Weston and Schölkopf 2004, step 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

N_NEIGHBORS = 12
SHARPNESS = 0.1
"""Cosine distance over which a link loses a factor of e, beyond the nearest neighbor's distance."""
_BLOCK = 1024


def neighbor_graph(embeddings: NDArray[np.float32], *, n_neighbors: int = N_NEIGHBORS) -> Any:
    """Link each event with its nearest, by scanning all of them.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 1, unit rows.

    Returns
    -------
    See `graph_of`.
    """
    n = len(embeddings)
    k = min(n_neighbors, n - 1)
    ids = np.zeros((n, k), dtype=np.int64)
    distances = np.zeros((n, k), dtype=np.float32)
    for start in range(0, n if k > 0 else 0, _BLOCK):
        rows = np.arange(start, min(n, start + _BLOCK))
        similarity = embeddings[rows] @ embeddings.T  # (block, n)
        similarity[np.arange(len(rows)), rows] = -np.inf
        ids[rows] = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
        distances[rows] = 1 - np.take_along_axis(similarity, ids[rows], axis=1)
    return graph_of(ids, distances)


def graph_of(ids: NDArray[np.int64], distances: NDArray[np.float32]) -> Any:
    """Make the graph from neighbors that an index found.

    Parameters
    ----------
    ids : (n, k) rows of the neighbors of each event, itself not among them; -1 where there are fewer.
    distances : (n, k) cosine distances, at least 0.

    Returns
    -------
    Sparse symmetric matrix (n, n), float32, in CSR; its largest eigenvalue is at most 1.
    """
    n, k = ids.shape
    sources = np.repeat(np.arange(n), k)
    is_link = ids.ravel() >= 0
    strengths = np.exp(-np.maximum(distances.ravel(), 0.0) / SHARPNESS)[is_link]
    links = scipy.sparse.csr_matrix((strengths, (sources[is_link], ids.ravel()[is_link])), shape=(n, n))
    links = links.maximum(links.T)
    degrees = np.asarray(links.sum(axis=1)).ravel()
    roots = scipy.sparse.diags(1 / np.sqrt(np.maximum(degrees, 1e-12)))
    return (roots @ links @ roots).tocsr().astype(np.float32)
