"""Communities of the neighbor graph."""

from __future__ import annotations

from collections.abc import Callable

import networkx
import numpy as np
import pytest
import scipy.sparse

from coincide.categorize.communities import find_communities, louvain, mutual_graph
from coincide.evaluate import nmi

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]


def _find(rows: np.ndarray, share: float = 0.1) -> np.ndarray:
    return find_communities(rows, share=share, rng=np.random.default_rng(1))


def _modularity(graph: scipy.sparse.csr_array, labels: np.ndarray) -> float:
    """Newman and Girvan's definition, pair by pair."""
    weights, strengths = graph.toarray(), graph.toarray().sum(axis=1)
    total = weights.sum()
    same = labels[:, None] == labels[None, :]
    return float(((weights - np.outer(strengths, strengths) / total) * same).sum() / total)


def test_separated_blobs_are_communities(blobs: Blobs) -> None:
    rows, truth = blobs([60, 40, 30])
    assert nmi(truth, _find(rows)) == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(4))
def test_the_modularity_is_that_of_networkx_or_better(seed: int) -> None:
    rows = np.random.default_rng(seed).standard_normal((80, 4)).astype(np.float32)
    graph = mutual_graph(rows / np.linalg.norm(rows, axis=1, keepdims=True), 8)
    theirs = networkx.community.louvain_communities(networkx.from_scipy_sparse_array(graph), seed=seed)
    labels = np.zeros(80, dtype=np.int64)
    for number, members in enumerate(theirs):
        labels[list(members)] = number
    ours = louvain(graph, rng=np.random.default_rng(seed))
    assert _modularity(graph, ours) >= _modularity(graph, labels) - 0.02


def test_the_graph_joins_events_that_are_nearest_to_each_other() -> None:
    angles = np.array([0.0, 0.1, 0.2, 2.0])
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    graph = mutual_graph(rows, 1).toarray()
    # The last one's nearest is the third, which has a nearer one.
    assert not graph[3].any()
    np.testing.assert_allclose(graph, graph.T)


def test_a_graph_without_edges_has_a_community_for_each() -> None:
    assert louvain(scipy.sparse.csr_array((3, 3)), rng=np.random.default_rng(1)).tolist() == [0, 1, 2]


def test_the_same_generator_gives_the_same_communities(blobs: Blobs) -> None:
    rows, _ = blobs([120], spread=1.0)
    np.testing.assert_array_equal(_find(rows), _find(rows))


def test_no_community_is_smaller_than_a_hundredth(blobs: Blobs) -> None:
    rows, _ = blobs([300, 300, 2])
    assert np.bincount(_find(rows, 0.02)).min() >= 6


def test_two_events_can_be_grouped(blobs: Blobs) -> None:
    assert len(_find(blobs([1, 1])[0])) == 2
