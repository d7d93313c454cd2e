"""Start times in file names, and time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import SettingsError
from coincide.recordings import parse_timezone, start_time_from_name

NIGHT = datetime(2024, 1, 31, 23, 59, 59)
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0))
OFFSETS = st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


def _at(name: str, zone: tzinfo | None = None) -> datetime | None:
    start = start_time_from_name(name, timezone=zone)
    return None if start is None else start.at


@pytest.mark.parametrize(
    "name",
    [
        "20240131_235959.WAV",
        "20240131_235959T.WAV",
        "24F31901603710F8_20240131_235959.WAV",
        "65BADEFF.WAV",
        "5147.240131235959.wav",
        "671139876.240131235959.wav",
        "20240131T235959Z.flac",
        "2024-01-31T23-59-59Z.wav",
        "AMAR123.20240131T235959Z.wav",
        "card 2/20240131_235959.WAV",
    ],
)
def test_names_with_a_clock_at_utc(name: str) -> None:
    assert _at(name) == NIGHT.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "SITE_20240131_235959.wav",
        "SM304472_0+1_20240131_235959.wav",
        "SM304472_0+1_20240131$235959.wav",
        "BAT_20240131_235959_000.wav",
        "2024-01-31 23.59.59.wav",
        "2024-01-31_23-59-59.flac",
        "rec 2024.01.31 23h59m59.wav",
        "20240131235959.mp3",
        "20240131-235959_garden.ogg",
        "SBW1234_20240131_235959_0001.wav",
    ],
)
def test_names_with_a_local_clock_have_no_zone(name: str) -> None:
    assert _at(name) == NIGHT


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("SITE_20240131_235959-0500.wav", "2024-01-31T23:59:59-05:00"),
        ("20240131T235959+1000_REC.flac", "2024-01-31T23:59:59+10:00"),
        ("2024-01-31T23_59_59.123456+0200.wav", "2024-01-31T23:59:59.123456+02:00"),
        ("2024-01-31T23_59_59-03_30.wav", "2024-01-31T23:59:59-03:30"),
        ("SITE_20240131_235959$250.wav", "2024-01-31T23:59:59.250000"),
        ("RBW6661_20220810_130000.5.wav", "2022-08-10T13:00:00.500000"),
        ("2024-01-31_23-59-59-0001.wav", "2024-01-31T23:59:59"),
    ],
)
def test_zones_and_fractions_in_names(name: str, iso: str) -> None:
    start = _at(name)
    assert start is not None and start.isoformat() == iso


@pytest.mark.parametrize(
    "name",
    [
        "348.wav",
        "20241331_235959.WAV",
        "20240230_000000.WAV",
        "20240131_246060.WAV",
        "SITE_20241331_235959.wav",
        "12345678.wav",
        "DEADBEEF.WAV",
        "5a2b3c4d.wav",
        "5147.241331235959.wav",
        "song.wav",
        "",
        "000012345678901234567890.wav",
        "18500101_000000.wav",
    ],
)
def test_names_without_a_possible_time_give_none(name: str) -> None:
    assert _at(name) is None


def test_a_running_number_after_the_time_is_no_zone() -> None:
    start = _at("SITE_20240131_235959-1300.wav")
    assert start is not None and start.tzinfo is None


@pytest.mark.parametrize("name", ["20240131_235959.WAV", "SITE_20240131_235959.wav", "5147.240131235959.wav"])
def test_the_zone_of_the_site_wins_over_the_default(name: str) -> None:
    assert _at(name, ZoneInfo("Europe/Berlin")) == datetime(2024, 1, 31, 22, 59, 59, tzinfo=UTC)


def test_the_zone_in_the_name_wins_over_the_zone_of_the_site() -> None:
    assert _at("20240131T235959Z.wav", ZoneInfo("Europe/Berlin")) == NIGHT.replace(tzinfo=UTC)


def test_a_local_time_that_happens_twice_is_the_first() -> None:
    start = _at("SITE_20241027_023000.wav", ZoneInfo("Europe/Berlin"))
    assert start is not None and start.utcoffset() == timedelta(hours=2)


@examples(60)
@given(
    at=MOMENTS,
    form=st.sampled_from(["%Y%m%d_%H%M%S", "%Y%m%d_%H%M%ST", "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H-%M-%SZ"]),
)
def test_utc_forms_round_trip(at: datetime, form: str) -> None:
    assert _at(f"{at.strftime(form)}.wav") == at.replace(tzinfo=UTC)


@examples(60)
@given(
    at=MOMENTS,
    form=st.sampled_from(["A_%Y%m%d_%H%M%S", "A_0+1_%Y%m%d$%H%M%S", "%Y-%m-%d %H.%M.%S", "%Y%m%d%H%M%S"]),
)
def test_local_forms_round_trip(at: datetime, form: str) -> None:
    assert _at(f"{at.strftime(form)}.wav") == at


@examples(60)
@given(
    at=MOMENTS,
    zone=OFFSETS,
    form=st.sampled_from(["A_%Y%m%d_%H%M%S%z", "%Y%m%dT%H%M%S%z_x", "%Y-%m-%dT%H_%M_%S%z"]),
)
def test_forms_with_a_zone_round_trip(at: datetime, zone: tzinfo, form: str) -> None:
    at = at.replace(tzinfo=zone)
    found = _at(f"{at.strftime(form)}.wav")
    assert found == at and found.utcoffset() == at.utcoffset()


@examples(60)
@given(at=st.datetimes(datetime(2000, 1, 1), datetime(2069, 12, 31)).map(lambda at: at.replace(microsecond=0)))
def test_soundtrap_names_round_trip(at: datetime) -> None:
    assert _at(f"5147.{at.strftime('%y%m%d%H%M%S')}.wav") == at.replace(tzinfo=UTC)


def test_a_soundtrap_whose_clock_was_never_set_has_no_time() -> None:
    assert start_time_from_name("5147.700101000012.wav") is None


@examples(60)
@given(seconds=st.integers(0x58000000, 0x70FFFFFF).filter(lambda n: any(c in "ABCDEF" for c in f"{n:08X}")))
def test_hexadecimal_names_round_trip(seconds: int) -> None:
    assert _at(f"{seconds:08X}.WAV") == datetime.fromtimestamp(seconds, tz=UTC)


@examples(200)
@given(name=st.text(st.sampled_from("0123456789_-T.+:$ZA/ "), max_size=40))
def test_no_name_raises(name: str) -> None:
    start_time_from_name(name)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("UTC", 0), ("Z", 0), ("+10:00", 10), ("-0330", -3.5), ("UTC+2", 2), ("Asia/Tokyo", 9)],
)
def test_time_zones_are_read(text: str, hours: float) -> None:
    assert NIGHT.replace(tzinfo=parse_timezone(text)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["localtime", "posixrules", "right/Europe/Berlin"])
def test_what_only_this_computer_calls_so_is_no_zone(text: str) -> None:
    with pytest.raises(SettingsError, match=f"expected a time zone such as .*, got `{text}`"):
        parse_timezone(text)


@pytest.mark.parametrize(
    "text", ["", "Mars/Olympus", "+25:00", "../etc/passwd", "/etc/passwd", "+10:07", "Europe", "-12:15", "+14:15"]
)
def test_a_zone_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="expected a time zone such as UTC, \\+10:00 or Europe/Berlin, got"):
        parse_timezone(text)


@pytest.mark.parametrize(("city", "zone"), [("Berlin", "Europe/Berlin"), ("new york", "America/New_York")])
def test_a_city_alone_is_answered_with_its_zone(city: str, zone: str) -> None:
    with pytest.raises(SettingsError, match=f"Did you mean `{zone}`"):
        parse_timezone(city)
