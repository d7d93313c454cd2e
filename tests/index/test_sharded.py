"""An index in shards answers like one index over all rows."""

from __future__ import annotations

import numpy as np
import pytest
from coincide_smallworld.errors import InputError
from numpy.typing import NDArray

from coincide.index import NavigableSmallWorld, Neighbors, ShardedIndex

SIZES = (70, 50, 1)


def _rows(n: int, *, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(n, 12)).astype(np.float32)


def _one(rows: NDArray[np.float32]) -> NavigableSmallWorld:
    return NavigableSmallWorld(metric="cosine", algorithm="exact").fit(rows)


def _sharded(rows: NDArray[np.float32], sizes: tuple[int, ...] = SIZES) -> ShardedIndex:
    return ShardedIndex([_one(part) for part in np.split(rows, np.cumsum(sizes)[:-1])])


def _same(found: Neighbors, wanted: Neighbors) -> bool:
    return np.array_equal(found.ids, wanted.ids) and np.array_equal(found.distances, wanted.distances)


@pytest.mark.parametrize("k", [1, 10, 120, 500])
def test_shards_answer_like_one_index(k: int) -> None:
    rows, queries = _rows(sum(SIZES)), _rows(9, seed=1)
    assert _same(_sharded(rows).search(queries, k=k), _one(rows).search(queries, k=k))


def test_ties_between_shards_are_ordered_by_row() -> None:
    rows = np.tile(_rows(3), (5, 1))
    found = _sharded(rows, (4, 4, 4, 3)).search(rows[:1], k=5)
    assert found.ids.tolist() == [[0, 3, 6, 9, 12]]


@pytest.mark.parametrize("wanted", [[3, 69, 70, 120], [5, 6], []])
def test_filtered_rows_are_those_of_one_index(wanted: list[int]) -> None:
    rows, queries = _rows(sum(SIZES)), _rows(4, seed=1)
    mask = np.isin(np.arange(len(rows)), wanted)
    expected = _one(rows).search(queries, k=3, where=mask)
    assert _same(_sharded(rows).search(queries, k=3, where=mask), expected)
    assert _same(_sharded(rows).search(queries, k=3, where=wanted), expected)


@pytest.mark.parametrize("wrong", [[-1], [121], np.ones(120, dtype=np.bool_)])
def test_filter_of_other_rows_is_refused(wrong: list[int]) -> None:
    with pytest.raises(InputError, match="`where` must hold"):
        _sharded(_rows(sum(SIZES))).search(_rows(1), k=3, where=wrong)


def test_size_is_that_of_all_shards() -> None:
    assert len(_sharded(_rows(sum(SIZES)))) == sum(SIZES)


@pytest.mark.parametrize("is_sorted", [False, True])
def test_same_pool_finds_as_much_wherever_the_nearest_lie(is_sorted: bool) -> None:
    rows, queries = _kinds(6_000, seed=0), _kinds(100, seed=1)
    rows = rows[np.argsort(rows[:, 0])] if is_sorted else rows
    graphs = [NavigableSmallWorld(metric="cosine", algorithm="graph").fit(part) for part in np.split(rows, 6)]
    one = NavigableSmallWorld(metric="cosine", algorithm="graph").fit(rows)
    true = _one(rows).search(queries, k=10)
    of_one, of_shards = (_recall(each.search(queries, k=10, ef=30), true) for each in (one, ShardedIndex(graphs)))
    assert of_shards > of_one - 0.02


def test_queries_that_cannot_be_walked_to_in_all_shards_at_once_are_answered() -> None:
    rows, queries = _rows(4_000), _rows(5, seed=1)
    queries[2] *= 1e5  # beyond all codes
    parts = np.split(rows, 4)
    graphs = [NavigableSmallWorld(metric="euclidean", algorithm="graph", quantize="int8").fit(part) for part in parts]
    exact = NavigableSmallWorld(metric="euclidean", algorithm="brute").fit(rows).search(queries, k=5)
    assert _same(ShardedIndex(graphs).search(queries, k=5, ef=900), exact)


def _kinds(n: int, *, seed: int) -> NDArray[np.float32]:
    """Rows of three kinds that differ in their first number."""
    rows = _rows(n, seed=seed)
    rows[:, 0] = 8.0 * (np.arange(n) % 3)
    return rows


def _recall(found: Neighbors, wanted: Neighbors) -> float:
    pairs = zip(found.ids, wanted.ids, strict=True)
    return float(np.mean([np.isin(true, ids).mean() for ids, true in pairs]))
