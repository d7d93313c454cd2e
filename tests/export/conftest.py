"""A catalog with names, and its recognizer for the browser, made once and only read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_once import made_once, own_copy, shared_folder
from workflow_examples import SEEDS, quick, quick_learn, write_calls

from coincide.annotations import RecordingSpan, write_annotations
from coincide.app.recognizer_maker import RecognizerMaker
from coincide.recognize.image.weights import CACHE
from coincide.workflow.annotations import import_annotations
from coincide.workflow.export.live import LiveRecognizer, live_recognizer

DURATION_S = 15.0
N_STEPS = 150
"""Enough that calls are told apart wherever the microphone stands."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the recognizer of pictures where all tests of a run find it, and nobody else."""
    monkeypatch.setenv(CACHE, str(shared_folder(tmp_path_factory) / "cache"))


@pytest.fixture(scope="session")
def learned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was learned from two recordings, and beside it their names as tables, for all processes."""

    def make(folder: Path) -> None:
        for number in range(2):
            path = folder / "sounds" / f"r{number}.wav"
            truth = write_calls(path, seed=SEEDS[number], duration_s=DURATION_S)
            span = RecordingSpan(path.name, str(path), DURATION_S, 16_000)
            write_annotations(folder / f"r{number}.csv", truth, [span], format="csv")
        settings = quick(embed={"steps": N_STEPS})
        quick_learn(folder / "sounds", folder / "sounds.coincide", settings=settings)

    return made_once(tmp_path_factory, "export", make)


@pytest.fixture(scope="session")
def unnamed(learned_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of two recordings without names; do not change it."""
    return own_copy(tmp_path_factory, learned_once / "sounds.coincide")


@pytest.fixture(scope="session")
def named_once(learned_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the true names and with its recognizer for the browser, for all processes; copy it.

    The recognizer is made by a process of its own, as the app does it: while PyTorch exports, it replaces functions of
    Python for all threads.
    """

    def make(folder: Path) -> None:
        catalog = Path(shutil.copytree(learned_once / "sounds.coincide", folder / "sounds.coincide"))
        for number in range(2):
            import_annotations(catalog, learned_once / f"r{number}.csv")
        RecognizerMaker("sound").make(catalog, is_awaited=True)

    return made_once(tmp_path_factory, "export-named", make) / "sounds.coincide"


@pytest.fixture(scope="session")
def named(named_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of two recordings with the true names; do not change it."""
    return own_copy(tmp_path_factory, named_once)


@pytest.fixture(scope="session")
def recognizer(named: Path) -> LiveRecognizer:
    """The recognizer of `named` for the browser."""
    return live_recognizer(named)
