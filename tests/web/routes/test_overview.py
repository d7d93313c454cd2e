"""The first page and the runs, also of a catalog in which nothing was learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import RATE_HZ, quick

from coincide.catalog import CatalogStore
from coincide.errors import NothingFoundError
from coincide.workflow.learn.learn import learn


def unlearned(folder: Path) -> Path:
    """A catalog whose first learning was stopped early."""
    catalog = folder / "half.coincide"
    with CatalogStore.open(catalog, create=True) as store:
        store.roots.add("/field/2024")
    return catalog


def failed(folder: Path) -> Path:
    """A catalog of four seconds in which nothing calls."""
    sounds = folder / "silence"
    sounds.mkdir()
    hiss = np.random.default_rng(0).normal(0, 1e-3, 4 * RATE_HZ)
    soundfile.write(sounds / "hiss.wav", hiss, RATE_HZ)
    with pytest.raises(NothingFoundError, match="look for fainter events with `--events-onset-z"):
        learn(sounds, catalog=folder / "silence.coincide", settings=quick())
    return folder / "silence.coincide"


def test_the_overview_counts_what_was_found(reader: TestClient) -> None:
    found = reader.get("/api/overview").json()
    assert (found["n_recordings"], found["total_s"], found["is_learned"]) == (2, 30.0, True)
    assert found["n_events"] == len(reader.get("/api/recordings/1/events").json()) * 2


def test_the_overview_judges_the_baselines_by_copies(reader: TestClient) -> None:
    ours, *others = reader.get("/api/overview").json()["baselines"]
    assert (ours["method"], ours["verdict"], ours["is_better"]) == ("coincide", "what you see", False)
    for other in others:
        is_better = other["copies"] is not None and other["copies"] > ours["copies"]
        assert (other["is_better"], other["verdict"]) == (is_better, "better than ours" if is_better else "")


def test_the_overview_says_who_is_writing(app: TestClient, catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True, command="coincide learn"):
        busy = app.get("/api/overview").json()["busy"]
    assert busy.startswith("`coincide learn` has been writing since")
    assert app.get("/api/overview").json()["busy"] is None


def test_the_overview_of_an_unlearned_catalog_tells_what_to_run(tmp_path: Path) -> None:
    with client_of(unlearned(tmp_path)) as client:
        found = client.get("/api/overview").json()
    assert found["is_learned"] is False
    assert found["next_steps"][0]["command"].startswith("coincide learn /field/2024 --catalog")


def test_a_catalog_whose_learning_failed_says_why_everywhere(tmp_path: Path) -> None:
    catalog = failed(tmp_path)
    with CatalogStore.open(catalog) as store:
        reason = store.runs.all()[-1].error
    with client_of(catalog) as client:
        found = client.get("/api/overview").json()
        refused = client.get("/api/categories").json()["detail"]
    assert found["stopped"] == reason
    assert found["next_steps"] == [
        {
            "command": f"coincide learn {tmp_path / 'silence'} --catalog {catalog}",
            "why": "do what the message says, then learn again; it continues where it stopped",
        }
    ]
    assert refused == f"Nothing has been learned yet in `{catalog}`. The last `coincide learn` stopped: {reason}"


def test_a_failure_is_not_told_once_learning_ended_well(catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        store.runs.fail(store.runs.begin("learn", seed=0, settings={}, versions={}), error="no room. Make some.")
        store.runs.finish(store.runs.begin("learn", seed=0, settings={}, versions={}), results={})
        store.runs.fail(store.runs.begin("parse", seed=0, settings={}, versions={}), error="nothing to parse.")
    with client_of(catalog) as client:
        assert client.get("/api/overview").json()["stopped"] is None


def test_everything_else_of_an_unlearned_catalog_tells_what_to_run(tmp_path: Path) -> None:
    paths = ("/api/categories", "/api/map", "/api/label/queue", "/api/live", "/api/events/1")
    with client_of(unlearned(tmp_path)) as client:
        answers = [client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {409}
    assert all("Run `coincide learn" in answer.json()["detail"] for answer in answers)


def test_the_runs_tell_the_newest_first(reader: TestClient) -> None:
    runs = reader.get("/api/runs").json()
    assert runs[0]["command"] == "learn"
    assert runs[0]["settings"]["embed"]["steps"] == 20


def test_the_runs_leave_out_what_only_undoing_needs(app: TestClient) -> None:
    app.post("/api/categories/merge", json={"numbers": [1, 2]})
    assert app.get("/api/runs").json()[0]["results"] == {"number": 1}
