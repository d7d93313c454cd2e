"""Communities of the neighbor graph: groups of events with more neighbors among themselves than chance would give.

Two events are joined if each is among the nearest of the other. Communities are where the modularity of that graph is
high (Newman and Girvan 2004), found by moving one event after the other to the community that gains most, then whole
communities (Blondel, Guillaume, Lambiotte and Lefebvre 2008). How many neighbors count decides how many communities
there are; that is chosen in `vote`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

SparseGraph = Any
"""A square `scipy.sparse.csr_array` of float64; SciPy's types do not say what is in it."""
MIN_NEIGHBORS = 5
MIN_SIZE = 0.01
"""Smaller shares of the events are no community and join the nearest one."""
_MAX_ROUNDS = 50
_BLOCK = 1024


def find_communities(embeddings: NDArray[np.float32], *, share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Group events by the communities of their neighbor graph.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 2, unit rows.
    share : neighbors that count, as a part of all events, in (0, 1); at least 5.

    Returns
    -------
    (n,) from 0, none empty.
    """
    n_neighbors = min(len(embeddings) - 1, max(MIN_NEIGHBORS, round(share * len(embeddings))))
    labels = louvain(mutual_graph(embeddings, n_neighbors), rng=rng)
    return _without_small(embeddings, labels)


def mutual_graph(embeddings: NDArray[np.float32], n_neighbors: int) -> SparseGraph:
    """Return the cosines (n, n) of events that are among each other's nearest; others, and negative ones, are 0."""
    n = len(embeddings)
    columns = np.empty((n, n_neighbors), dtype=np.int64)
    cosines = np.empty((n, n_neighbors), dtype=np.float64)
    for start in range(0, n, _BLOCK):
        block = embeddings[start : start + _BLOCK] @ embeddings.T
        rows = np.arange(len(block))
        block[rows, start + rows] = -np.inf
        nearest = np.argpartition(-block, n_neighbors - 1, axis=1)[:, :n_neighbors]
        columns[start : start + _BLOCK] = nearest
        cosines[start : start + _BLOCK] = np.take_along_axis(block, nearest, axis=1)
    pointers = np.arange(0, n * n_neighbors + 1, n_neighbors)
    graph: SparseGraph = scipy.sparse.csr_array(
        (np.maximum(cosines, 0.0).ravel(), columns.ravel(), pointers), shape=(n, n)
    )
    return scipy.sparse.csr_array(graph.minimum(graph.T))


def louvain(graph: SparseGraph, *, rng: np.random.Generator) -> NDArray[np.int64]:
    """Find communities of a weighted graph (n, n), symmetric, without negative weights; returns (n,) from 0."""
    labels = np.arange(graph.shape[0])
    while True:
        moved = _move_one_by_one(graph, rng)
        labels = moved[labels]
        n_communities = int(moved.max()) + 1
        if n_communities == graph.shape[0]:
            return labels
        # Communities are the events of the next round; what is inside one is a loop.
        members: SparseGraph = scipy.sparse.csr_array(
            (np.ones(len(moved)), (np.arange(len(moved)), moved)), shape=(len(moved), n_communities)
        )
        graph = scipy.sparse.csr_array(members.T @ graph @ members)


def _move_one_by_one(graph: SparseGraph, rng: np.random.Generator) -> NDArray[np.int64]:
    from coincide.kernels import move_nodes

    pointers, columns = (np.asarray(part, dtype=np.int64) for part in (graph.indptr, graph.indices))
    strengths = np.asarray(graph.sum(axis=1), dtype=np.float64).ravel()
    labels = np.arange(len(strengths))
    sums = strengths / max(float(strengths.sum()), 1e-12)
    for _ in range(_MAX_ROUNDS):
        order = rng.permutation(len(labels))
        if move_nodes(pointers, columns, graph.data, strengths, order, labels, sums) == 0:
            break
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _without_small(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Let the members of small communities join the large one whose mean is nearest."""
    sizes = np.bincount(labels)
    is_large = sizes >= max(2.0, MIN_SIZE * len(labels))
    if is_large.all() or not is_large.any():
        return labels
    large = np.flatnonzero(is_large)
    means = np.stack([embeddings[labels == number].mean(axis=0) for number in large])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    joined = labels.copy()
    small = ~is_large[labels]
    joined[small] = large[(embeddings[small] @ means.T).argmax(axis=1)]
    return np.unique(joined, return_inverse=True)[1].astype(np.int64)
