"""A small learned catalog behind the app: one that is only read, and copies to change."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from made_once import made_once, own_copy
from starlette.testclient import TestClient
from web_client import client_of

from coincide.survey import make_season
from coincide.workflow.survey.season_catalog import store_season


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


@pytest.fixture(scope="session")
def season_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated season of two sites and two days, for all processes: times and places, but no sound; copy it."""

    def make(folder: Path) -> None:
        store_season(make_season(n_sites=2, n_days=2, drift_s_per_day=0), folder / "season.coincide")

    return made_once(tmp_path_factory, "season", make) / "season.coincide"


@pytest.fixture(scope="session")
def season_reader(season_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[TestClient]:
    """The app over the season, with the key; change nothing through it."""
    with client_of(own_copy(tmp_path_factory, season_once)) as client:
        yield client
