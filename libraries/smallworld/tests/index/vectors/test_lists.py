"""Searches among a part of all rows look into the lists whose means are nearest."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.index.vectors.engine import VectorEngine
from coincide_smallworld.index.vectors.lists import RowLists, Visit, row_lists
from coincide_smallworld.index.vectors.ways import Demand

N, K, DIM = 6_000, 5, 16
LEFT = np.random.default_rng(4).random(N) < 0.3
KINDS = [
    *((metric, how) for metric in ("euclidean", "cosine") for how in ("int8", "bits", None)),
    *(("inner_product", how) for how in ("int8", None)),
]


def _points(n: int, *, seed: int = 0) -> npt.NDArray[np.float32]:
    """Rows in 60 clusters."""
    middles = 3.0 * np.random.default_rng(9).normal(size=(60, DIM))
    rng = np.random.default_rng(seed)
    return (middles[rng.integers(60, size=n)] + rng.normal(size=(n, DIM))).astype(np.float32)


def _index(metric: Any = "euclidean", **parameters: Any) -> NavigableSmallWorld:
    return NavigableSmallWorld(metric=metric, algorithm="graph", **parameters).fit(_points(N))


def _engine(index: NavigableSmallWorld) -> Any:
    return index._state.engine  # type: ignore[union-attr]  # noqa: SLF001  # pyright: ignore


def _lists_of(index: NavigableSmallWorld) -> RowLists | None:
    return _engine(index).listing._made  # noqa: SLF001  when lists are made is nobody's affair but this test's


def _index_with_lists(metric: Any = "euclidean", **parameters: Any) -> NavigableSmallWorld:
    index = _index(metric, **parameters)
    index.search(_points(400, seed=5), k=K, ef=8, where=LEFT)
    assert _lists_of(index) is not None
    return index


def _recall(index: NavigableSmallWorld, queries: npt.NDArray[np.float32], where: npt.NDArray[np.bool_]) -> float:
    found = index.search(queries, k=K, ef=8, where=where).ids
    exact = NavigableSmallWorld(metric=index.metric, algorithm="exact").fit(_points(N))
    true = exact.search(queries, k=K, where=where).ids
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(found, true, strict=True)]))


def test_each_row_is_in_the_list_of_the_nearest_mean() -> None:
    points = _points(N)
    lists = row_lists(points, dim=DIM, is_product=False)
    nearest = np.argmin(np.square(points[:, None] - lists.centers).sum(axis=2), axis=1)
    assert np.mean(lists.list_of == nearest) > 0.999
    assert np.sort(lists.rows).tolist() == list(range(N))
    for number, (first, last) in enumerate(zip(lists.starts[:-1], lists.starts[1:], strict=True)):
        assert (lists.list_of[lists.rows[first:last]] == number).all()


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("n_lists", [1, 3, 16, 33])
def test_a_search_finds_the_nearest_in_its_lists_and_none_that_are_hidden(n_lists: int, dtype: Any) -> None:
    engine: VectorEngine = _engine(_index(quantize=None, dtype=dtype))
    assert engine.ways is not None
    lists = row_lists(engine.points[: N - 50], dim=DIM, is_product=False)
    visit, queries = Visit(lists, n_lists, 1, np.inf), engine.prepare(_points(20, seed=1), name="X").rows
    found = engine.ways.compared(engine.ways.points, queries, Demand(K, 20, ~LEFT), among=visit)
    to_means = np.square(queries[:, None].astype(np.float64) - lists.centers).sum(axis=2)
    for query, near, rows in zip(queries, np.argsort(to_means, axis=1)[:, :n_lists], found.rows, strict=True):
        in_lists = np.flatnonzero(np.isin(lists.list_of, near))
        allowed = np.concatenate([in_lists, np.arange(N - 50, N)])
        allowed = allowed[LEFT[allowed]]
        distances = np.square(query.astype(np.float64) - engine.points[allowed]).sum(axis=1)
        assert rows[: len(allowed)].tolist() == allowed[np.argsort(distances)[:K]].tolist()


def test_too_few_rows_in_the_lists_leave_the_answer_open() -> None:
    engine: VectorEngine = _engine(_index())
    assert engine.ways is not None
    lists = row_lists(engine.points[:N], dim=DIM, is_product=False)
    queries = engine.prepare(_points(3, seed=1), name="X").rows
    visit = Visit(lists, 1, N, np.inf)
    found = engine.ways.compared(engine.ways.walked, queries, Demand(K, 20, ~LEFT), among=visit)
    assert (found.rows == -1).all()


@pytest.mark.parametrize(("metric", "quantize"), KINDS)
def test_recall_holds(metric: str, quantize: str | None) -> None:
    index = _index_with_lists(metric, quantize=quantize)
    assert _recall(index, _points(100, seed=1), LEFT) >= 0.94  # lists hold .97 of what is near; bits lose some of it


def test_the_lists_of_a_large_pool_hold_nearly_all_that_is_near() -> None:
    points, queries, ef = _points(N), _points(200, seed=1), 64
    lists = row_lists(points, dim=DIM, is_product=False)
    n_visited = lists.visit(n=N, n_left=N // 4, ef=ef).n_lists
    near = np.argsort(np.square(queries[:, None] - points).sum(axis=2), axis=1)[:, : 4 * ef]
    visited = np.argsort(np.square(queries[:, None] - lists.centers).sum(axis=2), axis=1)[:, :n_visited]
    held = [np.isin(lists.list_of[rows], numbers).mean() for rows, numbers in zip(near, visited, strict=True)]
    assert np.mean(held) >= 0.99


def test_fewer_rows_are_compared_than_are_left() -> None:
    index, queries = _index_with_lists(), _points(100, seed=1)
    assert index.search(queries, k=K, ef=8, where=LEFT).n_distances < 0.75 * LEFT.sum() * len(queries)


@pytest.mark.parametrize(("metric", "quantize"), KINDS)
def test_a_query_finds_the_same_alone_and_among_many(metric: str, quantize: str | None) -> None:
    index, queries = _index_with_lists(metric, quantize=quantize), _points(9, seed=1)
    queries[-1] *= 100.0  # too far for codes of bytes
    many = index.search(queries, k=K, ef=8, where=LEFT)
    for where in (LEFT, np.flatnonzero(LEFT)):
        for row, query in enumerate(queries):
            one = index.search(query[None, :], k=K, ef=8, where=where)
            np.testing.assert_array_equal(one.ids[0], many.ids[row])
            np.testing.assert_array_equal(one.distances[0], many.distances[row])


def test_a_filter_that_hides_what_is_near_finds_what_is_far() -> None:
    index, queries = _index_with_lists(quantize=None), _points(40, seed=1)
    lengths = np.square(_points(N) - queries[0]).sum(axis=1)
    assert _recall(index, np.repeat(queries[:1], 40, axis=0), lengths > np.quantile(lengths, 0.7)) >= 0.95


def test_rows_that_came_later_are_found() -> None:
    index, fresh = _index_with_lists(), _points(400, seed=7)
    for part in np.array_split(fresh, 20):  # some before the lists hold them, some after
        ids = index.add(part)
        where = np.concatenate([LEFT, np.ones(len(index) - N, dtype=bool)])
        assert index.search(part, k=1, ef=8, where=where).ids[:, 0].tolist() == ids.tolist()


def test_lists_are_made_anew_when_rows_change_their_numbers() -> None:
    index = _index_with_lists()
    index.remove(np.arange(N // 2))
    assert _lists_of(index) is None
    assert (index.search(_points(300, seed=1), k=K, ef=8, where=LEFT).ids >= N // 2).all()


def test_lists_are_made_anew_when_a_longer_vector_changes_what_the_inner_product_adds() -> None:
    index = _index_with_lists("inner_product", quantize=None)
    index.add(10.0 * _points(1))
    assert _lists_of(index) is None


def test_removed_rows_alone_make_no_lists() -> None:
    index = _index()
    index.remove(np.arange(N // 5))
    index.search(_points(500, seed=1), k=K, ef=8)
    assert _lists_of(index) is None


def test_codes_of_products_make_no_lists() -> None:
    index = _index("inner_product", quantize="bits")
    index.search(_points(500, seed=1), k=K, ef=8, where=LEFT)
    assert _lists_of(index) is None


def test_few_searches_make_no_lists() -> None:
    index = _index()
    index.search(_points(2, seed=1), k=K, ef=8, where=LEFT)
    assert _lists_of(index) is None


@pytest.mark.parametrize(("n_searches", "is_renewed"), [(2, False), (400, True)])
def test_only_many_searches_after_the_rows_doubled_make_lists_anew(n_searches: int, is_renewed: bool) -> None:
    index = _index_with_lists()
    index.search(_points(400, seed=6), k=K, ef=8, where=LEFT)
    before = _lists_of(index)
    index.add(_points(N, seed=7))
    index.search(_points(n_searches, seed=1), k=K, ef=8, where=np.concatenate([LEFT, LEFT]))
    assert (_lists_of(index) is not before) == is_renewed


def test_a_search_in_an_index_as_it_was_looks_into_no_lists_with_later_rows() -> None:
    index, queries = _index_with_lists(), _points(40, seed=1)
    before: VectorEngine = _engine(index)
    assert before.ways is not None
    index.add(np.repeat(queries, 5, axis=0) + 0.01 * _points(200, seed=2))
    index.search(queries, k=K, ef=8, where=np.concatenate([LEFT, np.ones(200, dtype=bool)]))
    lists = _lists_of(index)
    assert lists is not None
    assert len(lists.list_of) > N
    assert not isinstance(before.ways.among(8, int(LEFT.sum()), is_longest_left=True, n_queries=1), Visit)
