"""Finding the categories of an embedding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from coincide.categorize import Assignment, Categorizer, CategorizeSettings, fit_categories
from coincide.evaluate import nmi
from coincide.records import UNSURE

pytestmark = pytest.mark.slow

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]
SIZES = [60, 40, 30, 20]
MIN_NMI_OF_OVERLAPPING = 0.9


def _fit(rows: np.ndarray, seed: int = 1, **given_settings: Any) -> Categorizer:
    return fit_categories(rows, settings=CategorizeSettings.model_validate(given_settings), seed=seed)


def _assign(rows: np.ndarray, **given_settings: Any) -> Assignment:
    return _fit(rows, **given_settings).assign(rows)


def test_separated_blobs_become_categories_biggest_first(blobs: Blobs) -> None:
    rows, truth = blobs(SIZES)
    np.testing.assert_array_equal(_assign(rows).categories, truth)


def test_overlapping_blobs_are_told_apart_mostly(blobs: Blobs) -> None:
    rows, truth = blobs([100] * 5, spread=0.2)
    assert nmi(truth, _assign(rows, unsure_below=0.0).categories) >= MIN_NMI_OF_OVERLAPPING


@pytest.mark.parametrize("wanted", [2, 3, 6])
def test_a_wanted_number_of_categories_is_given(blobs: Blobs, wanted: int) -> None:
    rows, _ = blobs([60] * 6)
    assert len(_fit(rows, categories=wanted).head.prototypes) == wanted


def test_one_tight_group_is_one_category_unless_two_are_wanted(blobs: Blobs) -> None:
    rows, _ = blobs([100], spread=0.02)
    assert [len(_fit(rows, categories=wanted, steps=0).head.prototypes) for wanted in (None, 2)] == [1, 2]


def test_an_event_is_as_certain_as_its_own_embedding_is(blobs: Blobs) -> None:
    rows, _ = blobs([100, 100], spread=0.3)
    categorizer = _fit(rows, unsure_below=0.0)
    found = categorizer.assign(rows)
    own = categorizer.head.probabilities(rows)[np.arange(200), found.categories]
    np.testing.assert_allclose(found.certainty, own, rtol=1e-6)


def test_more_events_are_in_earlier_categories(blobs: Blobs) -> None:
    rows, _ = blobs([20, 60, 30, 40], spread=0.2)
    categories = _assign(rows).categories
    sizes = np.bincount(categories[categories != UNSURE])
    assert (np.diff(sizes) <= 0).all()


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0])
def test_no_category_is_nobodys_best(blobs: Blobs, gamma: float) -> None:
    rows, _ = blobs(SIZES, spread=0.3)
    categorizer = _fit(rows, gamma=gamma, categories=10, unsure_below=0.0)
    assert set(categorizer.assign(rows).categories) == set(range(len(categorizer.head.prototypes)))


def test_certainties_are_probabilities(blobs: Blobs) -> None:
    certainty = _assign(blobs(SIZES, spread=0.3)[0]).certainty
    assert ((certainty >= 0) & (certainty <= 1)).all()


def test_events_between_two_categories_are_unsure(blobs: Blobs) -> None:
    rows, truth = blobs([40, 40])
    between = rows[truth == 0][:1] + rows[truth == 1][:1]
    found = _fit(rows, unsure_below=0.8).assign(between / np.linalg.norm(between))
    assert found.categories.tolist() == [UNSURE]


def test_events_less_certain_than_the_limit_are_unsure_and_no_others(blobs: Blobs) -> None:
    found = _assign(blobs(SIZES, spread=0.4)[0], unsure_below=0.7)
    np.testing.assert_array_equal(found.categories == UNSURE, found.certainty < 0.7)


def test_later_events_join_the_categories_that_are_there(blobs: Blobs) -> None:
    rows, truth = blobs([30, 20, 10] * 2, dim=16)
    order = np.random.default_rng(1).permutation(len(rows))
    early, late = order[:90], order[90:]
    categorizer = _fit(rows[early], unsure_below=0.0)
    number_of = dict(zip(truth[early].tolist(), categorizer.assign(rows[early]).categories.tolist(), strict=True))
    assert categorizer.assign(rows[late]).categories.tolist() == [number_of[kind] for kind in truth[late].tolist()]


def test_the_order_of_the_events_does_not_matter(blobs: Blobs) -> None:
    rows, _ = blobs(SIZES, spread=0.15)
    order = np.random.default_rng(1).permutation(len(rows))
    np.testing.assert_array_equal(_assign(rows[order]).categories, _assign(rows).categories[order])


def test_the_same_seed_gives_the_same_categories(blobs: Blobs) -> None:
    rows, _ = blobs([150] * 3, spread=0.3)
    np.testing.assert_array_equal(_fit(rows).head.prototypes, _fit(rows).head.prototypes)


def test_no_steps_leave_the_means_of_the_groups(blobs: Blobs) -> None:
    rows, truth = blobs([30, 20])
    means = np.stack([rows[truth == number].mean(axis=0) for number in (0, 1)])
    expected = means / np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(_fit(rows, steps=0).head.prototypes, expected, atol=1e-5)


def test_of_many_categories_none_is_emptied() -> None:
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((100, 24))[np.repeat(np.arange(100), 10)] + 0.4 * rng.standard_normal((1000, 24))
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    assert len(_fit(unit).head.prototypes) == len(_fit(unit, steps=0).head.prototypes)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_a_handful_of_events_has_categories(blobs: Blobs, n: int) -> None:
    found = _assign(blobs([n], spread=0.5)[0], unsure_below=0.0)
    assert 1 <= len(set(found.categories)) <= 2


@pytest.mark.parametrize("n", [2, 100])
def test_equal_events_are_in_one_category(blobs: Blobs, n: int) -> None:
    rows = np.tile(blobs([1])[0], (n, 1))
    assert _assign(rows).categories.tolist() == [0] * n


def test_many_copies_of_a_few_events_have_as_many_categories(blobs: Blobs) -> None:
    rows = np.repeat(blobs([1, 1, 1])[0], 50, axis=0)
    groups = [set(group) for group in _assign(rows).categories.reshape(3, 50).tolist()]
    assert sorted(groups, key=min) == [{0}, {1}, {2}]


def test_more_categories_than_kinds_can_be_wanted(blobs: Blobs) -> None:
    rows = np.repeat(blobs([1, 1, 1])[0], 50, axis=0)
    assert len(_fit(rows, categories=10).head.prototypes) <= 3


def test_the_silhouette_of_an_assignment_is_that_of_its_sure_events(blobs: Blobs) -> None:
    rows, truth = blobs([20, 20])
    doubtful = np.where(np.arange(40) % 4 == 0, UNSURE, truth)
    everyone = Assignment(truth, np.ones(40, np.float32)).silhouette(rows)
    assert Assignment(doubtful, np.ones(40, np.float32)).silhouette(rows) == pytest.approx(everyone, abs=0.05)


def test_the_silhouette_is_zero_where_nobody_is_sure(blobs: Blobs) -> None:
    rows, _ = blobs([20])
    assert Assignment(np.full(20, UNSURE), np.zeros(20, np.float32)).silhouette(rows) == 0.0


def test_a_number_that_was_asked_for_comes_even_where_the_loss_would_empty_categories() -> None:
    rows = np.random.default_rng(1).standard_normal((300, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert len(_fit(rows, categories=11, gamma=0.0).head.prototypes) == 11
