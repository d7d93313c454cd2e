"""Searches among some of the stored items: the same as an index of these alone."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.errors import InputError

METRICS = pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product", "dtw"])
QUANTIZE = pytest.mark.parametrize("quantize", [None, "int8", "bits"])


def items(n, dim=16, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dim)).cumsum(axis=1)


def recall(found, expected):
    return np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(found.tolist(), expected.tolist(), strict=True)])


@METRICS
@pytest.mark.parametrize("algorithm", ["brute", "exact"])
@pytest.mark.parametrize("share", [0.1, 0.8])
def test_an_exact_search_among_some_equals_one_in_an_index_of_these(metric, algorithm, share):
    x, queries = items(200), items(7, seed=1)
    mask = np.random.default_rng(2).random(200) < share
    found = NavigableSmallWorld(metric=metric, algorithm=algorithm).fit(x).search(queries, k=5, where=mask)
    alone = NavigableSmallWorld(metric=metric, algorithm=algorithm).fit(x[mask]).search(queries, k=5)
    np.testing.assert_array_equal(found.ids, np.flatnonzero(mask)[alone.ids])
    np.testing.assert_allclose(found.distances, alone.distances, rtol=1e-6)


@QUANTIZE
@pytest.mark.parametrize("share", [0.002, 0.01, 0.1, 0.5, 0.9])
def test_recall_holds_from_few_to_almost_all(quantize, share):
    rng = np.random.default_rng(0)
    basis = rng.normal(size=(12, 208))
    x, queries = rng.normal(size=(6000, 12)) @ basis, rng.normal(size=(60, 12)) @ basis
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph", quantize=quantize).fit(x)
    mask = rng.random(6000) < share
    mask[:10] = True
    found = index.search(queries, k=10, where=mask).ids
    assert mask[found].all()
    assert recall(found, index.set_params(algorithm="exact").search(queries, k=10, where=mask).ids) >= 0.97


@QUANTIZE
@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product"])
def test_few_items_that_are_left_are_all_compared(metric, quantize):
    x, queries, left = items(3000), items(5, seed=1), np.arange(0, 3000, 150)
    index = NavigableSmallWorld(metric=metric, algorithm="graph", quantize=quantize).fit(x)
    found, exact = (index.set_params(algorithm=way).search(queries, k=20, where=left) for way in ("graph", "exact"))
    assert found.ids.tolist() == exact.ids.tolist()


def test_a_cluster_far_from_the_query_is_found_among_all():
    x = np.concatenate([items(3000), items(300, seed=3) + 100.0])
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(x)
    found = index.search(items(5, seed=1), k=10, where=np.arange(3300) >= 3000).ids
    assert (found >= 3000).all()


@METRICS
def test_ids_say_the_same_as_a_mask(metric):
    index = NavigableSmallWorld(metric=metric).fit(items(50))
    by_mask = index.search(items(3, seed=1), k=4, where=np.arange(50) % 3 == 0)
    by_ids = index.search(items(3, seed=1), k=4, where=np.arange(0, 50, 3))
    np.testing.assert_array_equal(by_mask.ids, by_ids.ids)


def test_removed_items_stay_removed_whatever_a_mask_says():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    index.remove(range(15))
    found = index.search(items(3, seed=1), k=40, where=np.arange(40) < 20).ids
    assert np.sort(found[0]).tolist() == [15, 16, 17, 18, 19]


def test_duplicates_are_told_apart_by_a_mask():
    x = np.repeat(items(30), 4, axis=0)
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(x)
    assert index.search(x[:1], k=1, where=[3, 9]).ids.tolist() == [[3]]


def test_nobody_may_be_found_where_a_mask_lets_nobody():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    assert index.search(items(3), k=5, where=np.zeros(40, dtype=bool)).ids.shape == (3, 0)


def test_a_filter_leaves_the_index_as_it_was():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    index.search(items(3), k=5, where=[1])
    assert (len(index), index.search(items(3), k=40).ids.shape) == (40, (3, 40))


def test_stored_items_ask_each_other_within_a_mask():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    assert np.unique(index.kneighbors(n_neighbors=3, return_distance=False, where=[4, 5, 6, 7])).tolist() == [
        4,
        5,
        6,
        7,
    ]


def test_a_mask_of_another_length_is_refused():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    with pytest.raises(InputError, match=r"`where` must hold one boolean for each of the 40 ids .* got shape \(39,\)"):
        index.search(items(3), k=5, where=np.ones(39, dtype=bool))


def test_an_id_beyond_all_whole_numbers_is_named_as_it_was_passed():
    with pytest.raises(InputError, match="got 9223372036854775808, which was never given"):
        NavigableSmallWorld().fit(items(5)).search(items(1), k=1, where=np.array([1, 2**63], dtype=np.uint64))


def test_an_unknown_id_is_refused():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    with pytest.raises(InputError, match="`where` must be ids of stored items, got 40, which was never given"):
        index.search(items(3), k=5, where=[40])


def test_ids_in_a_set_are_refused():
    index = NavigableSmallWorld(metric="euclidean").fit(items(40))
    with pytest.raises(InputError, match=r"`where` must be whole numbers in one dimension, .* Pass ids as a list"):
        index.search(items(3), k=5, where={1, 2, 3, 4, 5})


@METRICS
@pytest.mark.parametrize("dtype", [np.int64, np.uint8])
def test_a_mask_of_numbers_is_refused(metric, dtype):
    index = NavigableSmallWorld(metric=metric).fit(items(40))
    with pytest.raises(InputError, match=r"got 40 whole numbers that are all 0 or 1.*`where\.astype\(bool\)`"):
        index.search(items(3), k=5, where=(np.arange(40) < 20).astype(dtype))


def test_a_mask_of_numbers_is_refused_where_the_search_is_prepared():
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(items(3000))
    mask, queries = np.arange(3000) < 300, items(4, seed=1)
    for query in queries:
        index.search(query[None], k=5, where=np.flatnonzero(mask))
    with pytest.raises(InputError, match="all 0 or 1"):
        index.search(queries[:1], k=5, where=mask.astype(np.int64))


@pytest.mark.parametrize("ids", [[1, 0], [0]])
def test_the_first_ids_are_ids_where_they_cannot_be_a_mask(ids):
    index = NavigableSmallWorld(metric="euclidean").fit(items(2 if len(ids) == 2 else 40))
    assert sorted(index.search(items(1), k=5, where=ids).ids[0].tolist()) == sorted(ids)
