"""Labels of selected events: stored, replaced, taken back, undone; and what many of them do to a session."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from labeling import answers_of, labels_of
from starlette.testclient import TestClient

from coincide.learned.teaching_labels import labels_to_teach

pytestmark = pytest.mark.slow


def label(app: TestClient, ids: list[int], name: str) -> int:
    answer = app.put("/api/labels", json={"event_ids": ids, "label": name})
    assert answer.status_code == 200, answer.text
    return answer.json()["n"]


def label_of(app: TestClient, event_id: int) -> str | None:
    return app.get(f"/api/events/{event_id}").json()["label"]


def test_selected_events_get_the_label(app: TestClient, catalog: Path) -> None:
    assert label(app, [3, 1, 2, 3], "buzz") == 3
    assert [(each.label, each.how, each.recording) for each in labels_of(catalog)] == [
        ("buzz", "selected", "r0.wav")
    ] * 3


def test_a_second_label_replaces_the_first(app: TestClient, catalog: Path) -> None:
    label(app, [1, 2], "buzz")
    label(app, [2], "hum")
    assert [label_of(app, each) for each in (1, 2)] == ["buzz", "hum"]
    assert len(labels_of(catalog)) == 2


def test_an_empty_label_takes_back(app: TestClient, catalog: Path) -> None:
    label(app, [1, 2], "buzz")
    assert label(app, [2, 3], "") == 1
    assert [label_of(app, each) for each in (1, 2, 3)] == ["buzz", None, None]
    assert len(labels_of(catalog)) == 1


def test_a_label_of_an_answered_event_counts(app: TestClient) -> None:
    question = app.get("/api/label/queue").json()["questions"][0]
    app.put(f"/api/label/answers/{question['key']}", json={"answer": "name", "name": "asked"})
    label(app, [question["event"]["id"]], "selected")
    assert label_of(app, question["event"]["id"]) == "selected"


def test_an_answer_can_be_taken_back_by_selection_and_undone(app: TestClient, catalog: Path) -> None:
    question = app.get("/api/label/queue").json()["questions"][0]
    app.put(f"/api/label/answers/{question['key']}", json={"answer": "name", "name": "asked"})
    assert label(app, [question["event"]["id"]], "") == 1
    assert answers_of(catalog) == []
    app.post("/api/undo")
    assert [each.name for each in answers_of(catalog)] == ["asked"]


def test_one_undo_takes_the_whole_selection_back(app: TestClient) -> None:
    label(app, [1, 2], "old")
    label(app, list(range(1, 20)), "new")
    assert app.post("/api/undo").json()["undone"] == "19 events no longer labeled new."
    assert [label_of(app, each) for each in (1, 2, 3)] == ["old", "old", None]


def test_a_change_is_undone_by_its_own_number_though_a_later_one_stands(app: TestClient) -> None:
    first, _ = (app.put("/api/labels", json={"event_ids": [n], "label": "buzz"}) for n in (1, 2))
    undone = app.post("/api/undo", json={"change": int(first.headers["X-Change"])})
    assert undone.json() == {"undone": "1 event no longer labeled buzz."}
    assert [label_of(app, each) for each in (1, 2)] == [None, "buzz"]


@pytest.mark.parametrize(
    "body",
    [
        {"event_ids": [], "label": "x"},
        {"event_ids": [0], "label": "x"},
        {"event_ids": [True], "label": "x"},
        {"event_ids": ["1"], "label": "x"},
        {"event_ids": [1.5], "label": "x"},
        {"event_ids": [1], "label": "x" * 201},
        {"event_ids": [1], "label": 5},
        {"event_ids": [1]},
        {"event_ids": [1], "label": "x", "who": "me"},
    ],
)
def test_labels_of_a_wrong_form_are_refused(app: TestClient, catalog: Path, body: object) -> None:
    assert app.put("/api/labels", json=body).status_code == 422
    assert labels_of(catalog) == []


def test_a_number_that_is_whole_is_taken_as_one(app: TestClient) -> None:
    assert app.put("/api/labels", json={"event_ids": [1.0], "label": "x"}).json() == {"n": 1}


def test_an_unknown_event_among_them_changes_nothing(app: TestClient, catalog: Path) -> None:
    assert app.put("/api/labels", json={"event_ids": [1, 9999], "label": "x"}).status_code == 404
    assert labels_of(catalog) == []


def test_a_label_cannot_be_what_stands_for_no_name(app: TestClient, catalog: Path) -> None:
    assert app.put("/api/labels", json={"event_ids": [1], "label": "unknown"}).status_code == 422
    assert labels_of(catalog) == []


def test_too_many_events_are_refused(app: TestClient) -> None:
    assert app.put("/api/labels", json={"event_ids": list(range(1, 100_002)), "label": "x"}).status_code == 422


def test_few_labels_all_teach() -> None:
    labels = {3: "a", 1: "b"}
    assert list(labels_to_teach(labels, limit=2).items()) == list(labels.items())


def test_of_many_labels_every_name_teaches_its_share() -> None:
    labels = {row: "rare" if row < 3 else f"name {row % 2}" for row in range(1000)}
    chosen = labels_to_teach(labels, limit=101)
    counts = {name: list(chosen.values()).count(name) for name in set(chosen.values())}
    assert counts == {"rare": 3, "name 0": 49, "name 1": 49}


def test_the_choice_of_labels_is_the_same_each_time() -> None:
    labels = dict.fromkeys(np.random.default_rng(1).permutation(500).tolist(), "a")
    assert labels_to_teach(labels, limit=9) == labels_to_teach(dict(labels), limit=9)
