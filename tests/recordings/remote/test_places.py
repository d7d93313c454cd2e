"""What holds of recordings wherever they lie: each test runs on a folder, a web server, S3 and fsspec's memory."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from coincide.errors import RecordingError
from coincide.recordings import (
    FoundFile,
    Place,
    check_untouched,
    content_hash,
    file_state,
    find_sound_files,
    place_of,
    probe,
    read_blocks,
    read_span,
)
from coincide.recordings.places import lies_in

NAMES = ["calls.flac", "calls.mp3", "calls.ogg", "night.wav", "pond a/unfinished.wav"]


def _found(place: Place, name: str) -> FoundFile:
    return next(file for file in find_sound_files(place).files if file.name == name)


def test_the_same_recordings_are_found(place: Place) -> None:
    assert [file.name for file in find_sound_files(place).files] == NAMES


def test_sound_that_is_not_read_is_told_of(place: Place) -> None:
    assert [(problem.path.rsplit("/", 1)[1], problem.kind) for problem in find_sound_files(place).problems] == [
        ("video.mp4", "unsupported")
    ]


def test_other_files_are_counted(place: Place) -> None:
    assert find_sound_files(place).n_other_files == 1


@pytest.mark.parametrize("name", NAMES)
def test_facts_and_hash_are_the_same(place: Place, archive: Path, name: str) -> None:
    file = _found(place, name)
    assert (probe(file.path), content_hash(file.path)) == (probe(archive / name), content_hash(archive / name))


@pytest.mark.parametrize("name", NAMES)
def test_all_samples_are_the_same(place: Place, archive: Path, name: str) -> None:
    here, there = (list(read_blocks(one, block_samples=100_000)) for one in (archive / name, _found(place, name).path))
    assert np.array_equal(np.concatenate(here, axis=1), np.concatenate(there, axis=1))


@pytest.mark.parametrize("name", NAMES)
def test_an_excerpt_is_the_same(place: Place, archive: Path, name: str) -> None:
    here, there = (read_span(one, start_s=10.1, stop_s=11.3) for one in (archive / name, _found(place, name).path))
    assert np.array_equal(here[0], there[0])


def test_the_text_of_a_place_leads_back_to_it(place: Place) -> None:
    path = _found(place, "night.wav").path
    assert place_of(path.as_posix()) == path


def test_a_worker_opens_a_recording_by_itself(place: Place) -> None:
    file = _found(place, "night.wav")
    assert content_hash(pickle.loads(pickle.dumps(file)).path) == content_hash(file.path)


def test_the_state_that_a_listing_tells_is_that_of_the_file(place: Place) -> None:
    file = _found(place, "night.wav")
    assert file_state(place_of(file.path.as_posix())) == file.state


def test_a_file_that_was_not_touched_is_known_again(place: Place) -> None:
    file = _found(place, "night.wav")
    check_untouched(file.path, file.state)


def test_a_recording_lies_in_its_folder(place: Place) -> None:
    assert lies_in(_found(place, "pond a/unfinished.wav").path.as_posix(), place)


def test_what_is_not_there_is_a_problem_of_that_recording(place: Place) -> None:
    path = place_of(f"{place}/gone.wav")
    with pytest.raises(RecordingError, match=r"gone\.wav"):
        probe(path)
