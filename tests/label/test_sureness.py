"""How far answers are trusted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import Sureness, fit_sureness
from coincide.label.sureness import OF_LABELS, usual_slope

SLOPE = 1.3


def _fit(shares: list[float], is_right: list[bool]) -> Sureness:
    return fit_sureness(np.array(shares, dtype=np.float32), np.array(is_right, dtype=np.bool_), slope=SLOPE)


@examples(30)
@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), max_size=30))
def test_a_larger_share_is_never_less_sure(pairs: list[tuple[float, bool]]) -> None:
    curve = _fit([share for share, _ in pairs], [right for _, right in pairs])
    assert (np.diff(curve.of(np.linspace(0, 1, 50, dtype=np.float32))) >= 0).all()


@examples(30)
@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), max_size=30))
def test_sureness_is_a_probability(pairs: list[tuple[float, bool]]) -> None:
    sure = _fit([share for share, _ in pairs], [right for _, right in pairs]).of(np.array([0.0, 0.5, 1.0], np.float32))
    assert ((sure >= 0) & (sure <= 1)).all()


def test_without_answers_the_curve_is_where_it_begins() -> None:
    assert _fit([], []) == Sureness(slope=SLOPE)


def test_the_curve_is_steeper_where_more_is_known() -> None:
    little, much = (np.full(10, share, dtype=np.float32) for share in (0.4, 0.9))
    assert 0 < usual_slope(little, 20) < usual_slope(much, 20)


def test_one_name_alone_believed_by_few_events_makes_no_flat_curve() -> None:
    little = np.full(10, 0.1, dtype=np.float32)
    assert [usual_slope(little, n_names) for n_names in (1, 2, 1000)] == pytest.approx([1.0, 0.37, 0.16], abs=1e-4)


def test_one_name_alone_believed_by_most_events_leaves_the_curve_steep() -> None:
    much = np.full(10, 0.9, dtype=np.float32)
    assert usual_slope(much, 1) == usual_slope(much, 9) > 1.4


def test_wrong_predictions_make_less_sure() -> None:
    shares = [0.5] * 20
    assert _fit(shares, [False] * 20).of(np.array([0.5], np.float32))[0] < 0.3
    assert _fit(shares, [True] * 20).of(np.array([0.5], np.float32))[0] > 0.75


def test_labels_that_are_less_often_right_than_usual_lower_the_curve_by_as_much() -> None:
    rng = np.random.default_rng(1)
    shares = rng.random(4000).astype(np.float32)
    lowered = replace(OF_LABELS, intercept=OF_LABELS.intercept - 1.5)
    found = fit_sureness(shares, rng.random(4000) < lowered.of(shares), slope=SLOPE)
    np.testing.assert_allclose([found.intercept, found.slope], [Sureness().intercept - 1.5, SLOPE], atol=0.1)


def test_names_that_were_given_once_count_less() -> None:
    shares, wrong = np.full(10, 0.5, dtype=np.float32), np.zeros(10, dtype=np.bool_)
    often, once = (
        fit_sureness(shares, wrong, np.full(10, is_once), slope=SLOPE).of(shares)[0] for is_once in (False, True)
    )
    assert often < once
