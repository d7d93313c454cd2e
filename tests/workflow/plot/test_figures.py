"""What figures show is what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from coincide.errors import InputError
from coincide.records import Recording
from coincide.survey import EventTable, PlacedRecording
from coincide.workflow.plot.figures import (
    FigureContent,
    accumulation_data,
    diel_data,
    map_data,
    matrix_data,
    names_shown,
    season_data,
    title_of,
)
from coincide.workflow.plot.nights import nights_of
from coincide.workflow.survey.filters import at_sites, on_days
from coincide.workflow.survey.table import Survey

NAMES = ("Speech", "noise", "tit", "unsure", "wren")
BERLIN = ZoneInfo("Europe/Berlin")
TROMSO = (69.65, 18.96)


def _recording(number: int, at: datetime, site: str, place: tuple[float, float] | None) -> PlacedRecording:
    recording = Recording(number, f"{number:064x}", f"/r/{number}.wav", f"{number}.wav", 1000, 1, 3_600_000)
    north, east = place or (None, None)
    return PlacedRecording(
        recording=recording,
        site=site,
        recorder="",
        latitude=north,
        longitude=east,
        columns={},
        began_at=at.astimezone(UTC),
        zone=BERLIN,
        is_local=True,
        time_source="name",
        lacks="",
    )


def _survey(calls: Sequence[tuple[int, str]], place: tuple[float, float] | None = (52.5, 13.4)) -> Survey:
    """Three recordings of an hour: two at the pond on 1 and 3 June at 5 o'clock, one at the moor on 1 June at 22."""
    recordings = [
        _recording(1, datetime(2026, 6, 1, 5, tzinfo=BERLIN), "pond", place),
        _recording(2, datetime(2026, 6, 3, 5, tzinfo=BERLIN), "pond", place),
        _recording(3, datetime(2026, 6, 1, 22, tzinfo=BERLIN), "moor", None),
    ]
    events = EventTable(
        recording=np.array([row for row, _ in calls], dtype=np.int64),
        onset_s=np.full(len(calls), 10.0),
        name=np.array([NAMES.index(name) for _, name in calls], dtype=np.int64),
        confidence=np.full(len(calls), 0.8),
        names=NAMES,
    )
    return Survey(recordings, events, {}, [])


CALLS = [(0, "tit"), (0, "tit"), (0, "wren"), (1, "tit"), (2, "wren"), (2, "noise"), (2, "Speech")]


def _shown(**options: Any) -> FigureContent:
    survey = _survey(CALLS)
    given: dict[str, Any] = {"names": names_shown(survey, []), "min_confidence": 0.0, "title": "All", **options}
    return FigureContent(survey, **given)


def test_noise_speech_and_unsure_do_not_count_unasked() -> None:
    assert names_shown(_survey(CALLS), []) == ["tit", "wren"]


def test_a_diel_plot_has_rates_where_one_listened_and_nothing_elsewhere() -> None:
    rates = diel_data(_shown())[0].rates
    assert rates.shape == (3, 24)
    assert (rates[0, 5], rates[2, 5], rates[0, 22]) == (3.0, 1.0, 1.0)
    assert np.isnan(rates).sum() == 3 * 24 - 3


def test_silence_is_zero_and_no_gap() -> None:
    assert diel_data(_shown(names=["wren"]))[0].rates[2, 5] == 0.0


def test_calls_below_the_least_confidence_do_not_count() -> None:
    assert diel_data(_shown(min_confidence=0.9))[0].rates[0, 5] == 0.0


def test_a_season_has_the_most_frequent_name_first() -> None:
    data = season_data(_shown())[0]
    assert data.names == ["tit", "wren"]
    np.testing.assert_array_equal(data.rates[0], [1.0, np.nan, 1.0])


def test_a_matrix_has_a_row_for_each_site() -> None:
    data = matrix_data(_shown())[0]
    assert (data.sites, list(data.names)) == (["moor", "pond"], ["tit", "wren"])
    np.testing.assert_array_equal(data.rates, [[0.0, 1.0], [1.5, 0.5]])


