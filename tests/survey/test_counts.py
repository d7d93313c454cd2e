"""Counts with effort: what was heard, and zeros where one listened and heard nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from survey_examples import events, placed, recording

from coincide.errors import InputError
from coincide.records import Deployment
from coincide.survey import Counts, EventTable, PlacedRecording, count_events

BERLIN = "Europe/Berlin"
NONE = events()


def _rows(counts: Counts) -> dict[tuple[object, ...], tuple[int, float]]:
    """Calls and recorded hours by key."""
    return {
        key: (n, round(s / 3600, 6))
        for key, n, s in zip(counts.keys, counts.n_calls.tolist(), counts.recorded_s.tolist(), strict=True)
    }


def test_recording_over_an_hour_is_effort_in_both() -> None:
    one = placed(recording(at=datetime(2024, 5, 1, 3, 30, tzinfo=UTC)))
    found = count_events(one, events((0, 100.0, "trill", 0.9), (0, 2000.0, "trill", 0.9)), by=["hour"])
    assert _rows(found) == {(3,): (1, 0.5), (4,): (1, 0.5)}


def test_hour_in_which_nothing_was_heard_counts_zero() -> None:
    two = placed(
        recording(at=datetime(2024, 5, 1, 3, tzinfo=UTC)), recording(at=datetime(2024, 5, 1, 5, tzinfo=UTC), number=2)
    )
    assert _rows(count_events(two, events((0, 1.0, "trill", 1.0)), by=["hour"])) == {(3,): (1, 1.0), (5,): (0, 1.0)}


def test_a_column_of_sites_with_the_name_of_a_result_is_refused() -> None:
    one = placed(recording("moor/a.wav"), deployments=[Deployment("moor", columns={"calls": "many"})])
    with pytest.raises(InputError, match=r"two columns `calls`.* another name, such as `site_calls`"):
        count_events(one, NONE, by=["calls"])


@pytest.mark.parametrize("typed", ["Moor", "moor", "MOOR "])
def test_spellings_that_differ_by_case_are_all_counted(typed: str) -> None:
    both = events((0, 1.0, "Moor", 1.0), (0, 2.0, "moor", 1.0), (0, 3.0, "moor", 1.0), (0, 4.0, "trill", 1.0))
    counts = count_events(placed(recording("a.wav")), both, names=[typed])
    assert {key: n for key, (n, _) in _rows(counts).items()} == {("Moor",): 1, ("moor",): 2}


def test_known_names_with_commas_are_shown_in_quotes() -> None:
    song = events((0, 1.0, "wren, song", 1.0), (0, 2.0, "trill", 1.0))
    with pytest.raises(InputError, match=r'The names are trill, "wren, song"\.'):
        count_events(placed(recording("a.wav")), song, names=["wren", "song"])


def test_quotes_in_known_names_with_commas_are_doubled() -> None:
    song = events((0, 1.0, 'wren, "song"', 1.0))
    with pytest.raises(InputError, match=r'The names are "wren, ""song"""\.'):
        count_events(placed(recording("a.wav")), song, names=["wren"])


def test_known_names_come_in_the_order_of_their_numbers() -> None:
    several = events((0, 1.0, "category 10", 1.0), (0, 2.0, "category 2", 1.0))
    with pytest.raises(InputError, match=r"The names are category 2, category 10\."):
        count_events(placed(recording("a.wav")), several, names=["owl"])


def test_each_name_has_a_row_in_each_group() -> None:
    two = placed(
        recording("moor/a.wav"), recording("fen/b.wav", number=2), deployments=[Deployment("moor"), Deployment("fen")]
    )
    found = count_events(two, events((0, 1.0, "trill", 1.0), (1, 1.0, "buzz", 1.0)), by=["site", "name"])
    assert [(key, n) for key, (n, _) in _rows(found).items()] == [
        (("fen", "buzz"), 1),
        (("fen", "trill"), 0),
        (("moor", "buzz"), 0),
        (("moor", "trill"), 1),
    ]


