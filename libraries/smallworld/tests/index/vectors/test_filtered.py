"""A single query among some rows finds what it finds there beside others, bit by bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coincide_smallworld import InputError, NavigableSmallWorld
from coincide_smallworld.index.vectors import query_kernels

N = 1_500
SHARES = [0.02, 0.1, 0.3, 0.6, 0.9, 1.0]


def _index(metric: Any = "euclidean", **parameters: Any) -> tuple[NavigableSmallWorld, np.ndarray]:
    drawn = np.random.default_rng(0).normal(size=(N + 9, 200)).astype(np.float32)
    drawn[:, :50] *= 4.0
    drawn[-2:] *= 100.0  # too far for codes of bytes
    return NavigableSmallWorld(metric=metric, algorithm="graph", ef=20, **parameters).fit(drawn[:N]), drawn[N:]


def _mask(share: float) -> np.ndarray:
    return np.random.default_rng(1).random(N) < share


def _assert_alike(index: NavigableSmallWorld, queries: np.ndarray, where: np.ndarray) -> None:
    many = index.search(queries, k=7, where=where)
    for _ in range(2):  # the first prepares what the second uses
        ones = [index.search(query[None, :], k=7, where=where) for query in queries]
        for row, one in enumerate(ones):
            np.testing.assert_array_equal(one.ids[0], many.ids[row])
            np.testing.assert_array_equal(one.distances[0], many.distances[row])
        assert sum(one.n_distances for one in ones) == many.n_distances


@pytest.mark.parametrize("quantize", ["int8", "bits", None])
@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product"])
@pytest.mark.parametrize("share", SHARES)
def test_it_finds_the_same_alone_and_among_many(share: float, metric: str, quantize: str | None) -> None:
    _assert_alike(*_index(metric, quantize=quantize), _mask(share))


@pytest.mark.parametrize("share", SHARES)
def test_ids_say_the_same_as_a_mask(share: float) -> None:
    index, queries = _index()
    _assert_alike(index, queries, np.random.default_rng(2).permutation(np.flatnonzero(_mask(share))))


@pytest.mark.parametrize("share", [0.02, 0.9])
def test_a_mask_with_gaps_in_memory_is_taken(share: float) -> None:
    index, queries = _index()
    _assert_alike(index, queries, np.stack([_mask(share), _mask(0.5)], axis=1)[:, 0])


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
@pytest.mark.parametrize("n", [1, 63, 64, 65, 1_000])
def test_rows_that_a_mask_leaves_are_listed_wherever_it_begins(n: int, share: float) -> None:
    mask, rows = (np.random.default_rng(n).random(n + 3) < share)[3:], np.full(n, -1, dtype=np.int32)
    n_left = query_kernels.rows_left(mask, rows)
    np.testing.assert_array_equal(rows[:n_left], np.flatnonzero(mask))


@pytest.mark.parametrize("share", SHARES)
def test_what_can_be_prepared_is(share: float) -> None:
    index, queries = _index()
    prepared = index._state.engine.filtered(k=7, algorithm="graph", ef=20)  # noqa: SLF001
    found = prepared(queries[:1], _mask(share))
    np.testing.assert_array_equal(found[0], index.search(queries, k=7, where=_mask(share)).ids[:1])


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_walk_that_finds_too_few_goes_on_as_among_many(share: float) -> None:
    index, queries = _index()
    nearest = index.search(queries[:1], k=N).ids[0]
    _assert_alike(index, queries, nearest[-int(share * N) :])


def test_kneighbors_finds_the_same() -> None:
    index, queries = _index()
    many = index.kneighbors(queries, 7, where=_mask(0.1))
    for _ in range(2):
        one = index.kneighbors(queries[:1], 7, where=_mask(0.1))
        np.testing.assert_array_equal(one[0], many[0][:1])
        np.testing.assert_array_equal(one[1], many[1][:1])


def test_the_rows_that_are_left_may_change_from_query_to_query() -> None:
    index, queries = _index()
    for share in (0.02, 0.3, 0.02, 0.1):
        _assert_alike(index, queries[:2], _mask(share))


def test_it_does_not_find_what_was_removed_since() -> None:
    index, queries = _index()
    _assert_alike(index, queries, _mask(0.1))
    index.remove(index.search(queries[:1], k=3, where=_mask(0.1)).ids[0])
    _assert_alike(index, queries, _mask(0.1))


def test_it_finds_twins() -> None:
    rows = np.repeat(np.random.default_rng(0).normal(size=(500, 24)), 3, axis=0).astype(np.float32)
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph", ef=20).fit(rows)
    _assert_alike(index, rows[:9] + np.float32(0.1), _mask(0.1))


def test_fewer_rows_than_neighbors_are_all_found() -> None:
    index, queries = _index()
    for _ in range(2):
        assert index.search(queries[:1], k=7, where=np.arange(3)).ids.shape == (1, 3)


@pytest.mark.parametrize(
    "where", [np.ones(N - 1, dtype=bool), np.ones((N, 1), dtype=bool), np.array([0, N]), np.array([0, -1]), [N]]
)
def test_it_refuses_filters_that_are_refused_among_many(where: Any) -> None:
    index, queries = _index()
    for _ in range(2):
        index.search(queries[:1], k=7, where=_mask(0.1))
    with pytest.raises(InputError):
        index.search(queries[:1], k=7, where=where)


@pytest.mark.parametrize("n_removed", [40, N // 3])  # the second part rows and ids
@pytest.mark.parametrize("share", SHARES)
def test_it_finds_the_same_after_removals(share: float, n_removed: int) -> None:
    index, queries = _index()
    index.remove(np.arange(n_removed))
    _assert_alike(index, queries, _mask(share))


@pytest.mark.parametrize("n_removed", [40, N // 3])
def test_an_id_that_was_removed_is_refused_once_searches_are_prepared(n_removed: int) -> None:
    index, queries = _index()
    index.remove(np.arange(n_removed))
    index.search(queries[:1], k=7, where=_mask(0.3))
    with pytest.raises(InputError, match="got 3, which was removed before"):
        index.search(queries[:1], k=7, where=[3, N - 1])


@pytest.mark.parametrize("n_removed", [40, N // 3])
def test_a_search_after_removals_is_prepared(n_removed: int) -> None:
    index, queries = _index()
    index.remove(np.arange(n_removed))
    index.search(queries[:1], k=7, where=_mask(0.3))
    assert (7, None, True) in index._singles.searches  # noqa: SLF001


@pytest.mark.parametrize("n_queries", [1, 30])
@pytest.mark.parametrize(("metric", "dim"), [("euclidean", 1), ("euclidean", 3), ("cosine", 2)])
def test_codes_of_one_bit_leave_no_place_empty_in_few_dimensions(metric: Any, dim: int, n_queries: int) -> None:
    drawn = np.random.default_rng(3).normal(size=(N + n_queries, dim)).astype(np.float32)
    index = NavigableSmallWorld(metric=metric, algorithm="graph", quantize="bits").fit(drawn[:N])
    index.remove([0])
    where = _mask(0.3)
    for _ in range(2):  # the first prepares what the second uses
        found = index.search(drawn[N:], k=5, where=where)
        assert where[found.ids].all()
        assert np.isfinite(found.distances).all()