def test_sites_of_a_matrix_are_in_the_order_of_their_numbers() -> None:
    survey = _survey(CALLS)
    named = [replace(each, site=f"site{10 - 8 * row}") for row, each in enumerate(survey.recordings[:2])]
    data = matrix_data(FigureContent(replace(survey, recordings=[*named, survey.recordings[2]]), ["tit"], 0.0, ""))[0]
    assert data.sites == ["moor", "site2", "site10"]


def test_a_site_on_both_sides_of_the_date_line_stays_there() -> None:
    survey = _survey(CALLS)
    pair = [replace(each, longitude=east) for each, east in zip(survey.recordings, (179.9, -179.9), strict=False)]
    data = map_data(FigureContent(replace(survey, recordings=[*pair, survey.recordings[2]]), ["tit"], 0.0, ""))[0]
    assert abs(data.longitude[0]) == pytest.approx(180)


def test_a_site_without_position_is_told_and_not_on_the_map() -> None:
    data, notices = map_data(_shown())
    assert (data.sites, data.rates.tolist()) == (["pond"], [2.0])
    assert "not on the map: moor" in notices[-1]


def test_a_map_without_positions_is_refused_with_the_remedy() -> None:
    with pytest.raises(InputError, match=r"no site has a position.*coincide sites SITES\.csv"):
        map_data(FigureContent(_survey(CALLS, None), ["tit"], 0.0, ""))


def test_an_accumulation_counts_days_of_each_name() -> None:
    data = accumulation_data(_shown())[0]
    assert (sorted(data.n_days_heard.tolist()), data.n_days) == ([1, 2], 2)


def test_sites_can_be_chosen() -> None:
    here = at_sites(_survey(CALLS), ["Moor"])
    assert ([each.site for each in here.recordings], here.events.recording.tolist()) == (["moor"], [0, 0, 0])


def test_an_unknown_site_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"at the site `lake`\. The sites are: moor, pond\."):
        at_sites(_survey(CALLS), ["lake"])


def test_days_can_be_chosen() -> None:
    survey = _survey(CALLS)
    day = survey.recordings[0].began_local
    assert day is not None
    here = on_days(survey, day.date(), day.date())
    assert {each.began_local.date() for each in here.recordings if each.began_local} == {day.date()}
    assert len(here.events.onset_s) == len(here.events.recording) <= len(CALLS)


def test_days_without_recordings_are_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no recording began on these days; they began from 20"):
        on_days(_survey(CALLS), date(1999, 1, 1), date(1999, 1, 2))


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(InputError, match="the last day, 1999-01-01, is before the first, 1999-01-02"):
        on_days(_survey(CALLS), date(1999, 1, 2), date(1999, 1, 1))


def test_a_survey_of_noise_only_is_told() -> None:
    survey = _survey([])
    nothing = Survey(survey.recordings, EventTable(*[np.zeros(0)] * 4, names=("noise", "unsure")), {}, [])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="there is nothing to plot"):
        names_shown(nothing, [])


def test_a_title_says_names_and_sites() -> None:
    assert title_of(["tit", "wren"], ["pond"]) == "tit and wren at pond"


def test_a_title_does_not_claim_calls_that_are_not_counted() -> None:
    assert title_of([], ["pond"]) == "All sure calls at pond"


def test_sunrise_is_told_by_the_clocks_of_the_place() -> None:
    nights, _ = nights_of(_survey(CALLS).recordings, [date(2026, 6, 1)])
    assert nights is not None
    # Berlin on 1 June 2026: 04:49 and 21:18, by an almanac to the minute.
    np.testing.assert_allclose([nights.sunrise_h[0], nights.sunset_h[0]], [4 + 49 / 60, 21 + 18 / 60], atol=3 / 60)


def test_polar_day_is_light_and_polar_night_is_dark() -> None:
    recordings = [_recording(1, datetime(2026, 6, 1, 5, tzinfo=BERLIN), "north", TROMSO)]
    light, dark = (nights_of(recordings, [date(2026, month, 21)])[0] for month in (6, 12))
    assert light is not None and dark is not None
    assert np.isnan(light.sunrise_h[0]) and (light.is_dark[0], dark.is_dark[0]) == (False, True)


def test_without_positions_no_night_is_known_and_that_is_told() -> None:
    nights, why = nights_of(_survey(CALLS, None).recordings, [date(2026, 6, 1) + timedelta(days=1)])
    assert nights is None and "no recording has a position" in why
