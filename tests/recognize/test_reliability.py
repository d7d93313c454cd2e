"""How far to trust scores."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.label import Sureness, fit_sureness
from coincide.recognize import HeldOut, measure_reliability

CURVE = Sureness(intercept=1.0, slope=1.0)


def _noisy_labels(n: int, curve: Sureness) -> HeldOut:
    """Labels that are right just as often as a curve promises."""
    rng = np.random.default_rng(1)
    shares = rng.uniform(0, 0.8, n).astype(np.float32)
    is_right = rng.uniform(size=n) < curve.of(shares)
    truth, guesses, familiarity = np.where(is_right, 0, 1), np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.float32)
    return HeldOut(("a", "b"), truth, guesses, shares, familiarity, 0, is_by_recording=True)


def test_every_label_is_in_one_bin(held_out) -> None:
    table = measure_reliability(held_out((0, 0, 0.0), (0, 1, 0.3), (1, 1, 1.0)), CURVE)
    assert sum(one.n for one in table.bins) == table.n_labels == 3


def test_what_is_less_familiar_scores_less() -> None:
    one, familiarity = np.zeros(2, dtype=np.int64), np.array([1.0, 0.5], dtype=np.float32)
    held_out = HeldOut(("a",), one, one, np.full(2, 0.5, np.float32), familiarity, 0, is_by_recording=True)
    assert held_out.scores(Sureness(intercept=0.0, slope=1.0)).tolist() == [0.5, 0.25]


def test_a_bin_holds_scores_from_its_lower_edge_on(held_out) -> None:
    table = measure_reliability(held_out((0, 0, 0.0)), Sureness(intercept=0.0, slope=0.0))
    assert [one.n for one in table.bins] == [0, 1, 0, 0, 0, 0]


def test_scores_that_keep_their_promise_have_a_small_error() -> None:
    assert measure_reliability(_noisy_labels(3000, CURVE), CURVE).calibration_error < 0.03


def test_scores_that_promise_too_much_are_found_out() -> None:
    labels = _noisy_labels(3000, Sureness(intercept=-1.5, slope=0.8))
    assert measure_reliability(labels, CURVE).calibration_error > 0.2


def test_scores_learned_from_held_out_labels_keep_their_promise() -> None:
    labels = _noisy_labels(3000, Sureness(intercept=-1.5, slope=0.8))
    curve = fit_sureness(labels.shares, labels.is_right, slope=0.8, usual=Sureness(slope=0.8))
    assert measure_reliability(labels, curve).calibration_error < 0.03


def test_most_intervals_hold_what_was_promised() -> None:
    table = measure_reliability(_noisy_labels(3000, CURVE), CURVE)
    assert sum(one.right_low <= one.mean_score <= one.right_high for one in table.bins if one.n > 0) >= 4


def test_without_labels_nothing_is_claimed(held_out) -> None:
    table = measure_reliability(held_out(n_untestable=4), CURVE)
    assert (table.n_labels, table.n_untestable, table.calibration_error) == (0, 4, 0.0)
    assert {(one.right_low, one.right_high) for one in table.bins} == {(0.0, 1.0)}


@pytest.mark.parametrize("is_right", [True, False])
def test_a_single_label_leaves_a_wide_interval(held_out, is_right: bool) -> None:
    table = measure_reliability(held_out((0, 0 if is_right else 1, 1.0)), CURVE)
    (one,) = [each for each in table.bins if each.n]
    assert one.right_high - one.right_low > 0.75
