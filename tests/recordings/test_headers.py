"""Start times and devices that recorders write into WAV files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.recordings import (
    HeaderInfo,
    RecorderFacts,
    StartTime,
    parse_timezone,
    recorder_facts,
    start_time_from_header,
)

SERIAL = "24F31901603710F8"
GUANO = "GUANO|Version: 1.0\nMake: Wildlife Acoustics\nModel: SM4BAT\nSerial: 77\nTimestamp: 2024-01-31T23:59:59"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


def _comment(text: str) -> bytes:
    return _chunk(b"LIST", b"INFO" + _chunk(b"ICMT", text.encode() + b"\0"))


def _wav(path: Path, *, before: bytes = b"", after: bytes = b"") -> Path:
    soundfile.write(path, np.zeros(101), 8000)
    raw = path.read_bytes()
    path.write_bytes(raw[:36] + before + raw[36:] + after)
    return path


@pytest.mark.parametrize("at", ["1970-01-01T00:03:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_time_of_a_clock_that_was_never_set_does_not_count(tmp_path: Path, at: str) -> None:
    path = _wav(tmp_path / "a.wav", after=_chunk(b"guan", f"GUANO|Version: 1.0\nMake: M\nTimestamp: {at}".encode()))
    named = StartTime(datetime(2024, 1, 31, 23, 59, 59, tzinfo=UTC), "name")
    assert recorder_facts(path, "20240131_235959.wav") == RecorderFacts(named, "M")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        (
            f"Recorded at 23:59:59 31/01/2024 by AudioMoth {SERIAL} at gain setting 2",
            "2024-01-31T23:59:59+00:00",
        ),
        (f"Recorded at 23:59:59 31/01/2024 (UTC) by AudioMoth {SERIAL} at gain", "2024-01-31T23:59:59+00:00"),
        (f"Recorded at 23:59:59 31/01/2024 (UTC-3) by AudioMoth {SERIAL} at", "2024-01-31T23:59:59-03:00"),
        (f"Recorded at 23:59:59 31/01/2024 (UTC-3:30) by AudioMoth {SERIAL} at", "2024-01-31T23:59:59-03:30"),
        (
            f"Recorded at 23:59:59.250 31/01/2024 (UTC+9) by AudioMoth {SERIAL} at",
            "2024-01-31T23:59:59.250000+09:00",
        ),
        (f"Recorded at 23:59:59 31/01/2024 (UTC) during deployment {SERIAL} at", "2024-01-31T23:59:59+00:00"),
    ],
)
def test_audiomoth_comments_of_all_firmware_are_read(tmp_path: Path, text: str, iso: str) -> None:
    info = start_time_from_header(_wav(tmp_path / "a.wav", before=_comment(text)))
    assert info is not None and info.at is not None and (info.at.isoformat(), info.source) == (iso, "audiomoth")


def test_header_behind_the_samples_of_an_rf64_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rf64"
    soundfile.write(path, np.zeros(100), 8000, format="RF64", subtype="PCM_16")
    path.write_bytes(path.read_bytes() + _chunk(b"guan", GUANO.encode()))
    info = start_time_from_header(path)
    assert info is not None and info.source == "guano"


def test_the_audiomoth_number_is_the_device(tmp_path: Path) -> None:
    text = f"Recorded at 23:59:59 31/01/2024 (UTC) by AudioMoth {SERIAL} at medium gain"
    info = start_time_from_header(_wav(tmp_path / "a.wav", before=_comment(text)))
    assert info is not None and info.device == f"AudioMoth {SERIAL}"


@pytest.mark.parametrize("text", ["", "a lovely morning", "Recorded at home by AudioMoth"])
def test_other_comments_are_no_header(tmp_path: Path, text: str) -> None:
    assert start_time_from_header(_wav(tmp_path / "a.wav", before=_comment(text))) is None


def test_an_impossible_audiomoth_date_leaves_the_device(tmp_path: Path) -> None:
    text = f"Recorded at 23:59:59 31/02/2024 (UTC) by AudioMoth {SERIAL}"
    info = start_time_from_header(_wav(tmp_path / "a.wav", before=_comment(text)))
    assert info is not None and (info.at, info.device) == (None, f"AudioMoth {SERIAL}")


@pytest.mark.parametrize("place", ["before", "after"])
def test_guano_is_read_before_and_after_the_samples(tmp_path: Path, place: str) -> None:
    info = start_time_from_header(_wav(tmp_path / "a.wav", **{place: _chunk(b"guan", GUANO.encode())}))
    assert info is not None and (info.at, info.source) == (datetime(2024, 1, 31, 23, 59, 59), "guano")
    assert info.device == "Wildlife Acoustics SM4BAT 77"


@pytest.mark.parametrize(
    ("line", "expansion"), [("TE: 10", 10), ("TE: 1", 1), ("TE:", 1), ("TE: no", 1), ("TE: inf", 1), ("TE: -2", 1)]
)
def test_guano_says_how_often_sound_is_slowed_down(tmp_path: Path, line: str, expansion: float) -> None:
    info = start_time_from_header(_wav(tmp_path / "a.wav", after=_chunk(b"guan", f"{GUANO}\n{line}".encode())))
    assert info is not None and info.expansion == expansion


def test_a_chunk_of_odd_length_is_stepped_over(tmp_path: Path) -> None:
    path = _wav(tmp_path / "a.wav", before=_chunk(b"junk", b"odd"), after=_chunk(b"guan", GUANO.encode()))
    info = start_time_from_header(path)
    assert info is not None and info.source == "guano"


@examples(30)
@given(at=st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)), quarters=st.integers(-48, 48))
def test_guano_timestamps_round_trip(tmp_path_factory: pytest.TempPathFactory, at: datetime, quarters: int) -> None:
    at = at.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    text = f"GUANO|Version: 1.0\nTimestamp: {at.isoformat()}\n"
    path = _wav(tmp_path_factory.mktemp("guano") / "a.wav", after=_chunk(b"guan", text.encode()))
    info = start_time_from_header(path)
    assert info is not None and info.at is not None and info.at.isoformat() == at.isoformat()


@pytest.mark.parametrize("raw", [b"", b"hello", b"\xff\xfe\0", b"GUANO|Version: 1.0\nTimestamp: yesterday\nx"])
def test_damaged_guano_gives_no_time(tmp_path: Path, raw: bytes) -> None:
    info = start_time_from_header(_wav(tmp_path / "a.wav", after=_chunk(b"guan", raw)))
    assert info is None or info.at is None


@examples(60)
@given(
    raw=st.binary(max_size=200),
    start=st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVELIST", b"FORM"]),
)
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, raw: bytes, start: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.wav"
    path.write_bytes(start + raw)
    start_time_from_header(path)


def test_the_header_wins_over_the_name(tmp_path: Path) -> None:
    path = _wav(tmp_path / "20200101_000000.wav", after=_chunk(b"guan", GUANO.encode()))
    facts = recorder_facts(path, path.name, timezone=parse_timezone("+02:00"))
    assert facts.start is not None and facts.start.at == datetime(2024, 1, 31, 21, 59, 59, tzinfo=UTC)
    assert (facts.start.source, facts.device) == ("guano", "Wildlife Acoustics SM4BAT 77")
    assert facts.contradiction == (
        "its header (guano) says 2024-01-31 23:59:59, its name 2020-01-01 00:00:00; the header counts."
    )


def test_the_name_serves_where_the_header_has_no_time(tmp_path: Path) -> None:
    path = _wav(tmp_path / "20200101_000000.wav", after=_chunk(b"guan", b"GUANO|Version: 1.0\nModel: X"))
    facts = recorder_facts(path, path.name)
    assert facts.start is not None and (facts.start.at, facts.start.source) == (
        datetime(2020, 1, 1, tzinfo=UTC),
        "name",
    )
    assert facts.device == "X"


def test_a_file_without_header_and_name_has_no_start(tmp_path: Path) -> None:
    assert recorder_facts(_wav(tmp_path / "a.wav"), "a.wav") == RecorderFacts(None)


def test_a_missing_file_has_no_header(tmp_path: Path) -> None:
    assert start_time_from_header(tmp_path / "gone.wav") is None


def _entry(kind: int, text: str) -> bytes:
    return kind.to_bytes(2, "little") + len(text).to_bytes(4, "little") + text.encode()


WAMD = (
    _entry(1, "SM4") + _entry(2, "S4A0117") + _entry(5, "2024-05-01 04:00:00-05:00") + _entry(6, "WGS84,33.85,S,71.2,W")
)


def test_song_meter_chunk_is_read(tmp_path: Path) -> None:
    found = start_time_from_header(_wav(tmp_path / "a.wav", after=_chunk(b"wamd", WAMD)))
    at = datetime(2024, 5, 1, 4, tzinfo=timezone(timedelta(hours=-5)))
    assert found == HeaderInfo(at, "wamd", "SM4 S4A0117", -33.85, -71.2)


@pytest.mark.parametrize("text", ["", "WGS84,0,N,0,E", "WGS84,95,N,0,E", "WGS84,x,N,1,E"])
def test_song_meter_without_a_fix_has_no_position(tmp_path: Path, text: str) -> None:
    chunk = _chunk(b"wamd", _entry(1, "SM4") + _entry(6, text))
    assert start_time_from_header(_wav(tmp_path / "a.wav", after=chunk)) == HeaderInfo(None, "wamd", "SM4")


def test_guano_position_is_read(tmp_path: Path) -> None:
    text = GUANO + "\nLoc Position: -33.85 151.2"
    found = start_time_from_header(_wav(tmp_path / "a.wav", after=_chunk(b"guan", text.encode())))
    assert found is not None and (found.latitude, found.longitude) == (-33.85, 151.2)


def _bext(text: str) -> bytes:
    return _chunk(b"bext", b"\0" * 320 + text.encode() + b"\0" * 264)


def test_broadcast_chunk_tells_the_time_where_the_name_does_not(tmp_path: Path) -> None:
    path = _wav(tmp_path / "a.wav", before=_bext("2024-05-0104:00:00"))
    assert recorder_facts(path, "a.wav").start == StartTime(datetime(2024, 5, 1, 4), "bext")


def test_name_counts_more_than_the_broadcast_chunk_of_an_editor(tmp_path: Path) -> None:
    path = _wav(tmp_path / "a.wav", before=_bext("2024-06-0909-00-00"))
    facts = recorder_facts(path, "20240501_040000.wav")
    assert facts.start is not None and facts.start.source == "name"
    assert facts.contradiction is not None and facts.contradiction.endswith("the name counts.")


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("SITE_20240501_040000.wav", False),  # the same digits, in the clock's own zone
        ("20240501_090000.wav", False),  # the same moment, in UTC
        ("SITE_20240501_040008.wav", False),  # named when it was begun
        ("SITE_20240501_050000.wav", True),
    ],
)
def test_header_and_name_that_disagree_are_told(tmp_path: Path, name: str, is_told: bool) -> None:
    path = _wav(tmp_path / "a.wav", after=_chunk(b"wamd", WAMD))
    assert (recorder_facts(path, name).contradiction is not None) == is_told


@examples(50)
@given(st.binary(max_size=400))
def test_damaged_song_meter_and_broadcast_chunks_never_fail(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = _wav(tmp_path_factory.mktemp("w") / "a.wav", before=_chunk(b"bext", raw), after=_chunk(b"wamd", raw))
    start_time_from_header(path)
