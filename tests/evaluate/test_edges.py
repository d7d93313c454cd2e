"""How far edges are off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.errors import InputError
from coincide.evaluate import EdgeErrors, edge_errors, usual_tolerance_s


def test_early_and_late_edges_are_equally_wrong() -> None:
    assert edge_errors([[-0.003, 0.02], [0.003, -0.02]]) == EdgeErrors(2, 0.003, 0.003, 0.02, 0.02)


def test_nine_of_ten_edges_are_nearer_than_the_ninth_tenth() -> None:
    errors = edge_errors(np.stack([np.arange(11.0), np.zeros(11)], axis=1))
    assert errors is not None
    assert (errors.onset_median_s, errors.onset_p90_s, errors.offset_p90_s) == pytest.approx((5.0, 9.0, 0.0))


def test_without_a_match_there_are_no_errors() -> None:
    assert edge_errors([]) is None


def test_one_error_for_each_event_is_told() -> None:
    with pytest.raises(InputError, match=r"must have shape \(n, 2\), got \(3,\)"):
        edge_errors([0.1, 0.2, 0.3])


@given(durations_s=st.lists(st.floats(0.0, 100.0), max_size=20))
def test_onsets_never_match_from_further_than_50_ms(durations_s: list[float]) -> None:
    assert 0.0 < usual_tolerance_s(durations_s) <= 0.05


def test_onsets_of_short_calls_match_within_a_call() -> None:
    assert usual_tolerance_s([0.003, 0.004, 0.2]) == pytest.approx(0.004)
