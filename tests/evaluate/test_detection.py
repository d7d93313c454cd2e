"""Detection scores from counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.errors import InputError
from coincide.evaluate import detection_score, sum_scores


def test_detection_score_divides_matches_by_found_and_by_true():
    score = detection_score(n_truth=4, n_found=8, n_matched=2)
    assert (score.precision, score.recall, score.f1) == (0.25, 0.5, pytest.approx(1 / 3))


def test_detection_score_of_an_empty_recording_is_perfect():
    assert detection_score(n_truth=0, n_found=0, n_matched=0).f1 == 1


@pytest.mark.parametrize(("n_truth", "n_found"), [(0, 3), (3, 0)])
def test_detection_score_without_a_match_is_zero(n_truth, n_found):
    score = detection_score(n_truth=n_truth, n_found=n_found, n_matched=0)
    assert (score.precision, score.recall, score.f1) == (0, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), max_size=5))
def test_sum_scores_equals_the_score_of_the_summed_counts(parts):
    scores = [detection_score(n_truth=m + t, n_found=m + f, n_matched=m) for t, f, m in parts]
    total = sum(m for _, _, m in parts)
    truth, found = total + sum(t for t, _, _ in parts), total + sum(f for _, f, _ in parts)
    assert sum_scores(scores) == detection_score(n_truth=truth, n_found=found, n_matched=total)


def test_detection_score_refuses_more_matches_than_events():
    with pytest.raises(InputError, match=r"between 0 and the smaller of 2 true and 5 found events, got 3"):
        detection_score(n_truth=2, n_found=5, n_matched=3)
