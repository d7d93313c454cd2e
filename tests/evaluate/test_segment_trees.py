"""Struct-IoU of segments."""

from __future__ import annotations

from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.evaluate.segment_trees import MAX_PAIRS, segments_struct_iou

Segments = list[tuple[float, float]]
segments = st.lists(st.integers(0, 500), unique=True, min_size=2, max_size=12).map(
    lambda times: [(a / 10, b / 10) for a, b in zip(sorted(times)[::2], sorted(times)[1::2], strict=False)]
)


@given(segments)
def test_the_truth_itself_scores_one(true: Segments) -> None:
    assert segments_struct_iou([(true, true)]) == pytest.approx(1.0)


@given(segments, segments)
def test_the_score_is_symmetric_and_bounded(found: Segments, true: Segments) -> None:
    score = segments_struct_iou([(found, true)])
    assert score is not None
    assert 0 <= score <= 1
    assert score == pytest.approx(segments_struct_iou([(true, found)]))


def test_a_boundary_that_is_off_costs_its_share() -> None:
    score = segments_struct_iou([([(0.0, 1.0), (2.0, 4.0)], [(0.0, 1.0), (2.0, 3.0)])])
    assert score == pytest.approx((1 + 1 / 2 + 3 / 4) / 3)


def test_a_recording_without_truth_counts_as_missed() -> None:
    pair = [(0.0, 1.0)]
    assert segments_struct_iou([(pair, pair), (pair, [])]) == pytest.approx(2 * 2 / (2 * 2 + 2))


def test_overlap_is_cut_off_the_later_segment() -> None:
    assert segments_struct_iou([([(0.0, 2.0), (1.0, 3.0)], [(0.0, 2.0), (2.0, 3.0)])]) == 1.0


def test_no_segments_have_no_score() -> None:
    assert segments_struct_iou([([], [])]) is None


def test_too_many_segments_have_no_score() -> None:
    many = [(float(onset), onset + 0.5) for onset in range(1 + isqrt(MAX_PAIRS))]
    assert segments_struct_iou([(many, many)]) is None