def test_name_comes_where_it_was_asked_for() -> None:
    two = placed(
        recording("moor/a.wav"), recording("fen/b.wav", number=2), deployments=[Deployment("moor"), Deployment("fen")]
    )
    found = count_events(two, events((0, 1.0, "trill", 1.0), (1, 1.0, "buzz", 1.0)), by=["name", "site"])
    assert found.keys == [("buzz", "fen"), ("buzz", "moor"), ("trill", "fen"), ("trill", "moor")]
    assert found.n_calls.tolist() == [1, 0, 0, 1]


def test_noise_counts_only_where_it_is_asked_for() -> None:
    one, found = placed(recording()), events((0, 1.0, "trill", 1.0), (0, 2.0, "noise", 1.0))
    assert count_events(one, found).keys == [("trill",)]
    assert count_events(one, found, names=["Noise"]).n_calls.tolist() == [1]


def test_events_below_the_confidence_do_not_count() -> None:
    found = events((0, 1.0, "trill", 0.4), (0, 2.0, "trill", 0.5))
    assert count_events(placed(recording()), found, min_confidence=0.5).n_calls.tolist() == [1]


def test_minutes_with_calls_count_once() -> None:
    found = events((0, 1.0, "trill", 1.0), (0, 59.0, "trill", 1.0), (0, 61.0, "trill", 1.0))
    assert count_events(placed(recording()), found).n_minutes.tolist() == [2]


def test_rate_is_per_recorded_hour() -> None:
    half = placed(recording(minutes=30))
    assert count_events(half, events((0, 1.0, "trill", 1.0))).rate_per_h.tolist() == [2.0]


def test_hour_that_clocks_skip_is_not_there() -> None:
    night = placed(recording(at=datetime(2024, 3, 31, 0, tzinfo=ZoneInfo(BERLIN)), minutes=240), timezone=BERLIN)
    assert _rows(count_events(night, NONE, by=["hour"])) == {
        (0,): (0, 1.0),
        (1,): (0, 1.0),
        (3,): (0, 1.0),
        (4,): (0, 1.0),
    }


def test_hour_that_happens_twice_has_two_hours_of_effort() -> None:
    night = placed(recording(at=datetime(2024, 10, 27, 1, tzinfo=ZoneInfo(BERLIN)), minutes=180), timezone=BERLIN)
    assert _rows(count_events(night, NONE, by=["hour"])) == {(1,): (0, 1.0), (2,): (0, 2.0)}


def test_zone_with_quarters_of_an_hour_has_whole_local_hours() -> None:
    at = datetime(2024, 5, 1, 3, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert _rows(count_events(placed(recording(at=at), timezone="Asia/Kathmandu"), NONE, by=["hour"])) == {
        (3,): (0, 1.0)
    }


def test_recording_over_midnight_belongs_to_two_days() -> None:
    night = placed(recording(at=datetime(2024, 5, 1, 23, 30, tzinfo=UTC)))
    assert list(_rows(count_events(night, NONE, by=["day"]))) == [(date(2024, 5, 1),), (date(2024, 5, 2),)]


def test_a_night_has_the_date_of_its_evening_also_where_clocks_change() -> None:
    at = datetime(2024, 10, 26, 11, tzinfo=ZoneInfo(BERLIN))
    nights = placed(recording(at=at, minutes=27 * 60), timezone=BERLIN)
    assert _rows(count_events(nights, NONE, by=["night"])) == {
        (date(2024, 10, 25),): (0, 1.0),
        (date(2024, 10, 26),): (0, 25.0),
        (date(2024, 10, 27),): (0, 1.0),
    }


def test_new_year_is_in_the_week_that_it_belongs_to() -> None:
    night = placed(recording(at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC)))
    assert list(_rows(count_events(night, NONE, by=["week"]))) == [("2025-W01",)]
    assert list(_rows(count_events(night, NONE, by=["month"]))) == [("2024-12",), ("2025-01",)]


def test_recorders_that_write_utc_are_told_of() -> None:
    found = count_events(placed(recording(at=datetime(2024, 5, 1, tzinfo=UTC))), NONE, by=["hour"])
    assert "in UTC, so their hours and days are those of UTC" in found.notices[0]


def test_time_without_a_zone_is_asked_for() -> None:
    with pytest.raises(InputError, match=r"a time without a zone.*`coincide sites --timezone Europe/Berlin`"):
        count_events(placed(recording(at=datetime(2024, 5, 1))), NONE, by=["hour"])


