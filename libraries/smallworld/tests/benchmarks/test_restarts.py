"""The search of the original post, which ours is compared with."""

from __future__ import annotations

import numpy as np

from benchmarks.dtw import restarts
from benchmarks.dtw.datasets import cylinder_bell_funnel, noisy_walks, two_patterns
from coincide_smallworld.distances import euclidean


def _built(n: int, *, n_links: int, n_restarts: int) -> tuple[restarts.RestartSearch, np.ndarray]:
    rng = np.random.default_rng(0)
    base, queries = noisy_walks(n, rng=rng)
    graph = restarts.build(euclidean.pairwise(base, base), n_links=n_links, n_restarts=n_restarts, rng=rng)
    return graph, euclidean.pairwise(queries, base)


def test_it_finds_most_nearest_neighbors_with_fewer_distances_than_there_are_series() -> None:
    graph, across = _built(200, n_links=20, n_restarts=10)
    answers = [graph.search(row, k=1, n_restarts=10, rng=np.random.default_rng(1)) for row in across]
    recall = np.mean([found[0] == row.argmin() for (found, _), row in zip(answers, across, strict=True)])
    assert recall > 0.9
    assert np.mean([n_distances for _, n_distances in answers]) < 200


def test_the_first_series_are_all_linked_with_each_other() -> None:
    graph, _ = _built(10, n_links=20, n_restarts=2)
    assert all(sorted(near) == [j for j in range(10) if j != i] for i, near in graph.links.items())


def test_links_are_mutual() -> None:
    graph, _ = _built(80, n_links=5, n_restarts=3)
    assert all(node in graph.links[other] for node, near in graph.links.items() for other in near)


def test_a_start_without_links_is_neither_returned_nor_counted() -> None:
    graph = restarts.RestartSearch({0: []})
    assert graph.search(np.zeros(1), k=1, n_restarts=3, rng=np.random.default_rng(0)) == ([], 0)


def test_of_equal_distances_one_is_kept() -> None:
    graph = restarts.RestartSearch({0: [1, 2], 1: [0, 2], 2: [0, 1]})
    found, _ = graph.search(np.ones(3), k=3, n_restarts=1, rng=np.random.default_rng(0))
    assert len(found) == 1


def test_generated_series_are_normalized() -> None:
    rng = np.random.default_rng(0)
    for generate in (cylinder_bell_funnel, two_patterns):
        series = generate(20, rng=rng)
        assert series.shape == (20, 128)
        np.testing.assert_allclose(series.mean(axis=1), 0.0, atol=1e-5)
        np.testing.assert_allclose(series.std(axis=1), 1.0, rtol=1e-5)
