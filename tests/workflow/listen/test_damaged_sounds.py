"""Damaged files of all formats: each is read or left out by name, and those beside it are searched as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.sounds import try_folder
from benchmarks.sound_damage import FORMATS, calls, damaged, write_sound
from coincide.recordings.settings import RecordingSettings
from coincide.seeds import generator
from coincide.workflow.listen.listen import find_recordings

pytestmark = pytest.mark.slow


# Of the first 60 seeds two found something: a FLAC that cannot be sought, and a header that seeks before the file.
@pytest.mark.parametrize("seed", [50, 52])
def test_a_folder_of_damaged_files_is_searched_to_its_end(tmp_path: Path, seed: int) -> None:
    trial = try_folder(tmp_path, seed=seed)
    assert trial.failures == []
    assert trial.n_read + trial.n_left_out == trial.n_files


def test_recognizing_reads_or_names_each_file_of_a_damaged_folder(tmp_path: Path) -> None:
    names = {"loop.wav"}
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    for number, kind in enumerate(list(FORMATS) * 3):
        path = write_sound(tmp_path / f"{number}{FORMATS[kind][0]}", kind, calls(duration_s=0.5, seed=1))
        path.write_bytes(damaged(path.read_bytes(), generator(number, "recognize"))[0])
        names.add(path.name)
    recordings, _, problems = find_recordings([tmp_path], exclude=tmp_path / "c.coincide", settings=RecordingSettings())
    assert {Path(one.path).name for one in [*recordings, *problems]} == names