def test_time_without_a_zone_does_not_matter_to_sites() -> None:
    assert count_events(placed(recording(at=datetime(2024, 5, 1))), NONE, by=["site"]).keys == [("no site",)]


def test_recordings_without_a_time_are_left_out_and_told_of() -> None:
    two = placed(recording(at=datetime(2024, 5, 1, 3, tzinfo=UTC)), recording("moor/b.wav", number=2))
    found = count_events(two, events((1, 1.0, "trill", 1.0)), by=["hour"])
    assert _rows(found) == {(3,): (0, 1.0)}
    assert found.notices[0] == "1 recording has no time in the header or the name: `moor/b.wav`. It is left out."


def test_unknown_group_is_named_with_what_there_is() -> None:
    one = placed(recording(), deployments=[Deployment("moor", columns={"habitat": "bog"})])
    with pytest.raises(InputError, match=r"or a column of the table of sites \(habitat\); got `yer`"):
        count_events(one, NONE, by=["yer"])


def test_group_that_is_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="`by` names `hour` twice"):
        count_events(placed(recording()), NONE, by=["hour", "hour"])


def test_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"nothing is named `tril`\. The names are trill"):
        count_events(placed(recording()), events((0, 1.0, "trill", 1.0)), names=["tril"])


def test_column_of_the_table_of_sites_is_a_group() -> None:
    one = placed(recording(), deployments=[Deployment("moor", columns={"habitat": "bog"})])
    assert count_events(one, NONE, by=["habitat"]).keys == [("bog",)]


@st.composite
def surveys(draw: st.DrawFn) -> tuple[list[PlacedRecording], EventTable]:
    zone = draw(st.sampled_from(["UTC", BERLIN, "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"]))
    first = datetime(2024, 3, 30, tzinfo=UTC) if draw(st.booleans()) else datetime(2024, 10, 5, tzinfo=UTC)
    starts_min = draw(st.lists(st.integers(0, 60 * 48), min_size=1, max_size=4))
    recordings = [
        recording(f"moor/{n}.wav", at=first + timedelta(minutes=at), minutes=draw(st.integers(1, 200)), number=n + 1)
        for n, at in enumerate(starts_min)
    ]
    rows = draw(
        st.lists(st.tuples(st.integers(0, len(recordings) - 1), st.floats(0, 1), st.sampled_from("ab")), max_size=20)
    )
    table = events(*((row, share * recordings[row].duration_s * 0.999, name, 1.0) for row, share, name in rows))
    return placed(*recordings, timezone=zone), table


def _slowly(recordings: list[PlacedRecording], table: EventTable) -> dict[tuple[object, ...], tuple[int, int]]:
    """Count calls and recorded seconds by local day and hour, second by second."""
    counted: defaultdict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
    for each in recordings:
        assert each.began_local is not None and each.began_at is not None
        for second in range(round(each.recording.duration_s)):
            at = (each.began_at + timedelta(seconds=second)).astimezone(each.zone)
            counted[at.date(), at.hour][1] += 1
    for row, onset_s in zip(table.recording.tolist(), table.onset_s.tolist(), strict=True):
        at = (recordings[row].began_at + timedelta(seconds=onset_s)).astimezone(recordings[row].zone)  # type: ignore[operator]
        counted[at.date(), at.hour][0] += 1
    return {key: (n, seconds) for key, (n, seconds) in counted.items()}


@examples(30)
@given(surveys())
def test_counts_are_those_of_a_clock_that_ticks_every_second(survey: tuple[list[PlacedRecording], EventTable]) -> None:
    found = count_events(*survey, by=["day", "hour"])
    got = {
        key: (n, round(s))
        for key, n, s in zip(found.keys, found.n_calls.tolist(), found.recorded_s.tolist(), strict=True)
    }
    assert got == _slowly(*survey)


@examples(30)
@given(surveys())
def test_no_call_and_no_second_is_lost(survey: tuple[list[PlacedRecording], EventTable]) -> None:
    recordings, table = survey
    found = count_events(recordings, table, by=["week", "hour", "name", "recording"])
    assert found.n_calls.sum() == len(table.onset_s)
    recorded_s = sum(each.recording.duration_s for each in recordings) * max(len(table.names), 0)
    assert np.isclose(found.recorded_s.sum(), recorded_s)
