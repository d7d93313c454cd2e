"""A catalog with names, and its recognizer for the browser, made once and only read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from workflow_examples import SEEDS, quick, quick_learn, write_calls

from coincide.annotations import RecordingSpan, write_csv
from coincide.recognize.image.weights import CACHE
from coincide.workflow.annotations import import_annotations
from coincide.workflow.live import LiveRecognizer, live_recognizer

DURATION_S = 15.0
N_STEPS = 150
"""Enough that calls are told apart wherever the microphone stands."""


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the recognizer of pictures where all tests of a run find it, and nobody else."""
    monkeypatch.setenv(CACHE, str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def unnamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of two recordings without names; do not change it."""
    folder = tmp_path_factory.mktemp("export") / "sounds"
    for number in range(2):
        truth = write_calls(folder / f"r{number}.wav", seed=SEEDS[number], duration_s=DURATION_S)
        place = RecordingSpan(f"r{number}.wav", str(folder / f"r{number}.wav"), DURATION_S, 16_000)
        write_csv(folder.parent / f"r{number}.csv", truth, [place])
    settings = quick(embed={"steps": N_STEPS})
    return quick_learn(folder, folder.with_name("sounds.coincide"), settings=settings).catalog


@pytest.fixture(scope="session")
def named(unnamed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the true names; do not change it."""
    copy = tmp_path_factory.mktemp("named") / "sounds.coincide"
    shutil.copytree(unnamed, copy)
    for number in range(2):
        import_annotations(copy, unnamed.with_name(f"r{number}.csv"))
    return copy


@pytest.fixture(scope="session")
def recognizer(named: Path) -> LiveRecognizer:
    """The recognizer of `named` for the browser."""
    return live_recognizer(named)
