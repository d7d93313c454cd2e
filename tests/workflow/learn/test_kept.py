"""Clips that were kept by a run that did not end are asked about all the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile

from coincide.catalog import CatalogStore
from coincide.workflow.learn.kept import COMMAND, keep_clip, kept_clips, register_kept


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(learned, tmp_path / "sounds.coincide"))


@pytest.fixture
def clip(sounds: Path, tmp_path: Path) -> Path:
    sound, rate_hz = soundfile.read(sounds / "r0.wav")
    soundfile.write(tmp_path / "clip.wav", sound[20_000:36_000], rate_hz)
    return tmp_path / "clip.wav"


def test_a_clip_of_a_run_that_was_killed_is_asked_about_with_its_guess(catalog: Path, clip: Path) -> None:
    name = _lie(catalog, clip)
    with CatalogStore.open(catalog, write=True) as store:
        run_id = store.runs.begin(COMMAND, seed=0, settings={"name": "buzz", "who": "", "clip": name}, versions={})
        register_kept(store, run_id=run_id)
        assert [kept.guess for kept in kept_clips(store)] == ["buzz"]


def test_a_clip_that_was_only_copied_is_asked_about(catalog: Path, clip: Path) -> None:
    _lie(catalog, clip)
    with CatalogStore.open(catalog, write=True) as store:
        register_kept(store, run_id=store.runs.begin("learn", seed=0, settings={}, versions={}))
        assert [kept.guess for kept in kept_clips(store)] == [""]


def test_sound_that_a_person_put_among_the_clips_is_not_asked_about(catalog: Path, clip: Path) -> None:
    (catalog / "kept").mkdir()
    shutil.copy(clip, catalog / "kept" / "mine.wav")
    with CatalogStore.open(catalog, write=True) as store:
        register_kept(store, run_id=store.runs.begin("learn", seed=0, settings={}, versions={}))
        assert kept_clips(store) == []


def test_a_clip_that_was_kept_to_the_end_is_asked_about_once(catalog: Path, clip: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        keep_clip(store, clip, name="buzz")
        keep_clip(store, clip, name="buzz")
        assert [kept.guess for kept in kept_clips(store)] == ["buzz"]


def _lie(catalog: Path, clip: Path) -> str:
    """Copy the clip to where it is kept, as a run does before anything else; return the name of its file."""
    (catalog / "kept").mkdir()
    name = f"{'ab' * 12}.wav"
    shutil.copy(clip, catalog / "kept" / name)
    return name
