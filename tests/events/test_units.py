"""Calls that are one event together."""

from __future__ import annotations

import math

import pytest

from coincide.events import Detection, join_calls


def _call(
    onset_s: float, offset_s: float, *, low_hz: float = 100.0, high_hz: float = 200.0, snr_db: float = 10.0
) -> Detection:
    return Detection(onset_s, offset_s, low_hz, high_hz, snr_db)


TRAIN = [_call(0.0, 0.1), _call(0.2, 0.3, low_hz=50.0), _call(0.4, 0.6, high_hz=300.0)]


def test_calls_within_the_gap_are_one_event_with_all_their_bands() -> None:
    (joined,) = join_calls(TRAIN, 0.15)
    assert (joined.onset_s, joined.offset_s, joined.low_hz, joined.high_hz) == (0.0, 0.6, 50.0, 300.0)


def test_a_longer_silence_ends_an_event() -> None:
    joined = join_calls([*TRAIN, _call(1.0, 1.1), _call(1.15, 1.2)], 0.15)
    assert [(one.onset_s, one.offset_s) for one in joined] == [(0.0, 0.6), (1.0, 1.2)]


def test_calls_further_apart_stay_as_they_are() -> None:
    assert join_calls(TRAIN, 0.01) == TRAIN


def test_calls_at_once_are_joined_and_end_with_the_last() -> None:
    joined = join_calls([_call(0.0, 1.0), _call(0.2, 0.4), _call(1.1, 1.2), _call(2.0, 2.1)], 0.15)
    assert [(one.onset_s, one.offset_s) for one in joined] == [(0.0, 1.2), (2.0, 2.1)]


def test_nothing_is_joined_to_nothing() -> None:
    assert join_calls([], 0.1) == []


def test_the_level_is_the_mean_power_over_the_calls() -> None:
    (joined,) = join_calls([_call(0.0, 0.1, snr_db=10.0), _call(0.2, 0.5, snr_db=20.0)], 0.2)
    assert joined.snr_db == pytest.approx(10 * math.log10((0.1 * 10 + 0.3 * 100) / 0.4))
