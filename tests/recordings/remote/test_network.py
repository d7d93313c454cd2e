"""Faults of a network and of a server, switched on while recordings are read from it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Generator
from pathlib import Path

import aiohttp
import numpy as np
import pytest
import soundfile
from fsspec.config import conf
from storage_server import DROP, SLOW, Storage, serving

from coincide.errors import RecordingError
from coincide.recordings import check_untouched, content_hash, file_state, find_sound_files, given_place, read_span
from coincide.recordings.remote.network import PATIENCE, state_of, told_state, wait_briefly
from coincide.recordings.remote.ranges import BLOCK_BYTES, MAX_BLOCKS, Blocks

NIGHT = "night.wav"


def _write(path: Path, peak: float, *, n_pairs: int) -> None:
    soundfile.write(path, np.tile([peak, -0.1], n_pairs), 16_000)


@pytest.fixture(params=["web", "s3"])
def night(request: pytest.FixtureRequest) -> str:
    """The address of one recording on a server that may fail."""
    return f"{request.getfixturevalue({'web': 'web', 's3': 'bucket'}[request.param])}/{NIGHT}"


@pytest.fixture
def other(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Storage]:
    """Another server, which may be given up, or end, without harm to other tests."""
    with serving(archive.parent.parent) as storage:
        monkeypatch.setenv(PATIENCE, "0.1")
        yield storage


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "may not be read"), (403, "may not be read"), (404, "is not there")]
)
def test_what_will_not_pass_is_told_at_once(storage: Storage, night: str, status: int, reason: str) -> None:
    storage.fail(NIGHT, status)
    with pytest.raises(RecordingError, match=rf"night\.wav` {reason} \(status {status}\)"):
        content_hash(given_place(night))
    assert len(storage.requests) <= 2  # a server that refuses HEAD is asked by GET


@pytest.mark.parametrize("fault", [500, 503, 429, DROP])
def test_what_passes_is_asked_again(storage: Storage, archive: Path, night: str, fault: int | str) -> None:
    place = given_place(night)
    file_state(place)
    storage.fail(NIGHT, fault, times=1)
    assert content_hash(place) == content_hash(archive / NIGHT)


def test_a_server_that_stays_broken_is_given_up_with_its_status(other: Storage) -> None:
    other.fail(NIGHT, 500)
    with pytest.raises(RecordingError, match=r"cannot be read now \(its server answered with status 500\)"):
        file_state(given_place(f"{other.web}/bucket/site/{NIGHT}"))


def test_a_server_that_was_given_up_is_asked_once_until_it_answers(other: Storage) -> None:
    place = given_place(f"{other.web}/bucket/site/{NIGHT}")
    other.fail(NIGHT, 500)
    counts: list[int] = []
    for _ in range(2):
        other.requests.clear()
        with pytest.raises(RecordingError):
            file_state(place)
        counts.append(len(other.asked(NIGHT, "HEAD")))
    assert counts == [2, 1]


def test_a_server_that_is_back_is_waited_for_again(other: Storage, archive: Path) -> None:
    place = given_place(f"{other.web}/bucket/site/{NIGHT}")
    other.fail(NIGHT, 500)
    with pytest.raises(RecordingError):
        file_state(place)
    other.mend()
    file_state(place)
    other.fail(NIGHT, 500, times=1)
    assert content_hash(place) == content_hash(archive / NIGHT)


def test_a_server_that_is_not_there_cannot_be_reached(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PATIENCE, "0.1")
    with serving(archive.parent.parent) as storage:
        address = f"{storage.web}/bucket/site"
    with pytest.raises(RecordingError, match="cannot be reached"):
        find_sound_files(given_place(address))


def test_an_answer_that_does_not_come_is_not_waited_for(other: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conf, "http", {"client_kwargs": {"timeout": aiohttp.ClientTimeout(sock_read=0.2)}})
    other.fail(NIGHT, SLOW)
    with pytest.raises(RecordingError, match="did not answer in time"):
        content_hash(given_place(f"{other.web}/bucket/site/{NIGHT}"))


def test_a_server_without_ranges_is_refused_and_sends_nothing_whole(other: Storage, archive: Path) -> None:
    _write(archive / "long.wav", 0.1, n_pairs=400_000)
    other.has_ranges = False
    with pytest.raises(RecordingError, match="cannot be read by range"):
        content_hash(given_place(f"{other.web}/bucket/site/long.wav"))
    (archive / "long.wav").unlink()


def test_a_page_below_that_fails_is_a_problem_of_that_page(storage: Storage, web: str) -> None:
    storage.fail("pond a/", 403)
    found = find_sound_files(given_place(web))
    assert [problem.path for problem in found.problems if "403" in problem.reason] == [f"{web}/pond%20a"]


def test_a_folder_that_cannot_be_listed_ends_the_run(storage: Storage, bucket: str) -> None:
    storage.fail("bucket", 403)
    with pytest.raises(RecordingError, match="may not be read"):
        find_sound_files(given_place(bucket))


def test_a_recording_that_changed_on_the_server_is_noticed(storage: Storage, archive: Path) -> None:
    changing = archive.parent / "changing.wav"
    _write(changing, 0.1, n_pairs=8000)
    place = given_place(f"{storage.web}/bucket/changing.wav")
    state = file_state(place)
    times = changing.stat().st_mtime_ns
    _write(changing, 0.2, n_pairs=8000)
    os.utime(changing, ns=(times, times))
    with pytest.raises(RecordingError, match="changed while it was read"):
        check_untouched(place, state)


def test_a_server_that_tells_no_version_and_no_time_is_refused() -> None:
    with pytest.raises(RecordingError, match="nor its version"):
        told_state("https://host/a.wav", {"size": 4})


def test_no_answer_is_kept_beyond_the_bound(storage: Storage, archive: Path) -> None:
    big = archive.parent / "big.bin"
    with big.open("wb") as file:
        file.truncate((MAX_BLOCKS + 9) * BLOCK_BYTES)
    address = f"{storage.web}/bucket/big.bin"
    blocks = Blocks(address, state_of(address))
    blocks.read(0, 1)
    for start in range(0, blocks.size_bytes, BLOCK_BYTES):
        blocks.read(start, start + BLOCK_BYTES)
    assert blocks.n_kept == MAX_BLOCKS


def test_an_excerpt_fetches_little_of_a_recording(storage: Storage, archive: Path) -> None:
    path = archive.parent / "hour.wav"
    _write(path, 0.1, n_pairs=8_000_000)
    read_span(given_place(f"{storage.web}/bucket/hour.wav"), start_s=500.0, stop_s=501.0)
    spans = [one.range for one in storage.asked("hour.wav")]
    assert None not in spans
    assert sum(stop - start for start, stop in filter(None, spans)) <= 3 * BLOCK_BYTES


def test_reading_all_of_a_recording_fetches_each_byte_once(storage: Storage, archive: Path) -> None:
    content_hash(given_place(f"{storage.web}/bucket/site/{NIGHT}"))
    spans = sorted(one.range for one in storage.asked(NIGHT) if one.range is not None)
    size = (archive / NIGHT).stat().st_size
    assert [start for start, _ in spans] == [0, *(stop for _, stop in spans[:-1])]
    assert spans[-1][1] == size


@pytest.mark.parametrize(("given", "counts"), [("", "5.0"), ("90", "90")])
def test_a_person_waits_briefly_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, given: str, counts: str) -> None:
    monkeypatch.delenv(PATIENCE, raising=False)
    if given:
        monkeypatch.setenv(PATIENCE, given)
    wait_briefly()
    assert os.environ.pop(PATIENCE) == counts


def test_a_state_without_a_version_is_that_of_a_time() -> None:
    told = told_state("https://host/a.wav", {"size": 4, "Last-Modified": "Sun, 29 Nov 2026 00:00:00 GMT"})
    assert dataclasses.astuple(told) == (4, 1_795_910_400_000_000_000, None, None)
