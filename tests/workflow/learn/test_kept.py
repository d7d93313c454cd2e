"""Clips that were kept by a run that did not end are asked about all the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile
from workflow_examples import quick_learn

from coincide.catalog import CatalogStore
from coincide.learned.answers import CATEGORY, answer_about
from coincide.learned.opened import LearnedCatalog
from coincide.records import Event
from coincide.workflow.export.live import embedding_key
from coincide.workflow.learn.kept import COMMAND, keep_clip, kept_clips, register_kept
from coincide.workflow.progress import Silent
from coincide.workflow.recognize.recognizer_file import open_recognizer


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


def test_a_clip_whose_file_is_gone_can_be_kept_again(catalog: Path, clip: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        keep_clip(store, clip)
        shutil.rmtree(catalog / "kept")
        keep_clip(store, clip)
        assert len(kept_clips(store)) == 1


def test_a_clip_that_was_kept_to_the_end_is_asked_about_once(catalog: Path, clip: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        keep_clip(store, clip, name="buzz")
        keep_clip(store, clip, name="buzz")
        assert [kept.guess for kept in kept_clips(store)] == ["buzz"]


def test_the_name_of_a_clip_is_taught_once_its_event_has_joined_the_model(
    sounds: Path, catalog: Path, clip: Path
) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        events = LearnedCatalog(store).contents.events
        _say(store, events[0], "a")
        _say(store, events[1], "b")
        keep_clip(store, clip)
        _say(store, kept_clips(store)[0].event, "new")
        assert _taught(store) == ("a", "b")
    assert quick_learn(sounds, catalog, use_labels=False).what == "extended"
    with CatalogStore.open(catalog) as store:
        assert _taught(store) == ("a", "b", "new")


def test_new_events_change_no_embedding_of_the_live_page(sounds: Path, catalog: Path, clip: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        before = embedding_key(LearnedCatalog(store).model, 16_000)
        keep_clip(store, clip)
    assert quick_learn(sounds, catalog).what == "extended"
    with CatalogStore.open(catalog) as store:
        assert embedding_key(LearnedCatalog(store).model, 16_000) == before


def _say(store: CatalogStore, event: Event, name: str) -> None:
    model = store.models.current()
    assert model is not None
    store.answers.put(
        answer_about([event], question=CATEGORY, answer="name", name=name, who="", strategy="", model_id=model.id)
    )


def _taught(store: CatalogStore) -> tuple[str, ...]:
    """The names that the recognizer of a catalog knows."""
    taught = open_recognizer(LearnedCatalog(store), progress=Silent())
    assert taught is not None
    return taught.recognizer.classifier.names


def _lie(catalog: Path, clip: Path) -> str:
    """Copy the clip to where it is kept, as a run does before anything else; return the name of its file."""
    (catalog / "kept").mkdir()
    name = f"{'ab' * 12}.wav"
    shutil.copy(clip, catalog / "kept" / name)
    return name
