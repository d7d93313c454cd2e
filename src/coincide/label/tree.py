"""A nested tree of clusters: each node is a set of events, its two children are its parts.

Ward's linkage joins what raises the summed squared distance to the means least. It is deterministic and nested, so that
each further question parts one cluster and what was said about the others stays valid. Above 3,000 events, the leaves
are small clusters by k-means instead of single events, since linkage costs the square of their number.

Ward 1963; Müllner 2011 for the algorithm (`scipy.cluster.hierarchy`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

MAX_LEAVES = 3000
_ROUNDS, _BLOCK = 10, 1024


@dataclass(frozen=True, slots=True)
class Tree:
    """A binary tree over rows.

    Nodes ``0 … leaves - 1`` are the leaves, the last node is the root.

    Attributes
    ----------
    rows : (n,) all rows, ordered so that each node is one stretch of them.
    starts, stops : (nodes,) the stretch of each node.
    children : (nodes, 2), -1 for leaves.
    heights : (nodes,) Ward distance between the two children, 0 for leaves.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    children: NDArray[np.int64]
    heights: NDArray[np.float64]

    @property
    def root(self) -> int:
        return len(self.heights) - 1

    def members(self, node: int) -> NDArray[np.int64]:
        """Return the rows of a node."""
        return self.rows[self.starts[node] : self.stops[node]]

    def size(self, node: int) -> int:
        """Return the number of rows of a node."""
        return int(self.stops[node] - self.starts[node])

    def parts(self, node: int) -> tuple[int, int] | None:
        """Return the children of a node, None for a leaf."""
        first, second = self.children[node].tolist()
        return None if first < 0 else (first, second)

    def cut(self, n_clusters: int) -> list[int]:
        """Return the nodes of the cut into `n_clusters`, or as many as there are leaves."""
        # No part is higher than the whole, so the highest nodes are parted first.
        inner = np.flatnonzero(self.children[:, 0] >= 0)
        parted = inner[np.lexsort((inner, self.heights[inner]))[::-1][: max(0, n_clusters - 1)]]
        parts = np.setdiff1d(self.children[parted].ravel(), parted)
        return parts.tolist() if len(parted) > 0 else [self.root]

    def numbers(self, n_clusters: int) -> NDArray[np.int64]:
        """Return the cluster of each row at the cut into `n_clusters`, (n,) from 0."""
        numbers = np.empty(len(self.rows), dtype=np.int64)
        for number, node in enumerate(self.cut(n_clusters)):
            numbers[self.members(node)] = number
        return numbers


def grow_tree(embeddings: NDArray[np.float32], *, rng: np.random.Generator) -> Tree:
    """Grow the tree.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 1, unit rows.
    rng : of the k-means that makes the leaves where there are more than 3,000 events.
    """
    leaf_of = np.arange(len(embeddings), dtype=np.int64)
    points = embeddings
    if len(embeddings) > MAX_LEAVES:
        leaf_of, points = _leaves(embeddings, rng)
    if len(points) == 1:
        merges = np.zeros((0, 4))
    else:
        merges = scipy.cluster.hierarchy.linkage(points.astype(np.float64), "ward")
    return _as_tree(merges, leaf_of, len(points))


def _leaves(embeddings: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the leaf of each row and the mean of each leaf: k-means from random rows (Lloyd 1982)."""
    means = embeddings[rng.choice(len(embeddings), MAX_LEAVES, replace=False)]
    for _ in range(_ROUNDS - 1):
        means = _means(embeddings, _nearest(embeddings, means))
    leaf_of = _nearest(embeddings, means)
    return leaf_of, _means(embeddings, leaf_of)


def _nearest(rows: NDArray[np.float32], means: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the number of the nearest mean of each row, of those that are the nearest of any."""
    half_squares = np.einsum("md,md->m", means, means) / 2
    blocks = (rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK))
    nearest = np.concatenate([(block @ means.T - half_squares).argmax(axis=1) for block in blocks])
    return np.unique(nearest, return_inverse=True)[1].astype(np.int64)


def _means(rows: NDArray[np.float32], leaf_of: NDArray[np.int64]) -> NDArray[np.float32]:
    sizes = np.bincount(leaf_of)
    order = np.argsort(leaf_of, kind="stable")
    sums = np.add.reduceat(rows[order], np.cumsum(sizes) - sizes, axis=0)
    return (sums / sizes[:, None]).astype(np.float32)


def _as_tree(merges: NDArray[np.float64], leaf_of: NDArray[np.int64], n_leaves: int) -> Tree:
    n_nodes = n_leaves + len(merges)
    children = np.full((n_nodes, 2), -1, dtype=np.int64)
    children[n_leaves:] = merges[:, :2].astype(np.int64)
    heights = np.zeros(n_nodes)
    heights[n_leaves:] = merges[:, 2]
    sizes = np.zeros(n_nodes, dtype=np.int64)
    sizes[:n_leaves] = np.bincount(leaf_of, minlength=n_leaves)
    for node in range(n_leaves, n_nodes):
        sizes[node] = sizes[children[node]].sum()
    starts = np.zeros(n_nodes, dtype=np.int64)
    for node in range(n_nodes - 1, n_leaves - 1, -1):  # parents come after their children
        first, second = children[node]
        starts[first] = starts[node]
        starts[second] = starts[node] + sizes[first]
    rows = np.argsort(starts[leaf_of], kind="stable")
    return Tree(rows=rows, starts=starts, stops=starts + sizes, children=children, heights=heights)
