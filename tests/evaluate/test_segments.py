"""Boundaries and segments against the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from coincide.evaluate.segments import boundary_score, segment_score

TRUE = [(0.0, 1.0), (2.0, 3.0), (5.0, 6.0)]
segments = st.lists(st.floats(0, 50), unique=True, max_size=12).map(
    lambda times: list(zip(sorted(times)[::2], sorted(times)[1::2], strict=False))
)


@given(segments)
def test_the_truth_itself_scores_one(true: list[tuple[float, float]]) -> None:
    assert (boundary_score(true, true).f1, segment_score(true, true).f1) == (1.0, 1.0)


@given(segments, segments)
def test_scores_are_symmetric_and_bounded(found: list[tuple[float, float]], true: list[tuple[float, float]]) -> None:
    assert boundary_score(found, true).f1 == boundary_score(true, found).f1
    assert 0 <= boundary_score(found, true).f1 <= 1


@given(segments, segments, st.sampled_from([0.15, 2.0, 10.0]))
def test_as_many_segments_match_as_in_the_best_assignment(
    found: list[tuple[float, float]], true: list[tuple[float, float]], tolerance_s: float
) -> None:
    far = np.abs(np.array(found).reshape(-1, 1, 2) - np.array(true).reshape(1, -1, 2)).max(axis=2, initial=0)
    fits = far <= tolerance_s
    best = int(fits[linear_sum_assignment(fits, maximize=True)].sum())
    assert segment_score(found, true, tolerance_s=tolerance_s).n_matched == best


def test_a_segment_cut_in_two_keeps_its_outer_boundaries() -> None:
    found = [(0.0, 0.4), (0.6, 1.0), *TRUE[1:]]
    assert boundary_score(found, TRUE).f1 == pytest.approx(2 * 6 / (8 + 6))
    assert segment_score(found, TRUE).f1 == pytest.approx(2 * 2 / (4 + 3))


def test_a_boundary_is_found_within_the_tolerance_only() -> None:
    late = [(onset + 0.14, offset + 0.16) for onset, offset in TRUE]
    assert (boundary_score(late, TRUE).f1, segment_score(late, TRUE).f1) == (0.5, 0.0)


def test_two_boundaries_do_not_match_the_same_one() -> None:
    assert boundary_score([(0.0, 9.0), (0.1, 9.1)], [(0.05, 9.05)]).f1 == pytest.approx(2 / 3)


def test_nothing_found_scores_zero() -> None:
    assert (boundary_score([], TRUE).f1, segment_score([], TRUE).f1) == (0.0, 0.0)
