"""Several tabs, other commands and restarts: nobody stands in another's way, and nothing is lost."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from labeling import answers_of, labels_of, names_of_categories
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import grouped, quick_learn, write_calls

pytestmark = pytest.mark.slow

PATHS = ("/api/overview", "/api/categories", "/api/map", "/api/events/1", "/api/recordings/1/events", "/api/runs")


def test_reading_goes_on_while_another_command_learns(app: TestClient, catalog: Path, tmp_path: Path) -> None:
    write_calls(tmp_path / "more" / "r9.wav", seed=9, duration_s=4.0)
    statuses: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            statuses.extend(app.get(path).status_code for path in PATHS)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        learned = quick_learn(tmp_path / "more", catalog)
    finally:
        done.set()
        reader.join()
    assert learned.what == "extended"
    assert set(statuses) == {200}
    assert app.get("/api/overview").json()["n_events"] == 42 + learned.n_new_events


def test_a_new_model_is_served_as_soon_as_it_is_learned(app: TestClient, catalog: Path, sounds: Path) -> None:
    before = app.get("/api/map").headers["ETag"]
    app.get("/api/label/queue")
    quick_learn(sounds, catalog, seed=5)
    assert app.get("/api/map").headers["ETag"] != before
    assert app.get("/api/label/queue").status_code == 200
    assert app.post("/api/search", json={"event_id": 1, "k": 3}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("merge", {"numbers": [1, 2]}),
        ("1/name", {"name": "trill"}),
        ("1/noise", None),
        ("1/split", {"into": 2}),
    ],
)
def test_a_change_to_categories_of_an_earlier_model_is_refused(
    app: TestClient, catalog: Path, sounds: Path, path: str, body: object
) -> None:
    shown = app.get("/api/model").json()["model"]
    quick_learn(sounds, catalog, seed=5)
    before = grouped(catalog)
    refused = app.post(f"/api/categories/{path}?model={shown}", json=body)
    said = "`coincide learn` has made new categories since this page was opened. Reload the page."
    assert (refused.status_code, refused.json()["detail"]) == (404, said)
    assert grouped(catalog) == before


def test_a_change_to_categories_of_the_current_model_is_made(app: TestClient) -> None:
    shown = app.get("/api/model").json()["model"]
    app.post("/api/categories/merge", json={"numbers": [1, 2]})
    named = app.post(f"/api/categories/3/name?model={shown}", json={"name": "trill"})
    assert named.json()["name"] == "trill"


def test_events_of_a_category_of_an_earlier_model_are_not_those_of_another(
    app: TestClient, catalog: Path, sounds: Path
) -> None:
    shown = app.get("/api/model").json()["model"]
    quick_learn(sounds, catalog, seed=5)
    assert app.get(f"/api/categories/1/events?offset=1&model={shown}").status_code == 404


def test_a_merge_ends_with_its_model(app: TestClient, catalog: Path, sounds: Path) -> None:
    app.post("/api/categories/merge", json={"numbers": [1, 2, 3]})
    quick_learn(sounds, catalog, seed=5)
    assert app.post("/api/undo").json() == {"undone": None}


def test_a_name_by_hand_is_known_to_the_next_model(app: TestClient, catalog: Path, sounds: Path) -> None:
    named = app.post("/api/categories/1/name", json={"name": "trill"}).json()
    quick_learn(sounds, catalog, seed=5)
    event = app.get(f"/api/events/{named['medoid_event_id']}").json()
    assert event["label"] == "trill"


def test_a_name_by_hand_stays_when_the_model_is_extended_until_undo(
    app: TestClient, catalog: Path, tmp_path: Path
) -> None:
    members = app.get("/api/categories/1/events").json()["events"]
    app.put("/api/labels", json={"event_ids": [each["id"] for each in members], "label": "other"})
    app.post("/api/categories/1/name", json={"name": "by hand"})
    _extend(catalog, tmp_path / "more")
    assert names_of_categories(catalog)[0] == "by hand"
    app.post("/api/undo")
    assert names_of_categories(catalog)[0] != "by hand"


def _extend(catalog: Path, more: Path) -> None:
    write_calls(more / "r9.wav", seed=9, duration_s=4.0)
    assert quick_learn(more, catalog, use_labels=False).what == "extended"


def test_undo_of_a_name_leaves_the_name_that_was_given_after_the_model_was_extended(
    app: TestClient, catalog: Path, tmp_path: Path
) -> None:
    first = app.post("/api/categories/1/name", json={"name": "first"}).headers["X-Change"]
    _extend(catalog, tmp_path / "more")
    app.post("/api/categories/1/name", json={"name": "second"})
    assert app.post("/api/undo", json={"change": int(first)}).status_code == 422
    assert names_of_categories(catalog)[0] == "second"


def test_undo_takes_a_name_from_the_category_that_its_own_had_joined_before_the_model_was_extended(
    app: TestClient, catalog: Path, tmp_path: Path
) -> None:
    name = app.post("/api/categories/2/name", json={"name": "x"}).headers["X-Change"]
    app.post("/api/categories/merge", json={"numbers": [1, 2]})
    _extend(catalog, tmp_path / "more")
    assert names_of_categories(catalog)[0] == "x"
    app.post("/api/undo", json={"change": int(name)})
    assert names_of_categories(catalog)[0] is None


def test_tabs_that_answer_at_once_lose_no_answer(app: TestClient, catalog: Path) -> None:
    keys = [question["key"] for question in app.get("/api/label/queue?n=8").json()["questions"]]

    def put(key: str) -> int:
        return app.put(f"/api/label/answers/{key}", json={"answer": "name", "name": f"kind {key}"}).status_code

    with ThreadPoolExecutor(4) as tabs:
        assert set(tabs.map(put, keys)) == {200}
    assert {answer.name for answer in answers_of(catalog)} == {f"kind {key}" for key in keys}


def test_changes_of_different_kinds_at_once_all_happen(app: TestClient, catalog: Path) -> None:
    def name() -> int:
        return app.post("/api/categories/2/name", json={"name": "hum"}).status_code

    def select() -> int:
        return app.put("/api/labels", json={"event_ids": [1, 2], "label": "buzz"}).status_code

    def split() -> int:
        return app.post("/api/categories/1/split", json={"into": 2}).status_code

    def read() -> int:
        return app.get("/api/categories").status_code

    jobs: list[Callable[[], int]] = [name, select, split, read, read]
    with ThreadPoolExecutor(len(jobs)) as tabs:
        assert [job.result() for job in [tabs.submit(job) for job in jobs]] == [200] * len(jobs)
    assert {label.label for label in labels_of(catalog)} == {"hum", "buzz"}
    assert len(app.get("/api/categories").json()) == 4


def test_all_is_there_after_a_restart(catalog: Path) -> None:
    with client_of(catalog) as app:
        app.post("/api/categories/1/split", json={"into": 2})
        app.post("/api/categories/2/name", json={"name": "hum"})
        app.put("/api/labels", json={"event_ids": [1], "label": "buzz"})
        before = [app.get(path).json() for path in ("/api/categories", "/api/events/1")]
    with client_of(catalog) as app:
        assert [app.get(path).json() for path in ("/api/categories", "/api/events/1")] == before
        assert app.post("/api/undo").json()["undone"] == "1 event no longer labeled buzz."


def test_a_catalog_that_was_replaced_by_another_is_opened_anew(app: TestClient, catalog: Path, learned: Path) -> None:
    app.post("/api/categories/merge", json={"numbers": [1, 2, 3]})
    shutil.rmtree(catalog)
    shutil.copytree(learned, catalog)
    assert len(app.get("/api/categories").json()) == 3


def test_a_catalog_that_is_gone_is_told(app: TestClient, catalog: Path) -> None:
    shutil.rmtree(catalog)
    assert app.post("/api/categories/1/name", json={"name": "x"}).status_code == 503
