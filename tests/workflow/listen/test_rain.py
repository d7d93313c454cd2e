"""Whether a person is told that events may be drops of rain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.records import Event
from coincide.workflow.listen.rain import rain_hint


def _at_random(n: int, *, seed: int = 0) -> NDArray[np.float64]:
    return np.cumsum(np.random.default_rng(seed).exponential(0.1, n))


def _events(
    onsets_s: NDArray[np.float64], *, recording_id: int = 1, length_s: float = 0.02, low_hz: float = 500.0
) -> list[Event]:
    return [Event(0, recording_id, 0, at, at + length_s, low_hz, 8_000.0, 10.0) for at in onsets_s.tolist()]


def test_a_person_is_told_of_short_broad_events_at_random() -> None:
    calls = _events(_at_random(30), recording_id=2, length_s=0.2, low_hz=4_000.0)
    assert rain_hint([*_events(_at_random(90)), *calls]) == (
        "90 of 120 events are short, broad and come at random, as drops of rain do (most events of 1 recording). If it "
        "rained, leave out what was recorded then; `--events-min-duration-s 0.05` drops many, and all shorter calls."
    )


def test_clicks_that_keep_time_are_no_rain() -> None:
    steps = 1.0 + 0.1 * np.random.default_rng(0).standard_normal(200)
    assert rain_hint(_events(np.cumsum(0.1 * steps))) == ""


def test_clicks_in_bouts_are_no_rain() -> None:
    bouts = 20.0 * np.arange(20)[:, None] + _at_random(10)[None, :]
    assert rain_hint(_events(bouts.ravel())) == ""


def test_narrow_calls_at_random_are_no_rain() -> None:
    assert rain_hint(_events(_at_random(200), low_hz=5_000.0)) == ""


def test_long_calls_at_random_are_no_rain() -> None:
    assert rain_hint(_events(_at_random(200), length_s=0.06)) == ""


def test_a_few_drops_among_calls_are_not_told() -> None:
    calls = _events(100.0 + _at_random(100), length_s=0.2)
    assert rain_hint([*_events(_at_random(90)), *calls]) == ""
