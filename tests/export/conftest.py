"""A catalog with names, and its recognizer for the browser, which are only read."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_once import own_copy, shared_folder

from coincide.recognize.image.weights import CACHE
from coincide.workflow.export.live import LiveRecognizer, live_recognizer


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the recognizer of pictures where all tests of a run find it, and nobody else."""
    monkeypatch.setenv(CACHE, str(shared_folder(tmp_path_factory) / "cache"))


@pytest.fixture(scope="session")
def unnamed(lesson_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of two recordings without names; do not change it."""
    return own_copy(tmp_path_factory, lesson_once / "learned.coincide")


@pytest.fixture(scope="session")
def named(named_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of two recordings with the true names; do not change it."""
    return own_copy(tmp_path_factory, named_once)


@pytest.fixture(scope="session")
def recognizer(named: Path) -> LiveRecognizer:
    """The recognizer of `named` for the browser."""
    return live_recognizer(named)
