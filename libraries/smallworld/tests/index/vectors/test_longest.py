"""Under the inner product, walks also begin at the longest vectors, where some are much longer than most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coincide_smallworld import NavigableSmallWorld

N, DIM, K = 4_000, 24, 10
Vectors = np.ndarray[Any, np.dtype[np.float32]]


def _drawn(sigma: float, *, n: int = N, seed: int = 0) -> Vectors:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, DIM))
    rows *= rng.lognormal(0.0, sigma, (n, 1)) / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def _index(vectors: Vectors, **parameters: Any) -> NavigableSmallWorld:
    return NavigableSmallWorld(metric="inner_product", algorithm="graph", **parameters).fit(vectors)


def _recall(index: NavigableSmallWorld, queries: Vectors, *, ef: int) -> float:
    found = index.search(queries, k=K, ef=ef).ids
    truth = index.set_params(algorithm="exact").search(queries, k=K).ids
    index.set_params(algorithm="graph")
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(truth, found, strict=True)]))


@pytest.mark.parametrize("quantize", ["int8", "bits", None])
@pytest.mark.parametrize("sigma", [1.5, 2.5])
def test_a_small_pool_finds_what_is_long(sigma: float, quantize: Any) -> None:
    assert _recall(_index(_drawn(sigma), quantize=quantize), _drawn(0.0, n=100, seed=1), ef=16) >= 0.962


@pytest.mark.parametrize("quantize", ["int8", None])
def test_what_is_nearly_as_long_as_the_longest_is_found(quantize: Any) -> None:
    assert _recall(_index(_drawn(1.5), quantize=quantize), _drawn(0.0, n=100, seed=1), ef=16) >= 0.995


def test_halves_find_it_too() -> None:
    assert _recall(_index(_drawn(1.0), dtype="float16"), _drawn(0.0, n=100, seed=1), ef=16) >= 0.95


def test_vectors_of_one_length_are_walked_to_from_the_entries_alone() -> None:
    index = _index(_drawn(0.0))
    engine: Any = index._state.engine  # type: ignore[union-attr]  # noqa: SLF001
    assert len(engine.ways.plan.doors.ids) == len(engine.graph.entries)


def _with_outliers(n_long: int, factor: float, *, n: int = N) -> Vectors:
    rows = np.random.default_rng(0).normal(size=(n, DIM)).astype(np.float32)
    rows[:n_long] *= factor
    return rows


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("factor", [10.0, 100.0])
def test_one_far_longer_vector_hides_no_others(factor: float, dtype: Any) -> None:
    queries = np.random.default_rng(1).normal(size=(200, DIM)).astype(np.float32)
    even = _recall(_index(_with_outliers(0, 1.0), dtype=dtype), queries, ef=64)
    assert _recall(_index(_with_outliers(1, factor), dtype=dtype), queries, ef=64) >= even - 0.005


@pytest.mark.parametrize(("quantize", "floor"), [("int8", 0.985), ("bits", 0.965), (None, 0.985)])
def test_a_few_far_longer_vectors_are_found(quantize: Any, floor: float) -> None:
    queries = np.random.default_rng(1).normal(size=(200, DIM)).astype(np.float32)
    assert _recall(_index(_with_outliers(30, 20.0), quantize=quantize), queries, ef=16) >= floor


def test_what_was_added_and_is_longer_is_found() -> None:
    index, queries = _index(_drawn(1.5)), _drawn(0.0, n=100, seed=1)
    index.add(10.0 * _drawn(1.5, n=200, seed=2))
    assert _recall(index, queries, ef=16) >= 0.945


def test_what_was_removed_is_not_found() -> None:
    vectors, queries = _drawn(2.0), _drawn(0.0, n=50, seed=1)
    index = _index(vectors)
    longest = np.argsort(-np.linalg.norm(vectors, axis=1))[:60]
    index.remove(longest)
    assert not np.isin(index.search(queries, k=K).ids, longest).any()


def _by_length(vectors: Vectors) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.argsort(-np.linalg.norm(vectors, axis=1))


@pytest.mark.parametrize("quantize", ["int8", "bits", None])
@pytest.mark.parametrize("sigma", [0.5, 1.5])
def test_what_is_left_is_found_when_the_longest_are_removed(sigma: float, quantize: Any) -> None:
    vectors, queries = _drawn(sigma), _drawn(0.0, n=100, seed=1)
    index = _index(vectors, quantize=quantize)
    index.remove(_by_length(vectors)[:500])
    assert _recall(index, queries, ef=32) >= 0.995


@pytest.mark.parametrize("n_hidden", [40, 500, 1_800])
def test_what_is_left_is_found_when_a_filter_hides_the_longest(n_hidden: int) -> None:
    vectors, queries = _drawn(1.0), _drawn(0.0, n=100, seed=1)
    left = np.sort(_by_length(vectors)[n_hidden:])
    truth = left[np.argsort(-(queries @ vectors[left].T), axis=1)[:, :K]]
    found = _index(vectors).search(queries, k=K, ef=16, where=left).ids
    assert np.mean([np.isin(a, b).mean() for a, b in zip(truth, found, strict=True)]) >= 0.98


@pytest.mark.parametrize("n_hidden", [100, 1_000, 3_000, 3_700])
@pytest.mark.parametrize("quantize", ["int8", "bits", None])
def test_what_is_left_is_found_next_to_far_longer_vectors(quantize: Any, n_hidden: int) -> None:
    vectors, queries = _drawn(3.0), _drawn(0.0, n=50, seed=1)
    left = np.sort(_by_length(vectors)[n_hidden:])
    truth = left[np.argsort(-(queries.astype(float) @ vectors[left].astype(float).T), axis=1)[:, :K]]
    found = _index(vectors, quantize=quantize).search(queries, k=K, ef=64, where=left).ids
    assert np.mean([np.isin(a, b).mean() for a, b in zip(truth, found, strict=True)]) >= 0.99


@pytest.mark.parametrize("length", [1e-8, 1e6])
@pytest.mark.parametrize("quantize", ["int8", "bits", None])
def test_the_length_of_a_query_does_not_matter(quantize: Any, length: float) -> None:
    index, queries = _index(_drawn(0.2), quantize=quantize), _drawn(0.0, n=100, seed=1)
    truth = index.search(queries, k=K, ef=32).ids
    found = index.search(queries * np.float32(length), k=K, ef=32).ids
    assert np.mean([np.isin(a, b).mean() for a, b in zip(truth, found, strict=True)]) >= 0.99


@pytest.mark.parametrize("quantize", ["int8", None])
def test_one_vector_that_is_far_longer_than_all_others_hides_none(quantize: Any) -> None:
    vectors, queries = _drawn(0.2), _drawn(0.0, n=50, seed=1)
    vectors[7] *= 1e5
    assert _recall(_index(vectors, quantize=quantize), queries, ef=32) == 1.0


def test_a_vector_far_longer_than_all_others_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    vectors = _drawn(0.2)
    vectors[7] *= 1e5
    _index(vectors).search(vectors[:2], k=K)
    assert [record.getMessage() for record in caplog.records if "1024 times as long" in record.getMessage()] != []


def test_without_the_vector_that_was_far_longer_the_graph_is_used_again() -> None:
    vectors = _drawn(0.2)
    vectors[7] *= 1e5
    index = _index(vectors)
    index.remove(np.arange(N // 3))
    assert index.search(vectors[-2:], k=K, ef=16).n_distances < N


def test_a_single_query_finds_the_same_among_what_is_left() -> None:
    vectors, queries = _drawn(1.0), _drawn(0.0, n=9, seed=1)
    index, left = _index(vectors), np.ones(N, dtype=bool)
    left[_by_length(vectors)[:300]] = False
    many = index.search(queries, k=K, where=left)
    index.search(queries[:1], k=K, where=left)  # prepares what the others use
    np.testing.assert_array_equal(
        np.concatenate([index.search(q[None], k=K, where=left).ids for q in queries]), many.ids
    )


def test_a_single_query_finds_the_same_once_the_longest_are_removed() -> None:
    vectors, queries = _drawn(1.0), _drawn(0.0, n=9, seed=1)
    index = _index(vectors)
    index.remove(_by_length(vectors)[:300])
    many = index.search(queries, k=K)
    index.search(queries[:1], k=K)  # prepares what the others use
    np.testing.assert_array_equal(np.concatenate([index.search(q[None], k=K).ids for q in queries]), many.ids)


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_an_index_that_drops_the_longest_finds_what_a_new_one_finds(dtype: Any) -> None:
    vectors, queries = _drawn(1.0), _drawn(0.0, n=100, seed=1)
    order = _by_length(vectors)
    index, left = _index(vectors, dtype=dtype), np.sort(order[N // 3 :])
    index.remove(order[: N // 3])
    found, fresh = (each.search(queries, k=K, ef=16) for each in (index, _index(vectors[left], dtype=dtype)))
    np.testing.assert_array_equal(found.ids, left[fresh.ids])
    np.testing.assert_array_equal(found.distances, fresh.distances)


def test_copies_of_the_longest_are_all_found() -> None:
    vectors = np.repeat(_drawn(2.0, n=1_000), 3, axis=0)
    index = _index(vectors)
    found = index.search(_drawn(0.0, n=50, seed=1), k=9, ef=16).ids
    assert (np.bincount(np.unique(found) // 3) % 3 == 0).all()


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    index, queries = _index(_drawn(2.0)), _drawn(0.0, n=50, seed=1)
    index.save(tmp_path / "index")
    again = NavigableSmallWorld.load(tmp_path / "index").search(queries, k=K, ef=12)
    np.testing.assert_array_equal(again.ids, index.search(queries, k=K, ef=12).ids)
