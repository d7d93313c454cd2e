"""The score that a name needs for a wanted precision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import Sureness
from coincide.recognize import at_least, choose_thresholds, given_thresholds

CURVE = Sureness(intercept=1.0, slope=1.0)


def _score(lead: float) -> float:
    return float(CURVE.of(np.array([lead], dtype=np.float32))[0])


def test_enough_right_labels_show_the_precision(held_out) -> None:
    rows = [(0, 0, 0.9)] * 20 + [(1, 1, 0.8)] * 20
    chosen = choose_thresholds(held_out(*rows), CURVE, precision=0.9)
    assert [(one.name, one.basis) for one in chosen] == [("a", "labels"), ("b", "labels")]


def test_the_threshold_lies_above_the_wrong_labels(held_out) -> None:
    rows = [(0, 0, 0.9)] * 30 + [(1, 0, 0.3)] * 10
    chosen = choose_thresholds(held_out(*rows), CURVE, precision=0.9)[0]
    assert _score(0.3) < chosen.score <= _score(0.9)


def test_a_threshold_reaches_down_to_the_last_label_that_shows_the_precision(held_out) -> None:
    rows = [(0, 0, 0.9)] * 30 + [(0, 0, 0.5)] * 5
    assert choose_thresholds(held_out(*rows), CURVE, precision=0.9)[0].score == pytest.approx(_score(0.5))


def test_a_name_with_few_labels_leans_on_all_names(held_out) -> None:
    rows = [(0, 0, 0.9)] * 30 + [(1, 1, 0.8)] * 3
    assert choose_thresholds(held_out(*rows), CURVE, precision=0.9)[1].basis == "all names"


def test_with_few_labels_altogether_the_score_is_taken_at_its_word(held_out) -> None:
    chosen = choose_thresholds(held_out((0, 0, 0.9), (1, 1, 0.8)), CURVE, precision=0.9)
    assert [(one.score, one.basis) for one in chosen] == [(0.9, "score"), (0.9, "score")]


def test_a_name_that_is_wrong_at_any_score_is_out_of_reach(held_out) -> None:
    rows = [(0, 0, 0.9)] * 60 + [(0, 1, 0.95)] * 20
    assert choose_thresholds(held_out(*rows), CURVE, precision=0.9)[1].basis == "out of reach"


def test_a_name_out_of_reach_needs_more_than_its_wrong_labels_had(held_out) -> None:
    rows = [(0, 0, 0.9)] * 60 + [(0, 1, 0.5)] * 20
    assert choose_thresholds(held_out(*rows), CURVE, precision=0.9)[1].score > _score(0.5)


def test_noise_needs_no_threshold(held_out) -> None:
    assert [one.name for one in choose_thresholds(held_out(), CURVE, precision=0.5)] == ["a", "b"]


def test_labels_with_equal_scores_are_above_a_threshold_together(held_out) -> None:
    rows = [(0, 0, 0.5)] * 20 + [(1, 0, 0.5)] * 20
    assert choose_thresholds(held_out(*rows), CURVE, precision=0.9)[0].basis != "labels"


def test_given_thresholds_tell_what_the_labels_show(held_out) -> None:
    rows = [(0, 0, 0.9)] * 3 + [(1, 0, 0.9)] + [(0, 0, 0.0)]
    (given_one,) = given_thresholds(held_out(*rows), CURVE, [("a", 0.5)])
    assert (given_one.basis, given_one.n, given_one.precision) == ("given", 4, 0.75)


@examples(100)
@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.floats(0, 1, width=32)), max_size=60),
    precision=st.sampled_from([0.3, 0.7, 0.9, 0.99]),
)
def test_what_labels_are_said_to_show_they_show(held_out, rows, precision) -> None:
    for one in choose_thresholds(held_out(*rows), CURVE, precision=precision):
        assert one.basis != "labels" or one.shown >= precision
        assert one.precision is None or one.shown == at_least(round(one.precision * one.n), one.n)
        assert 0 <= one.score <= 1
