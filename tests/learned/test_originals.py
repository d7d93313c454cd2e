"""Another recording in the place of one: noticed whatever its size and times say, and told."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from workflow_examples import RATE_HZ, Watch, problem_kinds, write_calls

from coincide.catalog import CatalogStore
from coincide.errors import RecordingError
from coincide.execute import Inline
from coincide.learned.clips import read_or_silence
from coincide.learned.detector import Detector
from coincide.learned.originals import Originals
from coincide.learned.settings import LearnSettings
from coincide.recordings import check_untouched
from coincide.records import FileState, Recording
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.scan import ScanSummary, scan


def _scan(place: Path) -> ScanSummary:
    settings = LearnSettings()
    with CatalogStore.open(place / "c.coincide", create=True) as store:
        run_id = store.runs.begin("learn", seed=0, settings={}, versions={})
        return scan(
            store, place / "s", settings=settings.recordings, run_id=run_id, executor=Inline(), progress=Watch()
        )


def _recordings(place: Path) -> list[Recording]:
    with CatalogStore.open(place / "c.coincide") as store:
        return store.recordings.all(only_present=True)


def _replace(path: Path, *, seed: int) -> None:
    """Put other calls into a file, which keeps its length and its time of change."""
    status = path.stat()
    write_calls(path, seed=seed, duration_s=4.0)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two recordings of one size and time, scanned; the catalog lies beside their folder."""
    for number, seed in enumerate((1, 9)):
        write_calls(tmp_path / "s" / f"r{number}.wav", seed=seed, duration_s=4.0)
        os.utime(tmp_path / "s" / f"r{number}.wav", ns=(10**18, 10**18))
    _scan(tmp_path)
    return tmp_path


def test_another_recording_of_the_same_size_and_time_is_noticed(place: Path) -> None:
    before = _recordings(place)
    _replace(place / "s" / "r0.wav", seed=41)
    assert _scan(place).n_new == 1
    assert {one.content_hash for one in _recordings(place)} != {one.content_hash for one in before}


def test_a_changed_recording_is_told(place: Path) -> None:
    _replace(place / "s" / "r0.wav", seed=41)
    _scan(place)
    assert problem_kinds(place / "c.coincide") == {"r0.wav": "changed"}


def test_a_change_is_told_until_the_next_run(place: Path) -> None:
    _replace(place / "s" / "r0.wav", seed=41)
    _scan(place)
    _scan(place)
    assert problem_kinds(place / "c.coincide") == {}


def test_two_recordings_that_change_places_are_noticed(place: Path) -> None:
    names = {one.name: one.content_hash for one in _recordings(place)}
    (place / "s" / "r0.wav").rename(place / "other.wav")
    (place / "s" / "r1.wav").rename(place / "s" / "r0.wav")
    (place / "other.wav").rename(place / "s" / "r1.wav")
    _scan(place)
    assert {one.name: one.content_hash for one in _recordings(place)} == {
        "r0.wav": names["r1.wav"],
        "r1.wav": names["r0.wav"],
    }


def test_a_file_that_was_copied_back_is_not_new(place: Path) -> None:
    shutil.copy2(place / "s" / "r0.wav", place / "kept.wav")
    (place / "s" / "r0.wav").unlink()
    shutil.copy2(place / "kept.wav", place / "s" / "r0.wav")
    assert _scan(place).n_new == 0
    with CatalogStore.open(place / "c.coincide") as store:
        row = store.files.get((place / "s" / "r0.wav").as_posix())
    assert row is not None
    assert row.state == FileState.of((place / "s" / "r0.wav").stat())


def test_no_sound_is_shown_of_a_recording_that_was_replaced(place: Path) -> None:
    recording = next(one for one in _recordings(place) if one.name == "r0.wav")
    with CatalogStore.open(place / "c.coincide") as store:
        originals = Originals(store.files.get)
        assert len(read_or_silence(recording, originals, "mix", 0.0, 1.0)) == RATE_HZ
        _replace(place / "s" / "r0.wav", seed=41)
        assert len(read_or_silence(recording, originals, "mix", 0.0, 1.0)) == 0


def test_a_replaced_recording_is_told_where_it_is_asked_for(place: Path) -> None:
    recording = next(one for one in _recordings(place) if one.name == "r0.wav")
    _replace(place / "s" / "r0.wav", seed=41)
    with (
        CatalogStore.open(place / "c.coincide") as store,
        pytest.raises(RecordingError, match=r"`r0\.wav` has changed since it was learned from"),
    ):
        Originals(store.files.get).check(recording)


def test_a_recording_that_is_written_to_while_it_is_searched_has_no_events(place: Path) -> None:
    detector = Detector(LearnSettings())
    _replace(place / "s" / "r0.wav", seed=41)
    with CatalogStore.open(place / "c.coincide", write=True) as store:
        find_events(store, detector=detector, run_id=1, executor=Inline(), progress=Watch())
        hashes = {one.id: one.name for one in store.recordings.all()}
        assert {hashes[event.recording_id] for event in store.events.all(detector.digest)} == {"r1.wav"}
    assert problem_kinds(place / "c.coincide") == {"r0.wav": "unreadable"}


def test_a_file_that_grows_while_it_is_read_is_told(tmp_path: Path) -> None:
    write_calls(tmp_path / "a.wav", seed=1, duration_s=1.0)
    state = FileState.of((tmp_path / "a.wav").stat())
    with (tmp_path / "a.wav").open("ab") as file:
        file.write(b"more")
    with pytest.raises(RecordingError, match=r"a\.wav` changed while it was read, as files do that another program"):
        check_untouched(tmp_path / "a.wav", state)


def test_a_device_in_the_place_of_a_recording_counts_as_gone(place: Path) -> None:
    recording = replace(_recordings(place)[0], path=os.devnull)
    with pytest.raises(RecordingError, match="is gone"):
        Originals(lambda _: None).check(recording)
