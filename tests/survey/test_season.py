"""Generated seasons, and whether counts find their truth again."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from coincide.records import ClockNote
from coincide.survey import count_events, make_season, place
from coincide.survey.season import NO_CALL, DetectorErrors


def test_same_seed_makes_the_same_season() -> None:
    one, other = make_season(n_days=5, seed=3), make_season(n_days=5, seed=3)
    assert np.array_equal(one.detections.onset_s, other.detections.onset_s)


def test_perfect_detector_finds_all_calls_and_nothing_else() -> None:
    season = make_season(n_days=5, errors=DetectorErrors(0, 0, 0))
    assert len(season.detections.name) == len(season.calls.name)
    assert np.array_equal(season.truth, season.detections.name)


def test_errors_come_in_the_shares_that_were_asked_for() -> None:
    season = make_season(errors=DetectorErrors(missed=0.2, mistaken=0.1, false_alarms_per_h=3))
    is_call = season.truth != NO_CALL
    assert is_call.sum() / len(season.calls.name) == pytest.approx(0.8, abs=0.03)
    assert (season.truth != season.detections.name)[is_call].mean() == pytest.approx(0.1, abs=0.02)
    hours = sum(each.duration_s for each in season.recordings) / 3600
    assert (~is_call).sum() / hours / 3 == pytest.approx(3, abs=0.3)


def test_counts_by_site_are_those_of_the_truth() -> None:
    season = make_season(n_days=6)
    placed = place(season.recordings, season.deployments).recordings
    found = count_events(placed, season.calls, by=["site", "name"])
    site_of = np.array([each.name.split("/")[0] for each in season.recordings])[season.calls.recording]
    expected = [
        int(((site_of == site) & (season.calls.name == season.calls.names.index(str(name)))).sum())
        for site, name in found.keys
    ]
    assert found.n_calls.tolist() == expected


def test_diel_peak_of_each_type_is_where_it_was_put_though_summer_time_begins() -> None:
    season = make_season(n_sites=2, n_days=40, first=datetime(2024, 3, 11), drift_s_per_day=0)
    placed = place(season.recordings, season.deployments).recordings
    found = count_events(placed, season.calls, by=["name", "hour"])
    peaks = {}
    for name in season.calls.names:
        mine = [row for row, key in enumerate(found.keys) if key[0] == name]
        angle = np.exp(2j * np.pi * np.array([found.keys[row][1] for row in mine], dtype=float) / 24)
        peaks[name] = (np.angle((angle * found.rate_per_h[mine]).sum()) * 24 / (2 * np.pi)) % 24
    assert peaks == pytest.approx({"trill": 5, "hoot": 23, "buzz": 14}, abs=0.3)


def test_shift_puts_a_drifting_clock_right() -> None:
    season = make_season(n_sites=1, n_days=20, drift_s_per_day=400)
    last = len(season.recordings) - 1
    notes = [ClockNote("REC01", None, float(season.shift_s[last]))]
    placed = place(season.recordings, season.deployments, notes).recordings[last]
    assert abs(season.shift_s[last]) > 60
    assert placed.began_at == season.began_at[last]


def test_clocks_showed_the_wrong_time_by_their_shift() -> None:
    season = make_season(n_sites=2, n_days=20, drift_s_per_day=50)
    for recording, at, shift_s in zip(season.recordings, season.began_at, season.shift_s.tolist(), strict=True):
        assert recording.started_at is not None
        assert recording.started_at + timedelta(seconds=shift_s) == at
