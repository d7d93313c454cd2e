"""How many categories there are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import assume, given
from hypothesis import strategies as st
from properties import examples

from coincide.categorize import cosine_silhouette
from coincide.categorize.count import choose_cut, count_categories


def _rows(n: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, 5)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@examples(40)
@given(seed=st.integers(0, 9999), n=st.integers(4, 40), k=st.integers(2, 6))
def test_the_silhouette_equals_that_of_scikit_learn(seed: int, n: int, k: int) -> None:
    labels = np.random.default_rng(seed).integers(k, size=n)
    assignment = np.unique(labels, return_inverse=True)[1]
    assume(2 <= assignment.max() + 1 <= n - 1)  # scikit-learn refuses the others
    expected = sklearn.metrics.silhouette_score(_rows(n, seed), assignment, metric="cosine")
    assert cosine_silhouette(_rows(n, seed), assignment) == pytest.approx(expected, abs=1e-5)


def test_one_category_has_silhouette_zero() -> None:
    assert cosine_silhouette(_rows(10), np.zeros(10, dtype=np.int64)) == 0.0


def test_lone_members_have_silhouette_zero() -> None:
    assert cosine_silhouette(_rows(10), np.arange(10)) == 0.0


def test_the_silhouette_of_equal_events_in_two_categories_is_zero() -> None:
    assert cosine_silhouette(np.tile(_rows(1), (6, 1)), np.repeat([0, 1], 3)) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("sizes", [[20, 20], [30, 10, 20], [20] * 7, [15] * 12])
def test_separated_blobs_are_counted(blobs: Callable[..., tuple[np.ndarray, np.ndarray]], sizes: list[int]) -> None:
    rows, truth = blobs(sizes)
    cut = choose_cut(rows, rows, n_categories=None, max_categories=60)
    assert cut.n_categories == len(sizes)
    assert len(set(zip(cut.assignment.tolist(), truth.tolist(), strict=True))) == len(sizes)


@pytest.mark.parametrize("wanted", [2, 5, 9])
def test_a_wanted_number_is_given(blobs: Callable[..., tuple[np.ndarray, np.ndarray]], wanted: int) -> None:
    rows, _ = blobs([20, 20, 20])
    assert choose_cut(rows, rows, n_categories=wanted, max_categories=60).n_categories == wanted


def test_no_more_than_the_most_are_tried(blobs: Callable[..., tuple[np.ndarray, np.ndarray]]) -> None:
    rows, _ = blobs([20] * 7)
    assert choose_cut(rows, rows, n_categories=None, max_categories=4).n_categories <= 4


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_few_events_are_cut_in_two(n: int) -> None:
    assert choose_cut(_rows(n), _rows(n), n_categories=None, max_categories=60).n_categories == 2


def test_more_categories_than_events_cannot_be_wanted() -> None:
    assert choose_cut(_rows(3), _rows(3), n_categories=10, max_categories=60).n_categories == 3


def test_the_silhouette_of_a_cut_is_that_of_the_embeddings(
    blobs: Callable[..., tuple[np.ndarray, np.ndarray]],
) -> None:
    rows, _ = blobs([20, 20, 20], spread=0.3)
    smooth, _ = blobs([20, 20, 20], spread=0.01)
    cut = choose_cut(rows, smooth, n_categories=3, max_categories=60)
    assert cut.silhouette == cosine_silhouette(rows, cut.assignment)


def _kinds(n_kinds: int, n_each: int) -> np.ndarray:
    """Calls around random directions in 48 dimensions, kind by kind."""
    rng = np.random.default_rng(4)
    rows = np.repeat(rng.standard_normal((n_kinds, 48)), n_each, axis=0)
    rows += 0.2 * rng.standard_normal(rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _count(rows: np.ndarray, *, n_categories: int | None = None, max_categories: int | None = None) -> tuple[int, int]:
    """Return the number of categories and that of neighbors over which rows are smoothed."""
    rng = np.random.default_rng(0)
    smoother, cut = count_categories(rows, n_categories=n_categories, max_categories=max_categories, rng=rng)
    return cut.n_categories, smoother.n_neighbors


def test_many_kinds_of_few_calls_are_counted() -> None:
    n_categories, n_neighbors = _count(_kinds(110, 4))
    assert 105 <= n_categories <= 115
    assert n_neighbors == 3


def test_where_kinds_have_many_calls_all_usual_neighbors_count() -> None:
    assert _count(_kinds(8, 60)) == (8, 12)


def test_a_given_limit_holds_for_many_kinds() -> None:
    assert _count(_kinds(110, 4), max_categories=60)[0] <= 60


def test_a_wanted_number_beyond_the_usual_ones_is_cut_sharply() -> None:
    assert _count(_kinds(110, 4), n_categories=110) == (110, 3)


def test_pairs_of_equal_calls_are_no_categories_beyond_the_usual_number() -> None:
    assert _count(_kinds(200, 2))[0] <= 133
