"""A single query finds what it finds among many, bit by bit, however the index was changed before."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from coincide_smallworld import InputError, NavigableSmallWorld, SettingsError
from coincide_smallworld.index.singles import MOST_KEPT

DIMS = (24, 200)


def _index(dim: int, metric: str, **parameters: Any) -> tuple[NavigableSmallWorld, np.ndarray]:
    drawn = np.random.default_rng(dim).normal(size=(1_260, dim)).astype(np.float32)
    drawn[:, : dim // 4] *= 4.0
    drawn[1_250:] *= 100.0  # too far for codes of bytes
    index = NavigableSmallWorld(metric=metric, algorithm="graph", ef=20, **parameters)
    return index.fit(drawn[:1_200]), drawn[1_200:]


def _assert_alike(index: NavigableSmallWorld, queries: np.ndarray, **options: Any) -> None:
    many = index.search(queries, k=7, **options)
    for _ in range(2):  # the first prepares what the second uses
        for row, query in enumerate(queries):
            one = index.search(query[None, :], k=7, **options)
            np.testing.assert_array_equal(one.ids[0], many.ids[row])
            np.testing.assert_array_equal(one.distances[0], many.distances[row])


@pytest.mark.parametrize("quantize", ["int8", "bits", None])
@pytest.mark.parametrize("metric", ["euclidean", "sqeuclidean", "cosine", "inner_product"])
@pytest.mark.parametrize("dim", DIMS)
def test_it_finds_the_same_alone_and_among_many(dim: int, metric: str, quantize: str | None) -> None:
    _assert_alike(*_index(dim, metric, quantize=quantize))


@pytest.mark.parametrize("dim", DIMS)
def test_it_counts_the_same_comparisons(dim: int) -> None:
    index, queries = _index(dim, "euclidean")
    singly = sum(index.search(query[None, :], k=7).n_distances for query in (*queries, *queries))
    assert singly == 2 * index.search(queries, k=7).n_distances


@pytest.mark.parametrize("dim", DIMS)
def test_it_does_not_find_what_was_removed_since(dim: int) -> None:
    index, queries = _index(dim, "cosine")
    for _ in range(4):
        found = index.search(queries[:1], k=7).ids[0]
        index.remove(found[:3])
        _assert_alike(index, queries)


@pytest.mark.parametrize("dim", DIMS)
def test_it_finds_what_was_added_since(dim: int) -> None:
    index, queries = _index(dim, "euclidean")
    near = queries[:50]
    _assert_alike(index, near)
    ids = index.add(near)
    np.testing.assert_array_equal([index.search(query[None, :], k=1).ids[0, 0] for query in near], ids)


def test_it_finds_by_id_after_rows_were_dropped() -> None:
    index, queries = _index(24, "euclidean")
    index.remove(np.arange(0, 1_200, 2))
    _assert_alike(index, queries)
    assert (index.search(queries[:1], k=7).ids % 2 == 1).all()


def test_it_finds_twins() -> None:
    rows = np.repeat(np.random.default_rng(0).normal(size=(400, 24)), 3, axis=0).astype(np.float32)
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph", ef=20).fit(rows)
    _assert_alike(index, rows[:30] + np.float32(0.1))


def test_a_parameter_that_was_changed_acts_on_the_next_query() -> None:
    index, queries = _index(24, "euclidean", n_neighbors=3)
    one = queries[:1]
    index.kneighbors(one)
    index.set_params(n_neighbors=5, ef=300)
    assert index.kneighbors(one, return_distance=False).shape == (1, 5)
    np.testing.assert_array_equal(index.search(one, k=5).ids, index.search(queries, k=5).ids[:1])


def test_a_quality_that_was_measured_anew_acts_on_the_next_query() -> None:
    index, queries = _index(24, "euclidean", quality=0.5)
    index.search(queries[:1], k=7)
    index.search(queries[:1], k=7)
    index.calibrate(n_neighbors=7, quality=0.99)
    np.testing.assert_array_equal(index.search(queries[:1], k=7).ids, index.search(queries, k=7).ids[:1])


@pytest.mark.parametrize("kind", ["float64", "strided", "read-only", "list"])
def test_it_takes_whatever_can_be_taken_among_many(kind: str) -> None:
    index, queries = _index(24, "cosine")
    one = {
        "float64": queries[:1].astype(np.float64),
        "strided": np.repeat(queries[:1], 2, axis=1)[:, ::2],
        "read-only": queries[:1].copy(),
        "list": queries[:1].tolist(),
    }[kind]
    if kind == "read-only":
        one.setflags(write=False)
    for _ in range(2):
        np.testing.assert_array_equal(index.search(one, k=7).ids, index.search(queries, k=7).ids[:1])


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e20])
@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_it_refuses_numbers_that_are_refused_among_many(metric: str, value: float) -> None:
    index, queries = _index(24, metric)
    for _ in range(2):
        index.search(queries[:1], k=7)
    bad = queries[:1].copy()
    bad[0, 3] = value
    with pytest.raises(InputError, match="finite"):
        index.search(bad, k=7)


def test_it_refuses_a_zero_vector_under_cosine() -> None:
    index, queries = _index(24, "cosine")
    for _ in range(2):
        index.search(queries[:1], k=7)
    with pytest.raises(InputError, match="all-zero"):
        index.search(np.zeros((1, 24), dtype=np.float32), k=7)


@pytest.mark.parametrize("width", [23, 25, 48])
def test_it_refuses_another_length_after_the_right_one(width: int) -> None:
    index, queries = _index(24, "euclidean")
    for _ in range(2):
        index.search(queries[:1], k=7)
    with pytest.raises(InputError, match="24"):
        index.search(np.zeros((1, width), dtype=np.float32), k=7)


@pytest.mark.parametrize(("k", "ef"), [(True, None), (7.0, None), (7, 2.5), (7, True)])
def test_it_refuses_wrong_numbers_after_right_ones(k: Any, ef: Any) -> None:
    index, queries = _index(24, "euclidean")
    for _ in range(2):
        index.search(queries[:1], k=1)
        index.search(queries[:1], k=7)
        index.search(queries[:1], k=7, ef=1)
    with pytest.raises((InputError, SettingsError)):
        index.search(queries[:1], k=k, ef=ef)


def test_what_cannot_be_prepared_leaves_what_was() -> None:
    index, queries = _index(24, "euclidean")
    for k in (*range(1, MOST_KEPT + 1), 1_000):
        index.search(queries[:1], k=k)
    assert len(index._singles.searches) == MOST_KEPT  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def test_it_lets_an_index_go_that_was_changed() -> None:
    index, queries = _index(24, "euclidean")
    index.search(queries[:1], k=7)
    kept = weakref.ref(index._state.engine)  # noqa: SLF001  what takes the memory
    index.remove(np.arange(0, 1_200, 2))
    gc.collect()
    assert kept() is None


@pytest.mark.slow
def test_threads_find_the_same() -> None:
    index, queries = _index(200, "euclidean")
    many = index.search(queries, k=7)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: index.search(queries[row : row + 1], k=7), list(range(len(queries))) * 20))
    for i, one in enumerate(found):
        np.testing.assert_array_equal(one.ids[0], many.ids[i % len(queries)])
        np.testing.assert_array_equal(one.distances[0], many.distances[i % len(queries)])
