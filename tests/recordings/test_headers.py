"""Start times and devices that recorders write into WAV files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide.recordings import parse_timezone, recording_start, start_time_from_header

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


def test_a_chunk_of_odd_length_is_stepped_over(tmp_path: Path) -> None:
    path = _wav(tmp_path / "a.wav", before=_chunk(b"junk", b"odd"), after=_chunk(b"guan", GUANO.encode()))
    info = start_time_from_header(path)
    assert info is not None and info.source == "guano"


@settings(deadline=None, max_examples=30)
@given(at=st.datetimes(), quarters=st.integers(-48, 48))
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


@settings(deadline=None, max_examples=60)
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
    start, device = recording_start(path, path.name, timezone=parse_timezone("+02:00"))
    assert start is not None and start.at == datetime(2024, 1, 31, 21, 59, 59, tzinfo=UTC)
    assert (start.source, device) == ("guano", "Wildlife Acoustics SM4BAT 77")


def test_the_name_serves_where_the_header_has_no_time(tmp_path: Path) -> None:
    path = _wav(tmp_path / "20200101_000000.wav", after=_chunk(b"guan", b"GUANO|Version: 1.0\nModel: X"))
    start, device = recording_start(path, path.name)
    assert start is not None and (start.at, start.source) == (datetime(2020, 1, 1, tzinfo=UTC), "name")
    assert device == "X"


def test_a_file_without_header_and_name_has_no_start(tmp_path: Path) -> None:
    assert recording_start(_wav(tmp_path / "a.wav"), "a.wav") == (None, None)


def test_a_missing_file_has_no_header(tmp_path: Path) -> None:
    assert start_time_from_header(tmp_path / "gone.wav") is None
