"""A folder of recordings and a catalog learned from it, made once and only read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from workflow_examples import quick_learn, write_folder


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings of 15 s at 16 kHz; do not change them."""
    return write_folder(tmp_path_factory.mktemp("workflow") / "sounds")


@pytest.fixture(scope="session")
def learned(sounds: Path) -> Path:
    """The catalog of `sounds`; do not change it."""
    return quick_learn(sounds, sounds.with_name("sounds.coincide")).catalog
