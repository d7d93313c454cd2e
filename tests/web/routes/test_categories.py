"""Categories: listed, named, called noise, joined, parted; and each taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from labeling import answers_of, names_of_categories
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import grouped, quick_learn, write_calls

from coincide.catalog import CatalogStore


def numbers(app: TestClient) -> dict[int, int]:
    return {each["number"]: each["size"] for each in app.get("/api/categories").json()}


def last_run(catalog: Path) -> tuple[str, str]:
    with CatalogStore.open(catalog) as store:
        run = store.runs.all()[-1]
    return run.command, run.status


@pytest.mark.parametrize("order", ["size", "certainty", "novelty"])
def test_categories_are_sorted_as_asked(reader: TestClient, order: str) -> None:
    values = [each[order] for each in reader.get(f"/api/categories?sort={order}").json()]
    assert values == sorted(values, reverse=True)


def test_examples_are_members_and_the_medoid_is_one_of_them(reader: TestClient) -> None:
    first = reader.get("/api/categories").json()[0]
    members = {each["id"] for each in reader.get(f"/api/categories/{first['number']}/events").json()["events"]}
    assert {first["medoid_event_id"], *first["example_event_ids"]} <= members


def test_events_come_in_pages_without_a_gap(reader: TestClient) -> None:
    pages = [reader.get(f"/api/categories/1/events?offset={offset}&limit=5").json() for offset in (0, 5, 10, 15)]
    ids = [event["id"] for page in pages for event in page["events"]]
    assert len(ids) == len(set(ids)) == pages[0]["total"]


def test_a_page_beyond_the_end_is_empty(reader: TestClient) -> None:
    assert reader.get("/api/categories/1/events?offset=9007199254740991").json()["events"] == []


def test_an_unknown_category_is_told(reader: TestClient) -> None:
    assert "no category 77" in reader.get("/api/categories/77/events").json()["detail"]


def test_a_name_is_an_answer_that_outlives_the_model(app: TestClient, catalog: Path) -> None:
    named = app.post("/api/categories/1/name", json={"name": "  trill  two "}).json()
    assert named["name"] == "trill two"
    answer = answers_of(catalog)[-1]
    assert (answer.answer, answer.name, answer.strategy, answer.size) == ("name", "trill two", "by hand", named["size"])
    assert last_run(catalog) == ("categories name", "finished")


def test_a_name_by_hand_counts_more_than_what_questions_say(catalog: Path) -> None:
    with client_of(catalog) as app:  # which names the categories when it ends
        app.post("/api/categories/1/name", json={"name": "by hand"})
        for _ in range(3):
            key = app.get("/api/label/queue?n=1").json()["questions"][0]["key"]
            app.put(f"/api/label/answers/{key}", json={"answer": "name", "name": "by questions"})
    assert names_of_categories(catalog) == ["by hand", "by questions", "by questions"]


def test_noise_marks_the_category(app: TestClient) -> None:
    assert app.post("/api/categories/2/noise").json()["is_noise"] is True


def test_the_name_noise_is_the_answer_noise(app: TestClient, catalog: Path) -> None:
    assert app.post("/api/categories/2/name", json={"name": "Noise"}).json()["is_noise"] is True
    assert answers_of(catalog)[-1].answer == "noise"


def test_a_merge_moves_all_events_to_the_biggest(app: TestClient, catalog: Path) -> None:
    before = numbers(app)
    merged = app.post("/api/categories/merge", json={"numbers": [3, 1]}).json()
    assert merged["number"] == 1
    assert numbers(app) == {1: before[1] + before[3], 2: before[2]}
    assert sum(each[4] == 1 for each in grouped(catalog)) == before[1] + before[3]


def test_a_merge_keeps_the_name_that_was_given_last(app: TestClient) -> None:
    app.post("/api/categories/1/name", json={"name": "first"})
    app.post("/api/categories/3/name", json={"name": "last"})
    assert app.post("/api/categories/merge", json={"numbers": [1, 3]}).json()["name"] == "last"


def test_new_events_join_the_merged_category(catalog: Path, tmp_path: Path) -> None:
    with client_of(catalog) as app:
        app.post("/api/categories/merge", json={"numbers": [1, 2]})
        app.post("/api/categories/merge", json={"numbers": [1, 3]})
    write_calls(tmp_path / "more" / "r9.wav", seed=9, duration_s=2.0)
    assert quick_learn(tmp_path / "more", catalog).what == "extended"
    assert {each[4] for each in grouped(catalog)} == {1}


def test_a_split_parts_all_events(app: TestClient) -> None:
    before = numbers(app)
    parts = app.post("/api/categories/1/split", json={"into": 3}).json()
    after = numbers(app)
    assert parts[0] == 1
    assert sum(after[part] for part in parts) == before[1]
    assert after[parts[0]] == max(after[part] for part in parts)


def test_a_split_into_more_parts_than_events_is_refused(app: TestClient) -> None:
    app.post("/api/categories/1/split", json={"into": 8})
    smallest = min(app.get("/api/categories").json(), key=lambda each: each["size"])
    answer = app.post(f"/api/categories/{smallest['number']}/split", json={"into": 8})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/categories/1/name", {"name": "x"}),
        ("/api/categories/1/noise", None),
        ("/api/categories/merge", {"numbers": [1, 2, 3]}),
        ("/api/categories/1/split", {"into": 4}),
    ],
)
def test_undo_brings_everything_back(app: TestClient, catalog: Path, path: str, body: dict[str, object] | None) -> None:
    before = app.get("/api/categories").json(), grouped(catalog)
    app.post(path, json=body)
    assert app.post("/api/undo").json()["undone"] is not None
    assert (app.get("/api/categories").json(), grouped(catalog)) == before


def test_undo_goes_back_step_by_step(app: TestClient) -> None:
    app.post("/api/categories/1/split", json={"into": 2})
    app.post("/api/categories/merge", json={"numbers": [2, 3]})
    said = [app.post("/api/undo").json()["undone"] for _ in range(3)]
    assert said == ["Categories 2 and 3 are separate again.", "Category 1 is one again.", None]


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": " "}, {"name": "Unknown"}, {"name": 3}, {"name": "x", "more": 1}, {}, [], None]
)
def test_a_name_that_is_none_is_refused(app: TestClient, body: object) -> None:
    assert app.post("/api/categories/1/name", json=body).status_code == 422


@pytest.mark.parametrize("body", [{"numbers": [1]}, {"numbers": [1, 1]}, {"numbers": [1, True]}, {"numbers": "12"}])
def test_a_merge_of_fewer_than_two_is_refused(app: TestClient, body: object) -> None:
    assert app.post("/api/categories/merge", json=body).status_code == 422


def test_a_merge_with_an_unknown_category_changes_nothing(app: TestClient) -> None:
    before = numbers(app)
    assert app.post("/api/categories/merge", json={"numbers": [1, 99]}).status_code == 404
    assert numbers(app) == before


def test_a_change_while_another_command_writes_says_who_does(app: TestClient, catalog: Path) -> None:
    with CatalogStore.open(catalog, write=True, command="coincide learn"):
        answer = app.post("/api/categories/1/name", json={"name": "x"})
    assert answer.status_code == 409
    assert "`coincide learn`" in answer.json()["detail"]
