"""Exact search for vectors: ties, rounding and scale, number by number."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coincide_smallworld import NavigableSmallWorld

SMALL_NUMBERS = st.integers(-3, 3)


@pytest.fixture(params=["brute", "exact"])
def algorithm(request):
    return request.param


@settings(deadline=None, max_examples=100)
@given(
    x=st.integers(1, 30).flatmap(lambda n: arrays(np.int8, (n, 3), elements=SMALL_NUMBERS)),
    query=arrays(np.int8, 3, elements=SMALL_NUMBERS),
    k=st.integers(1, 35),
)
def test_euclidean_search_equals_the_slow_twin_with_ties(x, query, k):
    index = NavigableSmallWorld(metric="euclidean", algorithm="exact").fit(x)
    expected = naive.nearest_neighbors(x, query, k=k, distance=naive.euclidean_distance)
    assert index.search(query[None, :], k=k).ids[0].tolist() == [id for _, id in expected]


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 35))
def test_cosine_search_equals_the_slow_twin(seed, k):
    x = np.random.default_rng(seed).normal(size=(31, 5))
    index = NavigableSmallWorld(metric="cosine", algorithm="exact").fit(x[:30])
    expected = naive.nearest_neighbors(x[:30], x[30], k=k, distance=naive.cosine_distance)
    found = index.search(x[30:], k=k)
    np.testing.assert_allclose(found.distances[0], [distance for distance, _ in expected], atol=1e-6)


def test_neighbors_far_from_the_origin_are_told_apart(algorithm):
    x = np.array([[4096.0, 4096.0 + step / 64] for step in range(64)])
    index = NavigableSmallWorld(metric="euclidean", algorithm=algorithm).fit(x)
    np.testing.assert_array_equal(index.search(x, k=1).ids[:, 0], np.arange(64))


def test_brute_force_counts_every_pair():
    index = NavigableSmallWorld(metric="euclidean", algorithm="brute").fit(np.eye(4))
    assert index.search(np.eye(4)[:3], k=2).n_distances == 12


def test_distances_are_rounded_only_once(algorithm):
    x = np.random.default_rng(0).normal(size=(201, 300)).astype(np.float32)
    expected = np.sort(np.sqrt(((x[:200].astype(np.float64) - x[200]) ** 2).sum(axis=1)))
    found = NavigableSmallWorld(metric="euclidean", algorithm=algorithm).fit(x[:200]).search(x[200:], k=200)
    np.testing.assert_array_equal(found.distances[0], expected.astype(np.float32))
