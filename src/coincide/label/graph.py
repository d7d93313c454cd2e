"""The neighbor graph: each event is linked with the events that sound most like it.

What a person says about one event spreads along these links. A link counts by how alike its ends are, in both
directions. `normalized` divides it by the roots of the degrees of both ends, so that an event with many links does not
shout.

Zhou, Bousquet, Lal, Weston and Schölkopf 2004, steps 1 and 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from coincide.index import NavigableSmallWorld

N_NEIGHBORS = 12
_TINY = 1e-12
SHARPNESS = 0.1
"""Cosine distance over which a link loses a factor of e, beyond the nearest neighbor's distance."""


def neighbor_graph(embeddings: NDArray[np.float32], *, n_neighbors: int = N_NEIGHBORS) -> Any:
    """Link each event with its nearest.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 1, unit rows; rows of zeros are as far from everything as unrelated ones.

    Returns
    -------
    See `graph_of`.
    """
    k = min(n_neighbors, len(embeddings) - 1)
    if k == 0:
        return graph_of(np.zeros((1, 0), dtype=np.int64), np.zeros((1, 0), dtype=np.float32))
    index = NavigableSmallWorld(metric="inner_product", algorithm="exact").fit(embeddings)
    negated, ids = index.kneighbors(n_neighbors=k)
    return graph_of(ids, 1 + negated)


def graph_of(ids: NDArray[np.int64], distances: NDArray[np.float32]) -> Any:
    """Make the graph from neighbors that an index found.

    Parameters
    ----------
    ids : (n, k) rows of the neighbors of each event, itself not among them; -1 where there are fewer.
    distances : (n, k) cosine distances, at least 0.

    Returns
    -------
    Sparse symmetric matrix (n, n), float32, in CSR: strengths in (0, 1].
    """
    n, k = ids.shape
    sources = np.repeat(np.arange(n), k)
    is_link = ids.ravel() >= 0
    strengths = np.exp(-np.maximum(distances.ravel(), 0.0) / SHARPNESS)[is_link]
    links = scipy.sparse.csr_matrix((strengths, (sources[is_link], ids.ravel()[is_link])), shape=(n, n))
    return links.maximum(links.T).tocsr().astype(np.float32)


def degree_roots(graph: Any) -> NDArray[np.float32]:
    """Return the root of the summed strengths of each event's links, (n,), above 0."""
    return np.sqrt(np.maximum(np.asarray(graph.sum(axis=1)).ravel(), _TINY))


def normalized(graph: Any) -> Any:
    """Divide each link by the roots of both degrees; the largest eigenvalue is then at most 1."""
    shrink = scipy.sparse.diags(1 / degree_roots(graph))
    return (shrink @ graph @ shrink).tocsr()
