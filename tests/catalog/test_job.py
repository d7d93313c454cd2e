"""How far a command is, is told as long as it holds the catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide.catalog import CatalogStore, JobFile, JobState, current_job

STATE = JobState("events", 120.0, 600.0, "s of sound", 2.0, n_workers=4, dashboard="http://here")


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    return tmp_path / "c.coincide"


def noted(catalog: Path) -> JobFile:
    job = JobFile(catalog)
    job.count_workers, job.dashboard = lambda: STATE.n_workers, STATE.dashboard
    job.note(STATE.stage, STATE.done, STATE.total, STATE.unit, STATE.seconds)
    return job


def test_a_running_job_is_told(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True):
        noted(catalog)
        assert current_job(catalog) == STATE


def test_a_job_that_cannot_be_noted_leaves_nothing(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True):
        (catalog / "job.json").mkdir()
        noted(catalog)
        assert list(catalog.glob("*.tmp")) == []


def test_a_job_whose_command_was_killed_is_not_told(catalog: Path) -> None:
    noted(catalog)
    assert current_job(catalog) is None


def test_a_job_that_ended_is_not_told(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True):
        noted(catalog).remove()
        assert current_job(catalog) is None


def test_a_damaged_note_is_not_told(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True):
        noted(catalog)
        (catalog / "job.json").write_text("{", encoding="utf-8")
        assert current_job(catalog) is None


def test_a_stage_that_begins_is_noted_at_once(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True):
        noted(catalog).note("patches", 0.0, 10.0, "events", 0.0)
        found = current_job(catalog)
        assert found is not None
        assert found.stage == "patches"


def test_the_rest_takes_as_long_as_the_rate_says() -> None:
    assert (STATE.rate, STATE.left_s) == (60.0, 8.0)


def test_the_rest_is_unknown_before_anything_is_done() -> None:
    assert JobState("events", 0.0, 600.0, "s of sound", 0.0).left_s is None
