"""Several indexes walked as one answer like one index of all their items."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld import NavigableSmallWorld, Neighbors
from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.index.together import Together

SIZES = (1_000, 700, 1_500)
METRICS, QUANTIZE = ("euclidean", "sqeuclidean", "cosine"), ("int8", "bits", None)


def _rows(n: int, dim: int = 24, *, seed: int = 0) -> npt.NDArray[np.float32]:
    """Rows of three kinds, of which some are equal, also between shards."""
    rng = np.random.default_rng(seed)
    kinds = 2.0 * np.random.default_rng(9).normal(size=(3, dim))
    rows = (kinds[np.arange(n) % 3] + rng.normal(size=(n, dim))).astype(np.float32)
    rows[n // 5 : n // 5 + 15] = rows[n - 20 : n - 5] = rows[0]
    return rows


def _graphs(rows: npt.NDArray[Any], sizes: tuple[int, ...] = SIZES, **parameters: Any) -> list[NavigableSmallWorld]:
    parts = np.split(rows, np.cumsum(sizes)[:-1])
    return [NavigableSmallWorld(algorithm="graph", **parameters).fit(part) for part in parts]


def _together(graphs: list[NavigableSmallWorld]) -> Together:
    return graphs[0].together_with(*graphs[1:])


def _found(graphs: list[NavigableSmallWorld], queries: Any, *, k: int = 7, ef: int = 64) -> Neighbors:
    answer = _together(graphs).search(queries, k=k, ef=ef)
    assert answer is not None
    assert len(answer[1]) == 0
    return answer[0]


def _recall(found: Neighbors, wanted: Neighbors) -> float:
    return float((found.distances <= wanted.distances[:, -1:]).mean())


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("quantize", QUANTIZE)
@pytest.mark.parametrize("metric", METRICS)
def test_with_a_large_pool_they_answer_like_one_exact_index(metric: Any, quantize: Any, dtype: Any) -> None:
    rows, queries = _rows(sum(SIZES)), np.concatenate([_rows(30, seed=1), _rows(1)])
    found = _found(_graphs(rows, metric=metric, quantize=quantize, dtype=dtype), queries, ef=750)
    exact = NavigableSmallWorld(metric=metric, algorithm="brute", dtype=dtype).fit(rows).search(queries, k=7)
    assert np.array_equal(found.ids, exact.ids)
    assert np.array_equal(found.distances, exact.distances)


@pytest.mark.parametrize("quantize", QUANTIZE)
@pytest.mark.parametrize("is_sorted", [False, True])
def test_the_same_pool_finds_as_much_as_in_one_index(is_sorted: bool, quantize: Any) -> None:
    rows, queries = _rows(8_000, 16), _rows(200, 16, seed=1)
    if quantize == "bits":  # made for long vectors, whose numbers depend on each other
        spread = np.random.default_rng(2).normal(size=(16, 200)).astype(np.float32)
        rows, queries = rows @ spread, queries @ spread
    order = np.argsort(np.arange(8_000) % 3, kind="stable") if is_sorted else np.arange(8_000)
    one = NavigableSmallWorld(metric="euclidean", algorithm="graph", quantize=quantize).fit(rows)
    exact = NavigableSmallWorld(metric="euclidean", algorithm="brute").fit(rows).search(queries, k=10)
    graphs = _graphs(rows[order], (1_000,) * 8, metric="euclidean", quantize=quantize)
    of_one, of_all = one.search(queries, k=10, ef=40), _found(graphs, queries, k=10, ef=40)
    assert _recall(of_all, exact) >= _recall(of_one, exact) - 0.02


@pytest.mark.parametrize("quantize", QUANTIZE)
@pytest.mark.parametrize("dim", [24, 200])
def test_a_query_finds_the_same_alone_and_among_many(dim: int, quantize: Any) -> None:
    graphs, queries = _graphs(_rows(sum(SIZES), dim), metric="cosine", quantize=quantize), _rows(70, dim, seed=1)
    together = _together(graphs)
    many = _found(graphs, queries)
    for row, query in enumerate(queries):
        answer = together.search(query[None], k=7, ef=64)
        assert answer is not None
        assert np.array_equal(answer[0].ids[0], many.ids[row])
        assert np.array_equal(answer[0].distances[0], many.distances[row])


def test_threads_find_the_same() -> None:
    graphs, queries = _graphs(_rows(sum(SIZES)), metric="euclidean", quantize=None), _rows(300, seed=1)
    alone = _found(graphs, queries)
    graphs[0].set_params(n_jobs=3)
    assert np.array_equal(_found(graphs, queries).ids, alone.ids)


def test_what_is_added_is_found() -> None:
    graphs = _graphs(_rows(sum(SIZES)), metric="euclidean")
    together, query = _together(graphs), _rows(1, seed=5)
    together.search(query, k=1, ef=64)
    graphs[-1].add(query)
    answer = together.search(query, k=1, ef=64)
    assert answer is not None
    assert answer[0].ids.tolist() == [[sum(SIZES)]]


def test_a_query_beyond_the_codes_of_all_is_left_to_each_index() -> None:
    graphs, queries = _graphs(_rows(sum(SIZES)), metric="euclidean", quantize="int8"), _rows(3, seed=1)
    queries[1] *= 1e5
    answer = _together(graphs).search(queries, k=7, ef=64)
    assert answer is not None
    assert answer[1].tolist() == [1]


def test_no_queries_have_no_neighbors() -> None:
    graphs = _graphs(_rows(sum(SIZES)), metric="euclidean")
    assert _found(graphs, np.empty((0, 24), dtype=np.float32)).ids.shape == (0, 7)


def _removed(graphs: list[NavigableSmallWorld]) -> None:
    graphs[1].remove([3])


def _exact(graphs: list[NavigableSmallWorld]) -> None:
    graphs[1].set_params(algorithm="exact")


def _of_another_metric(graphs: list[NavigableSmallWorld]) -> None:
    graphs[1] = _graphs(_rows(700), (700,), metric="cosine")[0]


def _by_other_codes(graphs: list[NavigableSmallWorld]) -> None:
    graphs[1] = _graphs(_rows(700), (700,), metric="euclidean", quantize="bits")[0]


@pytest.mark.parametrize("change", [_removed, _exact, _of_another_metric, _by_other_codes])
def test_what_is_not_alike_cannot_be_walked_as_one(change: Any) -> None:
    graphs = _graphs(_rows(sum(SIZES)), metric="euclidean")
    change(graphs)
    assert _together(graphs).search(_rows(2, seed=1), k=7, ef=64) is None


def test_a_pool_of_a_quarter_of_all_is_no_walk() -> None:
    graphs = _graphs(_rows(sum(SIZES)), metric="euclidean")
    assert _together(graphs).search(_rows(2, seed=1), k=7, ef=sum(SIZES) // 3) is None


@pytest.mark.parametrize("wrong", [{"k": 0}, {"ef": 0}, {"ef": 2.5}])
def test_wrong_sizes_are_refused(wrong: dict[str, Any]) -> None:
    graphs = _graphs(_rows(sum(SIZES)), metric="euclidean")
    with pytest.raises((InputError, SettingsError), match=next(iter(wrong))):
        _together(graphs).search(_rows(2, seed=1), **{"k": 7, "ef": 64, **wrong})


def test_queries_of_another_length_are_refused() -> None:
    graphs = _graphs(_rows(sum(SIZES)), metric="euclidean")
    with pytest.raises(InputError, match="24"):
        _together(graphs).search(np.ones((1, 23), dtype=np.float32), k=7, ef=64)
