"""How far labels go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import InputError
from coincide.evaluate import LabelsNeeded, label_curve, label_reduction, labels_needed, typed_score
from tests import naive

BUDGETS = (5, 10, 20, 50, 100)
qualities = st.lists(st.floats(0, 1), min_size=len(BUDGETS), max_size=len(BUDGETS))
names = st.sampled_from(["", "a", "b", "noise"])


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


@examples(100)
@given(means=qualities, target=st.floats(0.01, 1))
def test_labels_needed_are_where_a_fine_walk_along_the_curve_first_reaches_the_target(means, target):
    needed = labels_needed(BUDGETS, means, target)
    assert needed.n == pytest.approx(naive.labels_needed(BUDGETS, means, target), rel=4e-3)


def test_labels_needed_lie_in_the_middle_of_a_step_by_the_logarithm():
    assert labels_needed([10, 1000], [0.0, 1.0], 0.5) == LabelsNeeded(pytest.approx(100.0), "")


def test_labels_needed_are_at_most_the_first_budget_if_that_is_enough():
    assert labels_needed([10, 20], [0.9, 0.95], 0.9) == LabelsNeeded(10.0, "≤")


def test_labels_needed_are_at_least_the_last_budget_if_that_is_not_enough():
    assert labels_needed([10, 20], [0.5, 0.6], 0.9) == LabelsNeeded(20.0, "≥")


@examples(50)
@given(means=qualities, low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_higher_target_never_needs_fewer_labels(means, low, high):
    low, high = sorted((low, high))
    assert labels_needed(BUDGETS, means, low).n <= labels_needed(BUDGETS, means, high).n + 1e-9


def test_a_reduction_is_the_quotient_of_the_labels_needed():
    ours, other = label_curve([1, 10], [0.0, 1.0]), label_curve([1, 100], [0.0, 1.0])
    reduction = label_reduction(ours, other, 0.5, rng=_rng())
    assert (reduction.factor, reduction.bound) == (pytest.approx(100**0.5 / 10**0.5), "")


@pytest.mark.parametrize(
    ("ours", "other", "bound"),
    [
        ([0.9, 0.9], [0.5, 0.9], "≥"),
        ([0.5, 0.9], [0.5, 0.6], "≥"),
        ([0.5, 0.9], [0.9, 0.9], "≤"),
        ([0.9, 0.9], [0.9, 0.9], "?"),
        ([0.9, 0.9], [0.5, 0.6], "≥"),
    ],
)
def test_a_reduction_says_which_way_it_is_a_bound(ours, other, bound):
    curves = (label_curve([10, 20], scores) for scores in (ours, other))
    assert label_reduction(*curves, 0.8, rng=_rng()).bound == bound


def test_a_target_that_is_not_reached_has_no_factor():
    ours, other = label_curve([10, 20], [0.5, 0.6]), label_curve([10, 20], [0.5, 0.9])
    assert label_reduction(ours, other, 0.8, rng=_rng()).factor is None


def test_a_single_repeat_has_no_interval():
    curves = (label_curve([1, 10], [0.0, 1.0]) for _ in range(2))
    reduction = label_reduction(*curves, 0.5, rng=_rng())
    assert (reduction.low, reduction.high) == (None, None)


def test_the_interval_of_equal_repeats_has_no_width():
    ours, other = label_curve([1, 10], [[0.0, 1.0]] * 3), label_curve([1, 100], [[0.0, 1.0]] * 4)
    reduction = label_reduction(ours, other, 0.5, n_draws=20, rng=_rng())
    assert (reduction.low, reduction.high) == (pytest.approx(reduction.factor), pytest.approx(reduction.factor))


def test_the_interval_spans_what_single_repeats_would_give():
    ours = label_curve([1, 10, 100], [[0.0, 1.0, 1.0], [0.0, 0.2, 1.0]])
    other = label_curve([1, 1000], [[0.0, 1.0]] * 2)
    reduction = label_reduction(ours, other, 0.5, rng=_rng())
    singles = [1000**0.5 / labels_needed(ours.budgets, row, 0.5).n for row in ours.scores]
    assert (reduction.low, reduction.high) == (pytest.approx(min(singles)), pytest.approx(max(singles)))


@examples(100)
@given(pairs=st.lists(st.tuples(st.sampled_from(["", "a", "b"]), names), max_size=12), n_missed=st.integers(0, 5))
def test_typed_score_counts_as_a_walk_over_all_events_does(pairs, n_missed):
    truth, named = [label for label, _ in pairs], [name for _, name in pairs]
    n_truth = sum(label != "" for label in truth) + n_missed
    score = typed_score(truth, named, n_truth=n_truth)
    assert (score.precision, score.recall) == pytest.approx(naive.typed_precision_recall(pairs, n_truth))


def test_events_named_noise_are_dropped():
    assert typed_score(["a", ""], ["a", "noise"], n_truth=1).f1 == 1.0


def test_a_true_event_under_a_wrong_name_is_a_miss_and_a_false_alarm():
    score = typed_score(["a", "b"], ["a", "a"], n_truth=2)
    assert (score.precision, score.recall) == (0.5, 0.5)


def test_typed_score_refuses_names_that_do_not_fit():
    with pytest.raises(InputError, match="got 1 and 2"):
        typed_score(["a"], ["a", "b"], n_truth=1)


@pytest.mark.parametrize("scores", [[], [[0.1]], [[[0.1, 0.2]]]])
def test_label_curve_refuses_scores_that_do_not_fit(scores):
    with pytest.raises(InputError, match="one column per budget"):
        label_curve([1, 2], scores)


@pytest.mark.parametrize("budgets", [[0, 1], [2, 1], [1, 1]])
def test_label_curve_refuses_budgets_that_do_not_rise(budgets):
    with pytest.raises(InputError, match="must be above 0 and increase"):
        label_curve(budgets, [0.1, 0.2])
