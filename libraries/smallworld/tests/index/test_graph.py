"""The graph over vectors: quality floors on data with known neighbors, reach, determinism."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.index import files

# Measured .999 and above on these sets; single-layer graphs without diverse links or entries fall below .9.
RECALL_FLOOR = 0.98
# Of all 3,000: measured about 350.
MOST_DISTANCES_PER_QUERY = 700
QUANTIZE = pytest.mark.parametrize("quantize", [None, "int8"])


def clusters(n: int, *, n_clusters: int, spread: float, dim: int = 32, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(n_clusters, dim))
    return centers[rng.integers(n_clusters, size=n)] + spread * rng.normal(size=(n, dim))


def make(x: Any, *, metric: Any = "cosine", **parameters: Any) -> Any:
    return NavigableSmallWorld(metric=metric, algorithm="graph", **parameters).fit(x)


def recall_at_10(index: NavigableSmallWorld, queries: Any, stored: Any) -> Any:
    truth = NavigableSmallWorld(metric=index.metric, algorithm="exact").fit(stored)
    pairs = zip(index.search(queries, k=10).ids, truth.search(queries, k=10).ids, strict=True)
    return np.mean([len(np.intersect1d(found, true)) / 10 for found, true in pairs])


@QUANTIZE
@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product"])
@pytest.mark.parametrize(("n_clusters", "spread"), [(50, 0.3), (300, 0.02), (3, 1.0)])
def test_recall_reaches_its_floor(metric: Any, n_clusters: int, spread: float, quantize: str | None) -> None:
    x = clusters(3100, n_clusters=n_clusters, spread=spread)
    index = make(x[:3000], metric=metric, quantize=quantize)
    assert recall_at_10(index, x[3000:], x[:3000]) >= RECALL_FLOOR


def test_recall_reaches_its_floor_when_clusters_come_one_after_the_other() -> None:
    centers = np.random.default_rng(0).normal(size=(100, 32))
    x = np.repeat(centers, 30, axis=0) + 0.05 * np.random.default_rng(1).normal(size=(3000, 32))
    index = NavigableSmallWorld(algorithm="graph")
    for piece in np.split(x, 20):
        index.add(piece)
    assert recall_at_10(index, x[::30] + 0.01, x) >= RECALL_FLOOR


def test_recall_reaches_its_floor_with_many_near_duplicates() -> None:
    x = np.repeat(clusters(30, n_clusters=30, spread=0.0), 100, axis=0)
    x += 1e-4 * np.random.default_rng(1).normal(size=x.shape)
    assert recall_at_10(make(x), x[::20], x) >= RECALL_FLOOR


@QUANTIZE
def test_search_compares_with_a_small_part_of_what_is_stored(quantize: str | None) -> None:
    x = clusters(3100, n_clusters=50, spread=0.3)
    assert make(x[:3000], quantize=quantize).search(x[3000:], k=10).n_distances <= 100 * MOST_DISTANCES_PER_QUERY


def test_a_pool_smaller_than_k_still_finds_k() -> None:
    index = make(clusters(500, n_clusters=10, spread=0.5), ef=1)
    assert index.search(np.ones((1, 32)), k=100).ids.shape == (1, 100)


def test_equal_seeds_give_equal_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make(clusters(500, n_clusters=10, spread=0.5), seed=7).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_another_seed_gives_another_graph(tmp_path: Path) -> None:
    links: list[np.ndarray] = []
    for seed in (1, 2):
        make(clusters(500, n_clusters=10, spread=0.5), seed=seed).save(tmp_path / "index")
        links.append(files.read(tmp_path / "index").arrays["links"])
    assert not np.array_equal(links[0], links[1])


@pytest.mark.parametrize("max_degree", [2, 5])
def test_every_vector_can_be_found_even_with_few_links(max_degree: int) -> None:
    index = make(clusters(800, n_clusters=40, spread=0.01), max_degree=max_degree, ef_construction=4)
    found = index.search(np.ones((1, 32)), k=800).ids[0]
    np.testing.assert_array_equal(np.sort(found), np.arange(800))


def test_additions_one_by_one_keep_every_vector_in_reach() -> None:
    index = NavigableSmallWorld(algorithm="graph", max_degree=4)
    for vector in clusters(120, n_clusters=12, spread=0.01):
        index.add(vector[None, :])
    assert len(np.unique(index.search(np.ones((1, 32)), k=120).ids)) == 120


@QUANTIZE
def test_a_smaller_pool_is_another_search_even_within_one_block(quantize: str | None) -> None:
    x = clusters(3100, n_clusters=3, spread=1.0)
    index = make(x[:3000], quantize=quantize)
    counts = [index.search(x[3000:], k=5, ef=ef).n_distances for ef in (6, 10, 16, 20)]
    assert counts == sorted(counts)
    assert len(set(counts)) == 4


@QUANTIZE
@pytest.mark.parametrize("ef", [200, 600])
def test_large_pools_are_sorted_as_small_ones(quantize: str | None, ef: int) -> None:
    x = clusters(3100, n_clusters=3, spread=1.0)
    assert recall_at_10(make(x[:3000], quantize=quantize, ef=ef), x[3000:], x[:3000]) >= 0.999


def test_queries_far_from_all_that_is_stored_are_found_by_codes_as_by_vectors() -> None:
    x = clusters(4000, n_clusters=3, spread=1.0)
    far = 20.0 * np.random.default_rng(1).normal(size=(50, 32))
    recalls = [recall_at_10(make(x, metric="euclidean", quantize=q, ef=400), far, x) for q in (None, "int8")]
    assert recalls[1] >= recalls[0] - 0.02


def test_queries_that_no_code_can_stand_for_are_walked_to_once() -> None:
    x = clusters(4000, n_clusters=3, spread=1.0)
    far = 20.0 * np.random.default_rng(1).normal(size=(50, 32))
    by_codes, by_vectors = (make(x, metric="euclidean", quantize=q, seed=0).search(far, k=10) for q in ("int8", None))
    n_entries = 64  # compared by codes, before it shows
    assert by_codes.n_distances == by_vectors.n_distances + len(far) * n_entries


def test_where_half_is_gone_as_much_is_found_as_in_a_fresh_graph() -> None:
    rng = np.random.default_rng(0)
    x, queries = rng.normal(size=(2000, 16)), rng.normal(size=(200, 16))
    narrow: dict[str, Any] = {"metric": "euclidean", "max_degree": 8, "ef": 16}  # so that what is missing is missed
    index = make(x, **narrow)
    index.remove(np.arange(1000, 2000))
    assert recall_at_10(index, queries, x[:1000]) > recall_at_10(make(x[:1000], **narrow), queries, x[:1000]) - 0.02
