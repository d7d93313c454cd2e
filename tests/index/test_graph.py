"""The small world graph: quality floors on data with known neighbors, structure, determinism."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from coincide.errors import SettingsError
from coincide.index import ExactIndex, NavigableSmallWorld, files

# Measured .999 and above on these sets; single-layer graphs without diverse links or entries fall below .9.
RECALL_FLOOR = 0.98
# Of all 3,000: measured about 350.
MOST_DISTANCES_PER_QUERY = 700


def clusters(n, *, n_clusters, spread, dim=32, seed=0):
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(n_clusters, dim))
    return centers[rng.integers(n_clusters, size=n)] + spread * rng.normal(size=(n, dim))


def recall_at_10(index, queries, stored):
    truth = ExactIndex(metric=index.metric)
    truth.add(stored)
    pairs = zip(index.search(queries, k=10).ids, truth.search(queries, k=10).ids, strict=True)
    return np.mean([len(np.intersect1d(found, true)) / 10 for found, true in pairs])


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize(("n_clusters", "spread"), [(50, 0.3), (300, 0.02), (3, 1.0)])
def test_recall_reaches_its_floor(metric, n_clusters, spread):
    x = clusters(3100, n_clusters=n_clusters, spread=spread)
    index = NavigableSmallWorld(metric=metric)
    index.add(x[:3000])
    assert recall_at_10(index, x[3000:], x[:3000]) >= RECALL_FLOOR


def test_recall_reaches_its_floor_when_clusters_come_one_after_the_other():
    centers = np.random.default_rng(0).normal(size=(100, 32))
    x = np.repeat(centers, 30, axis=0) + 0.05 * np.random.default_rng(1).normal(size=(3000, 32))
    index = NavigableSmallWorld()
    for piece in np.split(x, 20):
        index.add(piece)
    assert recall_at_10(index, x[::30] + 0.01, x) >= RECALL_FLOOR


def test_recall_reaches_its_floor_with_many_near_duplicates():
    x = np.repeat(clusters(30, n_clusters=30, spread=0.0), 100, axis=0)
    x += 1e-4 * np.random.default_rng(1).normal(size=x.shape)
    index = NavigableSmallWorld()
    index.add(x)
    assert recall_at_10(index, x[::20], x) >= RECALL_FLOOR


def test_search_compares_with_a_small_part_of_what_is_stored():
    x = clusters(3100, n_clusters=50, spread=0.3)
    index = NavigableSmallWorld()
    index.add(x[:3000])
    assert index.search(x[3000:], k=10).n_distances <= 100 * MOST_DISTANCES_PER_QUERY


def test_a_larger_beam_compares_more():
    index = NavigableSmallWorld(ef=10)
    x = clusters(1000, n_clusters=10, spread=0.5)
    index.add(x)
    narrow = index.search(x[:50], k=5).n_distances
    index.ef = 200
    assert index.search(x[:50], k=5).n_distances > narrow


def test_a_beam_narrower_than_k_still_finds_k():
    index = NavigableSmallWorld(ef=1)
    index.add(clusters(500, n_clusters=10, spread=0.5))
    assert index.search(np.ones((1, 32)), k=100).ids.shape == (1, 100)


def test_equal_seeds_give_equal_files(tmp_path):
    for name in ("a", "b"):
        index = NavigableSmallWorld(seed=7)
        index.add(clusters(500, n_clusters=10, spread=0.5))
        index.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_another_seed_gives_another_graph(tmp_path):
    links: list[np.ndarray] = []
    for seed in (1, 2):
        index = NavigableSmallWorld(seed=seed)
        index.add(clusters(500, n_clusters=10, spread=0.5))
        index.save(tmp_path / "index")
        links.append(files.read(tmp_path / "index").arrays["links"])
    assert not np.array_equal(*links)


@pytest.mark.parametrize("max_degree", [2, 5])
def test_every_vector_can_be_found_even_with_few_links(max_degree):
    index = NavigableSmallWorld(max_degree=max_degree, ef_construction=4)
    index.add(clusters(800, n_clusters=40, spread=0.01))
    found = index.search(np.ones((1, 32)), k=800).ids[0]
    np.testing.assert_array_equal(np.sort(found), np.arange(800))


def test_additions_one_by_one_keep_every_vector_in_reach():
    index = NavigableSmallWorld(max_degree=4)
    for vector in clusters(120, n_clusters=12, spread=0.01):
        index.add(vector[None, :])
    assert len(np.unique(index.search(np.ones((1, 32)), k=120).ids)) == 120


@pytest.mark.parametrize(
    ("setting", "value"),
    [("max_degree", 1), ("max_degree", 513), ("ef_construction", 0), ("ef", 0), ("ef", 2.5), ("seed", -1)],
)
def test_settings_out_of_range_are_refused(setting, value):
    with pytest.raises(SettingsError, match=f"`{setting}` must be a whole number from .* got {value}"):
        NavigableSmallWorld(**{setting: value})


def test_the_beam_cannot_be_set_to_nothing():
    index = NavigableSmallWorld()
    with pytest.raises(SettingsError, match="`ef` must be a whole number from 1"):
        index.ef = 0


def test_importing_and_saving_do_not_load_the_compiler(tmp_path):
    code = (
        "import sys, coincide.index as index; index.NavigableSmallWorld().save(sys.argv[1]);"
        "index.load(sys.argv[1]); print('numba' in sys.modules or 'torch' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
