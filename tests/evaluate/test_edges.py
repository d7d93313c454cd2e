"""How far edges are off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.errors import InputError
from coincide.evaluate import edge_errors, usual_tolerance_s


def test_early_and_late_edges_are_equally_wrong() -> None:
    errors = edge_errors([[-0.003, 0.02], [0.003, -0.02]], [0.1, 0.1])
    assert errors is not None
    assert (errors.onset_median_s, errors.onset_p90_s) == pytest.approx((0.003, 0.003))
    assert (errors.offset_median_s, errors.onset_bias_s, errors.offset_bias_s) == pytest.approx((0.02, 0.0, 0.0))


def test_nine_of_ten_edges_are_nearer_than_the_ninth_tenth() -> None:
    errors = edge_errors(np.stack([np.arange(11.0), np.zeros(11)], axis=1), np.ones(11))
    assert errors is not None
    assert (errors.onset_median_s, errors.onset_p90_s, errors.offset_p90_s) == pytest.approx((5.0, 9.0, 0.0))


def test_edges_found_late_have_a_bias_above_zero() -> None:
    errors = edge_errors([[0.004, -0.001], [0.006, -0.002], [0.005, -0.003]], [0.1] * 3)
    assert errors is not None
    assert (errors.onset_bias_s, errors.offset_bias_s) == pytest.approx((0.005, -0.002))


def test_an_event_is_near_if_both_its_edges_are() -> None:
    errors = edge_errors([[0.001, 0.001], [0.001, 0.007], [0.012, 0.0], [0.02, 0.02]], [0.1, 0.1, 0.1, 0.1])
    assert errors is not None
    assert (errors.within_5_ms, errors.within_10_ms) == (0.25, 0.5)


def test_a_long_event_may_be_off_by_more() -> None:
    errors = edge_errors([[0.09, -0.09], [0.09, -0.09]], [1.0, 0.5])
    assert errors is not None
    assert errors.within_tenth == 0.5


def test_without_a_match_there_are_no_errors() -> None:
    assert edge_errors([], []) is None


def test_one_error_for_each_event_is_told() -> None:
    with pytest.raises(InputError, match=r"must have shape \(n, 2\), got \(3,\)"):
        edge_errors([0.1, 0.2, 0.3], [1.0, 1.0, 1.0])


def test_a_missing_duration_is_told() -> None:
    with pytest.raises(InputError, match=r"`durations_s` must have shape \(2,\), got \(1,\)"):
        edge_errors([[0.1, 0.2], [0.1, 0.2]], [1.0])


@given(durations_s=st.lists(st.floats(0.0, 100.0), max_size=20))
def test_onsets_never_match_from_further_than_50_ms(durations_s: list[float]) -> None:
    assert 0.0 < usual_tolerance_s(durations_s) <= 0.05


def test_onsets_of_short_calls_match_within_a_call() -> None:
    assert usual_tolerance_s([0.003, 0.004, 0.2]) == pytest.approx(0.004)
