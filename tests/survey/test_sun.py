"""The sun at a position: twilight, hours from sunrise, polar day and night, both hemispheres."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from survey_examples import events, placed, recording

from coincide.errors import InputError
from coincide.records import Deployment
from coincide.survey import Counts, count_events
from coincide.survey.sun import sun_times

BERLIN, TROMSO, SYDNEY, FIJI = (52.52, 13.40), (69.65, 18.96), (-33.87, 151.21), (-17.7, 178.0)


def _count(at: datetime, place: tuple[float, float], by: str, *, hours: float = 24) -> dict[object, float]:
    rows = [Deployment("moor", latitude=place[0], longitude=place[1])]
    found: Counts = count_events(placed(recording(at=at, minutes=60 * hours), deployments=rows), events(), by=[by])
    return {key: round(s / 3600, 2) for (key,), s in zip(found.keys, found.recorded_s.tolist(), strict=True)}


def test_day_in_june_has_four_lights() -> None:
    found = _count(datetime(2024, 6, 21, tzinfo=UTC), BERLIN, "twilight")
    # About 16 h 50 min from sunrise to sunset at 52.5° north, and 50 min of civil twilight on both sides.
    assert found["day"] == pytest.approx(16.83, abs=0.05)
    assert found["dawn"] == pytest.approx(0.83, abs=0.1)
    assert found["dusk"] == pytest.approx(0.83, abs=0.1)
    assert sum(found.values()) == pytest.approx(24, abs=0.03)


def test_polar_day_is_day_all_day() -> None:
    assert _count(datetime(2024, 6, 21, tzinfo=UTC), TROMSO, "twilight") == {"day": 24.0}


def test_polar_night_has_no_day() -> None:
    found = _count(datetime(2024, 12, 21, tzinfo=UTC), TROMSO, "twilight")
    assert "day" not in found
    assert found["night"] > 15


def test_day_in_june_is_short_in_the_south() -> None:
    assert _count(datetime(2024, 6, 21, tzinfo=UTC), SYDNEY, "twilight")["day"] == pytest.approx(9.9, abs=0.05)


def test_hours_from_sunrise_are_whole_hours_of_effort() -> None:
    found = _count(datetime(2024, 5, 1, tzinfo=UTC), BERLIN, "sunrise", hours=72)
    assert found["-1 h"] == found["+0 h"] == 3.0


def test_polar_day_is_at_no_hour_from_sunrise() -> None:
    assert _count(datetime(2024, 6, 21, tzinfo=UTC), TROMSO, "sunrise") == {"none": 24.0}


def test_every_day_near_the_date_line_has_one_sunrise() -> None:
    first = datetime(2024, 1, 1, tzinfo=UTC)
    times_s = sun_times("sunrise", *FIJI, first_s=first.timestamp(), last_s=(first + timedelta(days=366)).timestamp())
    assert np.abs(np.diff(times_s) - 86_400).max() < 120


def test_site_without_a_position_is_told() -> None:
    with pytest.raises(
        InputError, match=r"sunrise and twilight need a position, but `moor/a.wav` \(of no site\) has none"
    ):
        count_events(placed(recording(at=datetime(2024, 5, 1, tzinfo=UTC))), events(), by=["twilight"])


def test_recordings_without_a_position_are_left_out_if_others_have_one() -> None:
    at = datetime(2024, 6, 21, tzinfo=UTC)
    rows = [Deployment("moor", latitude=BERLIN[0], longitude=BERLIN[1])]
    recordings = placed(recording(at=at, minutes=120), recording("lake/b.wav", at=at, number=2), deployments=rows)
    found = count_events(recordings, events((1, 5.0, "a", 1.0), (0, 5.0, "a", 1.0)), by=["twilight"])
    assert (found.recorded_s.sum(), found.n_calls.sum()) == (7200.0, 1)
    assert found.notices[-1] == (
        "1 recording has no position, such as `lake/b.wav`, and is left out. Give latitude and longitude in a table: "
        "`coincide sites SITES.csv`."
    )
