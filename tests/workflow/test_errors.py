"""What a person is told when learning or searching cannot be done."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from learning_process import LearningProcess
from ordinary_user import as_ordinary_user
from workflow_examples import (
    RATE_HZ,
    grouped,
    problem_kinds,
    quick,
    quick_learn,
    write_calls,
    write_folder,
)

from coincide.catalog import CatalogStore
from coincide.errors import CatalogError, InputError, NothingFoundError, SettingsError
from coincide.learned.settings import load_settings, with_minutes
from coincide.seeds import generator
from coincide.workflow.info.info import info
from coincide.workflow.learn.learn import learn
from coincide.workflow.opened import Catalog
from coincide.workflow.recognize.recognize import recognize
from coincide.workflow.search.search import search


def test_missing_folder_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the folder `.*none` does not exist\. Check the spelling"):
        quick_learn(tmp_path / "none", tmp_path / "c.coincide")
    assert list(tmp_path.iterdir()) == []


def test_folder_without_sound_is_told(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.txt").touch()
    told = r"sound files \(wav.* or rf64\).*found none among 1 file\. .* tables of numbers are not read\. .*as sound\."
    with pytest.raises(NothingFoundError, match=told):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")


@pytest.mark.parametrize("given", [None, 3, [None], b"a"])
def test_what_is_no_path_is_told(given: Any, learned: Path) -> None:
    told = r"^expected a path, such as 'night\.wav', got (None|3|b'a')\.$"
    with pytest.raises(InputError, match=told):
        Catalog.learn(given)
    with pytest.raises(InputError, match=told):
        recognize(learned, given)


def test_query_that_is_no_path_is_told(learned: Path) -> None:
    with pytest.raises(InputError, match=r"^expected a path, such as"):
        search(learned, None)  # pyright: ignore[reportArgumentType]


def test_folder_of_sound_that_is_not_read_is_told_before_a_catalog_is_made(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.m4a").touch()
    with pytest.raises(NothingFoundError, match=r"found none that can be read, and 1 that cannot; .*`ffmpeg -i a\.m4a"):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    assert not (tmp_path / "c.coincide").exists()


def test_folder_of_unusable_files_is_told_with_the_first_reason(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    soundfile.write(tmp_path / "s" / "a.wav", np.zeros(RATE_HZ), RATE_HZ)
    with pytest.raises(NothingFoundError, match=r"no sound file in .* can be used: `.*a\.wav` is silent"):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")


def test_too_few_events_are_told_with_a_remedy(tmp_path: Path) -> None:
    write_calls(tmp_path / "s" / "a.wav", seed=1, duration_s=3.0)
    with pytest.raises(
        NothingFoundError,
        match=r"at least 10 events to learn from, found \d in 3\.0 s of sound of 1 recording in .*--events-onset-z",
    ):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")


def test_one_event_is_too_few(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    noise = generator(0, "clip").standard_normal(RATE_HZ // 4)
    soundfile.write(tmp_path / "s" / "a.wav", 0.1 * noise, RATE_HZ)
    with pytest.raises(NothingFoundError, match=r"found 1 in 250 ms"):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide", settings=quick(events={"method": "whole"}))


def test_failed_run_is_remembered_with_its_error(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    soundfile.write(tmp_path / "s" / "a.wav", np.zeros(RATE_HZ), RATE_HZ)
    with pytest.raises(NothingFoundError):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    with CatalogStore.open(tmp_path / "c.coincide") as store:
        assert "can be used" in str(store.runs.all()[0].error)


@pytest.mark.slow
def test_single_file_can_be_learned_from(tmp_path: Path) -> None:
    write_calls(tmp_path / "s" / "a.wav", seed=1)
    learned = learn(tmp_path / "s" / "a.wav", settings=quick())
    assert (learned.n_recordings, learned.catalog.name) == (1, "s-a.wav.coincide")
    assert [path.name for path in (tmp_path / "s").iterdir()] == ["a.wav"]


@pytest.mark.slow
def test_catalog_goes_beside_the_folder_if_not_told_where(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", n_files=1)
    assert quick_learn(folder, None).catalog == tmp_path / "s.coincide"  # pyright: ignore[reportArgumentType]


def test_file_in_place_of_the_catalog_is_told(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "c").touch()
    with pytest.raises(CatalogError, match=r"expected a folder for the catalog, but `.*c` is a file"):
        quick_learn(sounds, tmp_path / "c")


def test_catalog_of_another_program_is_told(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    connection = sqlite3.connect(tmp_path / "c" / "catalog.sqlite")
    connection.executescript("PRAGMA application_id = 77; CREATE TABLE photos (name TEXT);")
    connection.close()
    with pytest.raises(CatalogError, match=r"catalog\.sqlite"):
        quick_learn(sounds, tmp_path / "c")


@pytest.mark.parametrize("channel", [5, -1])
def test_channel_that_no_recording_has_is_told(sounds: Path, tmp_path: Path, channel: int) -> None:
    settings = quick(recordings={"channels": channel})
    with pytest.raises(InputError, match=rf"is {channel}, counted from 0, and 2 of 2 .* `r0.wav` has 1\. Choose"):
        quick_learn(sounds, tmp_path / "c.coincide", settings=settings)


@pytest.mark.parametrize("name", ["events.onset", "ghosts"])
def test_unknown_setting_is_told(name: str) -> None:
    stage, _, key = name.partition(".")
    with pytest.raises(SettingsError, match=rf"unknown setting `{name}`\. `coincide learn --print-settings`"):
        load_settings(overrides={stage: {key: 1} if key else {}})


def test_setting_out_of_range_is_told_with_its_value() -> None:
    with pytest.raises(SettingsError, match=r"setting `events\.onset_z`: input should be .* equal to 1, got 0\.5"):
        load_settings(overrides={"events": {"onset_z": 0.5}})


def test_settings_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[events\n")
    with pytest.raises(SettingsError, match=r"`.*x\.toml` is not a TOML file: "):
        load_settings(tmp_path / "x.toml")


def test_settings_file_with_a_value_in_place_of_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("events = 3\n")
    with pytest.raises(SettingsError, match=r"setting `events` in `.*x\.toml`"):
        load_settings(tmp_path / "x.toml", overrides={"events": {"onset_z": 4.0}})


def test_missing_settings_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read the settings file .*Check the path"):
        load_settings(tmp_path / "x.toml")


@pytest.mark.parametrize("minutes", [0, -1, float("nan"), float("inf")])
def test_training_budget_that_is_none_is_told(minutes: float) -> None:
    with pytest.raises(SettingsError, match=r"`minutes` must be above 0 .*Give a training budget"):
        with_minutes(quick(), minutes)


def test_minutes_become_steps() -> None:
    assert with_minutes(quick(), 0.5).embed.steps == 1000


@pytest.fixture
def open_place(sounds: Path) -> Generator[Path]:
    """A folder that other users can enter, with recordings in it."""
    with tempfile.TemporaryDirectory() as top:  # pytest's own folders are closed to other users
        Path(top).chmod(0o755)
        shutil.copytree(sounds, Path(top) / "s")
        yield Path(top)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_read_only_place_is_told(open_place: Path) -> None:
    (open_place / "c.coincide").mkdir()
    (open_place / "c.coincide").chmod(0o555)
    with (
        as_ordinary_user(),
        pytest.raises(CatalogError, match="cannot be written to: the folder or a file in it is read-only"),
    ):
        quick_learn(open_place / "s", open_place / "c.coincide")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_unreadable_recording_is_left_out_and_the_rest_learned(open_place: Path, learned: Path) -> None:
    del learned  # its making imports everything, which an ordinary user may not be able to
    (open_place / "s" / "r1.wav").chmod(0)
    (open_place / "c.coincide").mkdir()
    (open_place / "c.coincide").chmod(0o777)
    with as_ordinary_user():
        quick_learn(open_place / "s", open_place / "c.coincide")
    assert problem_kinds(open_place / "c.coincide") == {"r1.wav": "unreadable"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_recording_that_can_be_read_again_is_used(open_place: Path, learned: Path) -> None:
    del learned
    (open_place / "s" / "r1.wav").chmod(0)
    (open_place / "c.coincide").mkdir()
    (open_place / "c.coincide").chmod(0o777)
    with as_ordinary_user():
        quick_learn(open_place / "s", open_place / "c.coincide")
    (open_place / "s" / "r1.wav").chmod(0o644)
    assert quick_learn(open_place / "s", open_place / "c.coincide").n_left_out == 0


# A file may not grow above this, which stops the log of SQLite, or the model.
LIMITS = [20_000, 100_000, 170_000]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("limit_bytes", LIMITS)
def test_full_disk_is_told_in_one_line(sounds: Path, tmp_path: Path, limit_bytes: int) -> None:
    code, said = LearningProcess(sounds, tmp_path / "c.coincide", quick(), limit_bytes=limit_bytes).ended()
    assert code == 1
    assert "Traceback" not in said
    assert said.startswith("CatalogError: ")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("limit_bytes", LIMITS)
def test_run_after_a_full_disk_ends_like_an_undisturbed_one(
    sounds: Path, learned: Path, tmp_path: Path, limit_bytes: int
) -> None:
    LearningProcess(sounds, tmp_path / "c.coincide", quick(), limit_bytes=limit_bytes).ended()
    quick_learn(sounds, tmp_path / "c.coincide")
    assert grouped(tmp_path / "c.coincide") == grouped(learned)


def test_a_folder_without_sound_leaves_no_catalog(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(NothingFoundError, match="expected sound files"):
        quick_learn(tmp_path / "none", tmp_path / "none.coincide")
    assert [path.name for path in tmp_path.iterdir()] == ["none"]


def test_info_counts_no_recording_that_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    soundfile.write(tmp_path / "s" / "a.wav", np.zeros(RATE_HZ), RATE_HZ)
    with pytest.raises(NothingFoundError):
        quick_learn(tmp_path / "s", tmp_path / "c.coincide")
    assert info(tmp_path / "c.coincide").n_recordings == 0
