"""Questions: asked ahead, answered in any order and more than once, taken back; every answer is stored at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from labeling import answers_of, labels_of
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import quick_learn

from coincide.catalog import CatalogStore
from coincide.workflow.label.questions import Questions

pytestmark = pytest.mark.slow


def keys(state: dict[str, Any]) -> list[str]:
    return [question["key"] for question in state["questions"]]


def ask(app: TestClient, n: int = 5) -> dict[str, Any]:
    return app.get(f"/api/label/queue?n={n}").json()


def answer(app: TestClient, key: str, kind: str = "name", name: str = "") -> dict[str, Any]:
    found = app.put(f"/api/label/answers/{key}", json={"answer": kind, "name": name})
    assert found.status_code == 200, found.text
    return found.json()


def test_the_first_question_is_that_of_the_command(app: TestClient, catalog: Path) -> None:
    first = ask(app)["questions"][0]
    with Questions(catalog) as questions:
        asked = questions.ask()
    assert asked is not None
    assert [member["id"] for member in first["members"]] == [member.event.id for member in asked.members]


def test_questions_asked_ahead_are_different_ones(app: TestClient) -> None:
    found = keys(ask(app))
    assert len(set(found)) == 5


def test_an_answer_is_in_the_catalog_before_the_next_question(app: TestClient, catalog: Path) -> None:
    question = ask(app)["questions"][0]
    after = answer(app, question["key"], name="trill")
    stored = answers_of(catalog)
    assert [(each.name, each.size) for each in stored] == [("trill", question["size"])]
    assert (after["n_answers"], after["names"], question["key"] in keys(after)) == (1, ["trill"], False)


def test_the_same_answer_again_changes_nothing(app: TestClient, catalog: Path) -> None:
    key = keys(ask(app))[0]
    first, second = (answer(app, key, name="trill") for _ in range(2))
    assert first == second
    assert len(answers_of(catalog)) == 1


def test_another_answer_to_the_same_question_replaces_it(app: TestClient, catalog: Path) -> None:
    key = keys(ask(app))[0]
    answer(app, key, name="trill")
    assert answer(app, key, "noise")["n_answers"] == 1
    assert [each.answer for each in answers_of(catalog)] == ["noise"]


def test_questions_may_be_answered_in_any_order(app: TestClient) -> None:
    first = keys(ask(app))
    for key, name in zip(reversed(first), "edcba", strict=True):
        state = answer(app, key, name=name)
    assert state["n_answers"] == 5
    assert not set(first) & set(keys(state))


@pytest.mark.parametrize("kind", ["noise", "mixed", "skip"])
def test_every_kind_of_answer_is_stored(app: TestClient, catalog: Path, kind: str) -> None:
    answer(app, keys(ask(app))[0], kind)
    assert [each.answer for each in answers_of(catalog)] == [kind]


def test_a_name_in_other_capitals_is_the_known_one(app: TestClient) -> None:
    first, second = keys(ask(app))[:2]
    answer(app, first, name="Zip")
    assert answer(app, second, name="zIP")["names"] == ["Zip"]


def test_undo_takes_the_last_answer_back_and_asks_it_first(app: TestClient, catalog: Path) -> None:
    first, second = keys(ask(app))[:2]
    answer(app, first, name="a")
    answer(app, second, name="b")
    state = app.post("/api/label/undo").json()
    assert (state["n_answers"], keys(state)[0]) == (1, second)
    assert [label.label for label in labels_of(catalog)] == ["a"]


def test_undo_takes_any_answer_back(app: TestClient, catalog: Path) -> None:
    first, second = keys(ask(app))[:2]
    answer(app, first, name="a")
    answer(app, second, name="b")
    for _ in range(2):  # the second time nothing happens
        state = app.post("/api/label/undo", json={"key": first}).json()
    assert (state["n_answers"], keys(state)[0]) == (1, first)
    assert [each.name for each in answers_of(catalog)] == ["b"]
    assert answer(app, first, name="c")["n_answers"] == 2


def test_undo_without_an_answer_does_nothing(app: TestClient) -> None:
    assert app.post("/api/label/undo").json()["undo_available"] is False


def test_the_curve_has_a_point_per_answer(app: TestClient) -> None:
    for name in "ab":
        answer(app, keys(ask(app))[0], name=name)
    points = app.get("/api/label/curve").json()
    assert [point["n_labels"] for point in points] == [1, 2]
    assert all(0 <= point["estimate"] <= 1 for point in points)


def test_a_session_goes_on_after_a_restart(catalog: Path) -> None:
    with client_of(catalog) as app:
        before = answer(app, keys(ask(app))[0], name="trill")
    with client_of(catalog) as app:
        after = ask(app)
    assert (keys(after), after["names"], after["n_answers"]) == (keys(before), ["trill"], 1)


def test_a_question_from_before_a_restart_can_be_answered(catalog: Path) -> None:
    with client_of(catalog) as app:
        key = keys(ask(app))[0]
    with client_of(catalog) as app:
        assert answer(app, key, name="trill")["n_answers"] == 1


def test_an_answer_from_before_a_restart_can_be_taken_back(catalog: Path) -> None:
    with client_of(catalog) as app:
        first, second = keys(ask(app))[:2]
        answer(app, first, name="a")
        answer(app, second, name="b")
    with client_of(catalog) as app:
        state = app.post("/api/label/undo", json={"key": first}).json()
    assert state["n_answers"] == 1
    assert [each.name for each in answers_of(catalog)] == ["b"]


def test_the_same_answer_again_changes_nothing_after_a_restart_either(catalog: Path) -> None:
    with client_of(catalog) as app:
        key = keys(ask(app))[0]
        answer(app, key, name="trill")
    with client_of(catalog) as app:
        assert answer(app, key, name="trill")["n_answers"] == 1
        assert answer(app, key, name="hoot")["n_answers"] == 1


@pytest.mark.parametrize("who", ["Ben", ""])
def test_a_page_leaves_the_answer_of_a_terminal_to_the_question_that_it_shows(catalog: Path, who: str) -> None:
    with client_of(catalog) as app:
        key = keys(ask(app))[0]
        with Questions(catalog, who=who) as questions:
            questions.name("theirs")
        answer(app, key, name="mine")
    assert [each.name for each in answers_of(catalog)] == ["theirs", "mine"]


def test_a_question_that_was_asked_before_learning_can_be_answered_after(
    app: TestClient, catalog: Path, sounds: Path
) -> None:
    first, second = ask(app)["questions"][:2]
    quick_learn(sounds, catalog, seed=5)
    for _ in range(2):  # a page that did not hear the response asks again
        answer(app, first["key"], name="trill")
    assert answer(app, second["key"], "skip")["n_answers"] == 2
    assert app.get(f"/api/events/{first['event']['id']}").json()["label"] == "trill"
    assert [each.name for each in answers_of(catalog)] == ["trill", ""]


def test_an_answer_to_a_question_from_before_learning_can_be_taken_back(
    app: TestClient, catalog: Path, sounds: Path
) -> None:
    key = keys(ask(app))[0]
    quick_learn(sounds, catalog, seed=5)
    answer(app, key, name="trill")
    assert app.post("/api/label/undo", json={"key": key}).json()["n_answers"] == 0
    assert answers_of(catalog) == []


def test_a_question_of_another_catalog_is_not_answered_here(catalog: Path) -> None:
    with client_of(catalog) as app:
        own = keys(ask(app))[0]
        model, _, rest = own.partition("-")
        refused = app.put(f"/api/label/answers/{'0' * len(model)}-{rest}", json={"answer": "noise"})
    assert (refused.status_code, answers_of(catalog)) == (404, [])


def test_the_session_takes_in_what_the_command_asked_meanwhile(app: TestClient, catalog: Path) -> None:
    ask(app)
    with Questions(catalog) as questions:
        questions.name("from the terminal")
    assert ask(app)["names"] == ["from the terminal"]


def test_the_session_takes_in_labels_of_a_selection(app: TestClient) -> None:
    ask(app)
    app.put("/api/labels", json={"event_ids": [1, 2], "label": "from the map"})
    assert ask(app)["names"] == ["from the map"]


def test_answers_name_the_categories(catalog: Path) -> None:
    with client_of(catalog) as app:
        for _ in range(4):
            question = ask(app)["questions"][0]
            answer(app, question["key"], name=f"kind {question['event']['category']}")
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        named = {category.number: category.name for category in store.categories.all(model.id)}
    assert len(named) >= 2
    assert named == {number: f"kind {number}" for number in named}


@pytest.mark.parametrize("key", ["1-999", "x", "kept-1", "kept-99", "%00", "..", "1-16/2"])
def test_an_unknown_question_is_told(app: TestClient, key: str) -> None:
    assert app.put(f"/api/label/answers/{key}", json={"answer": "skip"}).status_code in (404, 405)


_NO_NAMES = [{"answer": "name"}, {"answer": "name", "name": " "}, {"answer": "name", "name": "unknown"}]


@pytest.mark.parametrize("body", [*_NO_NAMES, {"answer": "maybe"}, {}, []])
def test_an_answer_that_is_none_is_refused(app: TestClient, catalog: Path, body: object) -> None:
    key = keys(ask(app))[0]
    assert app.put(f"/api/label/answers/{key}", json=body).status_code == 422
    assert answers_of(catalog) == []


def test_an_answer_while_another_command_writes_is_not_half_taken(app: TestClient, catalog: Path) -> None:
    key = keys(ask(app))[0]
    with CatalogStore.open(catalog, write=True, command="coincide learn"):
        refused = app.put(f"/api/label/answers/{key}", json={"answer": "name", "name": "a"})
        assert keys(ask(app))[0] == key
    assert refused.status_code == 409
    assert "`coincide learn`" in refused.json()["detail"]
    assert answer(app, key, name="a")["n_answers"] == 1
