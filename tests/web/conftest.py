"""A small learned catalog behind the app: one that is only read, and copies to change."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
import torch
from labeling import copy_of
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import quick_learn, write_folder


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings of 15 s at 16 kHz; do not change them."""
    return write_folder(tmp_path_factory.mktemp("web") / "sounds")


@pytest.fixture(scope="session")
def learned(sounds: Path) -> Path:
    """The catalog of `sounds`; do not change it."""
    return quick_learn(sounds, sounds.with_name("sounds.coincide")).catalog


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    """A copy of `learned`; change it as you like."""
    return copy_of(learned, tmp_path)


@pytest.fixture(scope="session")
def reader(learned: Path) -> Generator[TestClient]:
    """The app over `learned`, with the key; change nothing through it."""
    with client_of(learned) as client:
        yield client


@pytest.fixture
def app(catalog: Path) -> Generator[TestClient]:
    """The app over `catalog`, with the key."""
    with client_of(catalog) as client:
        yield client
