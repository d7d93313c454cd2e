"""Counts of a generated season are those of a plain loop over events and seconds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import astral
import astral.sun
import pytest

from coincide.survey import PlacedRecording, Season, count_events, make_season, place

_NEAR_AN_EDGE = 0.3
"""Degrees: at this elevation of the sun, formulas of different care may disagree."""


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(n_sites=3, n_days=3, minutes_per_hour=4)


@pytest.fixture(scope="module")
def recordings(season: Season) -> list[PlacedRecording]:
    return place(season.recordings, season.deployments).recordings


def test_counts_by_site_and_day_are_those_of_a_plain_loop(season: Season, recordings: list[PlacedRecording]) -> None:
    calls: Counter[object] = Counter()
    seconds: Counter[object] = Counter()
    for row, onset_s in zip(season.detections.recording.tolist(), season.detections.onset_s.tolist(), strict=True):
        calls[_site_and_day(recordings[row], onset_s)] += 1
    for each in recordings:
        for second in range(int(each.recording.duration_s)):
            seconds[_site_and_day(each, second)] += 1
    found = count_events(recordings, season.detections, by=["site", "day"])
    rows = zip(found.keys, found.n_calls.tolist(), found.recorded_s.round().tolist(), strict=True)
    assert list(rows) == [(key, calls[key], seconds[key]) for key in sorted(seconds)]  # type: ignore[type-var]


def test_counts_by_twilight_and_name_are_those_of_a_plain_loop(
    season: Season, recordings: list[PlacedRecording]
) -> None:
    sure: Counter[object] = Counter()
    near: Counter[object] = Counter()
    events = season.detections
    for row, onset_s, name in zip(
        events.recording.tolist(), events.onset_s.tolist(), events.name.tolist(), strict=True
    ):
        light, is_near = _light(recordings[row], onset_s)
        (near if is_near else sure)[light, events.names[name]] += 1
    found = count_events(recordings, events, by=["twilight", "name"])
    assert found.n_calls.sum() == len(events.name)
    assert near.total() < 0.1 * len(events.name)
    for key, n_calls in zip(found.keys, found.n_calls.tolist(), strict=True):
        n_near = sum(n for (_, name), n in near.items() if name == key[1])  # type: ignore[misc]
        assert sure[key] <= n_calls <= sure[key] + n_near


def _site_and_day(recording: PlacedRecording, onset_s: float) -> tuple[str, object]:
    at = recording.local_at(onset_s)
    assert at is not None
    return recording.site, at.date()


def _light(recording: PlacedRecording, onset_s: float) -> tuple[str, bool]:
    """Return the light at a moment by the elevation of the sun, and whether that is near the edge of two lights."""
    at = recording.at(onset_s)
    assert isinstance(at, datetime) and recording.latitude is not None and recording.longitude is not None
    observer = astral.Observer(recording.latitude, recording.longitude, 0.0)
    now, later = (astral.sun.elevation(observer, each) for each in (at, at + timedelta(minutes=10)))
    is_near = min(abs(now + 0.833), abs(now + 6)) < _NEAR_AN_EDGE
    light = "day" if now >= -0.833 else "night" if now < -6 else "dawn" if later > now else "dusk"
    return light, is_near
