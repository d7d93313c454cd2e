"""A small learned catalog behind the app: one that is only read, and copies to change."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from labeling import copy_of
from starlette.testclient import TestClient
from web_client import client_of


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
