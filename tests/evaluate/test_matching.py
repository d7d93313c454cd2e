"""Matching of found events to true ones, against all permutations."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import InputError
from coincide.evaluate import match_by_iou, match_by_onset
from coincide.evaluate.assignment import best_pairs

intervals = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=5)


def _spans(drawn: list[tuple[int, int]]) -> tuple[list[float], list[float]]:
    return [float(onset) for onset, _ in drawn], [float(onset + length) for onset, length in drawn]


@examples(150)
@given(truth=intervals, found=intervals, min_iou=st.sampled_from([0.1, 0.5, 1.0]))
def test_match_by_iou_finds_as_many_pairs_of_as_much_overlap_as_any_permutation(truth, found, min_iou):
    pairs = match_by_iou(*_spans(truth), *_spans(found), min_iou=min_iou)
    ious = [naive.iou(truth[i], found[j]) for i, j in pairs]
    assert (len(pairs), pytest.approx(sum(ious))) == naive.best_matching(truth, found, min_iou=min_iou)


@examples(100)
@given(truth=intervals, found=intervals)
def test_match_by_iou_uses_every_event_at_most_once(truth, found):
    pairs = match_by_iou(*_spans(truth), *_spans(found), min_iou=0.2)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@examples(50)
@given(drawn=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=20))
def test_match_by_iou_pairs_all_events_with_themselves(drawn):
    pairs = match_by_iou(*_spans(drawn), *_spans(drawn), min_iou=1.0)
    assert len(pairs) == len(drawn)


@pytest.mark.parametrize("n_found", [0, 1, 3])
def test_match_by_iou_of_no_truth_is_empty(n_found):
    assert match_by_iou([], [], np.arange(n_found), np.arange(n_found) + 1.0) == []


def test_match_by_iou_accepts_an_overlap_of_exactly_the_threshold():
    assert match_by_iou([0.0], [2.0], [0.0], [1.0], min_iou=0.5) == [(0, 0)]


def test_match_by_iou_never_pairs_intervals_without_length():
    assert match_by_iou([1.0], [1.0], [1.0], [1.0], min_iou=0.1) == []


def test_match_by_onset_prefers_the_larger_matching_over_the_nearest_pair():
    assert match_by_onset([0.0, 1.0], [0.9, 1.9], tolerance_s=0.95) == [(0, 0), (1, 1)]


def test_match_by_onset_prefers_the_smaller_distance_among_equally_many_pairs():
    assert match_by_onset([1.0], [0.8, 1.1, 1.4], tolerance_s=0.5) == [(0, 1)]


def test_match_by_onset_without_tolerance_pairs_equal_onsets_only():
    assert match_by_onset([3.0, 1.0], [1.0, 2.9], tolerance_s=0) == [(1, 0)]


def test_best_pairs_solves_a_large_component_as_well_as_scipy_solves_the_dense_matrix():
    n = 600
    onsets = np.sort(np.random.default_rng(1).uniform(0, 60, size=(2, n)), axis=1)
    row, column = np.nonzero(np.abs(onsets[0][:, None] - onsets[1]) <= 1)
    cost = np.abs(onsets[0][row] - onsets[1][column])
    pairs = best_pairs(row, column, cost)
    total = sum(abs(onsets[0][i] - onsets[1][j]) for i, j in pairs)
    assert (len(pairs), pytest.approx(total)) == naive.dense_assignment(row, column, cost, n)


def test_best_pairs_leaves_out_rows_that_only_one_shared_column_could_take():
    rows, columns = np.array([0, 1, 2, 2, 2]), np.array([0, 0, 0, 1, 2])
    assert [column for _, column in best_pairs(rows, columns, np.array([0.1, 0.2, 0, 0.3, 0.4]))] == [0, 1]


def test_match_by_iou_names_the_event_that_ends_before_it_starts():
    with pytest.raises(InputError, match=r"`truth` must end at or after its onset, got 2.0 s to 1.0 s at position 1"):
        match_by_iou([0.0, 2.0], [1.0, 1.0], [], [])


def test_match_by_iou_refuses_a_threshold_of_zero():
    with pytest.raises(InputError, match=r"`min_iou` must be in \(0, 1\], got 0"):
        match_by_iou([], [], [], [], min_iou=0)


def test_match_by_onset_refuses_times_that_are_not_finite():
    with pytest.raises(InputError, match=r"`found_onsets` must be a line of finite times .* 1 values"):
        match_by_onset([0.0], [np.nan], tolerance_s=0.1)


def test_match_by_onset_refuses_a_negative_tolerance():
    with pytest.raises(InputError, match=r"`tolerance_s` must be 0 or more, got -1"):
        match_by_onset([], [], tolerance_s=-1)


def test_match_by_iou_refuses_onsets_and_offsets_of_different_length():
    with pytest.raises(InputError, match=r"`found_offsets` must be as long as `found_onsets`, got 1 and 2"):
        match_by_iou([], [], [0.0, 1.0], [1.0])
