"""Calls that are all alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from labeling import events_of, row_of, write_table
from workflow_examples import quick

from coincide.workflow.annotations import import_annotations
from coincide.workflow.info.info import Info, info
from coincide.workflow.learn.learn import learn
from coincide.workflow.recognize.recognize import RecognizeOptions, recognize

pytestmark = pytest.mark.slow

RATE_HZ = 16_000
_N_CALLS = 14


def _write(place: Path) -> None:
    """Write one whistle 14 times into noise."""
    rng = np.random.default_rng(0)
    times_s = np.arange(round(0.15 * RATE_HZ)) / RATE_HZ
    whistle = np.sin(2 * np.pi * (1500 * times_s + 4000 * times_s**2)) * np.hanning(len(times_s)) ** 0.3
    sound = 0.003 * rng.standard_normal(20 * RATE_HZ)
    for number in range(_N_CALLS):
        start = round((0.8 + number * 1.3) * RATE_HZ)
        sound[start : start + len(times_s)] += 0.1 * whistle
    soundfile.write(place, sound, RATE_HZ)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    folder.mkdir()
    _write(folder / "r0.wav")
    return folder


@pytest.mark.parametrize("space", ["both", "logmel"])
def test_one_sound_is_one_category(sounds: Path, tmp_path: Path, space: str) -> None:
    found = _learned(sounds, tmp_path, embed={"space": space})
    assert [category.size for category in found.categories] == [_N_CALLS]
    assert str(found.model_facts["counting"]).startswith("Calls are so alike that they are one category")
    assert "stability" not in found.model_facts


def test_how_categories_are_apart_is_no_reason_where_there_is_one(sounds: Path, tmp_path: Path) -> None:
    found = _learned(sounds, tmp_path, embed={"space": "both"})
    assert str(found.model_facts["way"]).endswith("compared by the learned embedding and log-mel + PCA.")


def test_a_number_that_was_asked_for_is_kept_but_not_sure(sounds: Path, tmp_path: Path) -> None:
    found = _learned(sounds, tmp_path, categorize={"categories": 5})
    assert (len(found.categories), found.n_unsure) == (5, 0)
    assert max(category.certainty for category in found.categories) < 0.9


def test_the_usual_limit_for_unsure_is_kept_if_a_person_sets_it(sounds: Path, tmp_path: Path) -> None:
    found = _learned(sounds, tmp_path, categorize={"categories": 5, "unsure_below": 0.3})
    assert found.n_unsure > 0


def test_calls_are_recognized_as_the_only_category(sounds: Path, tmp_path: Path) -> None:
    _learned(sounds, tmp_path)
    calls = recognize(tmp_path / "catalog", [sounds / "r0.wav"], wanted=RecognizeOptions(categories=True)).calls
    assert len(calls) == _N_CALLS


def test_people_who_heard_two_kinds_are_not_overruled(sounds: Path, tmp_path: Path) -> None:
    _learned(sounds, tmp_path)
    rows = [row_of(event, "ab"[number % 2]) for number, event in enumerate(events_of(tmp_path / "catalog"))]
    import_annotations(tmp_path / "catalog", write_table(tmp_path / "table.csv", rows))
    assert len(_learned(sounds, tmp_path, embed={"steps": 21}).categories) > 1


def _learned(sounds: Path, tmp_path: Path, **settings: dict[str, object]) -> Info:
    learn(sounds, catalog=tmp_path / "catalog", settings=quick(**settings))
    return info(tmp_path / "catalog")
