"""Undo in an app: what it takes back, and what stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import answer, event, recording

from coincide.app.category_edits import NAME
from coincide.app.selected_events import LABELS, kept_labels
from coincide.app.undo import undo
from coincide.catalog import MERGE, CatalogStore, ModelRecord
from coincide.errors import InputError
from coincide.learned.moves import facts_of_extended
from coincide.learned.runs import BEFORE
from coincide.records import Category, Membership


def _select(store: CatalogStore, event_id: int, label: str, *, who: str = "Ana") -> int:
    run_id = store.runs.begin(LABELS, settings={"label": label, "who": who})
    before = kept_labels(store.labels.selected([event_id]))
    store.labels.put_selected([event_id], label, who=who, run_id=run_id)
    was = {"events": [event_id], "labels": before, "new": [], "taken_back": []}
    store.runs.finish(run_id, results={BEFORE: was})
    return run_id


def test_undo_of_a_selection_leaves_the_label_of_an_answer_that_says_the_same(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        store.recordings.put(recording())
        store.detections.put(1, "d", [event(0.5)], info={})
        _select(store, store.events.all("d")[0].id, "trill")
        store.answers.put(answer("trill"))
        assert undo(store, who="Ana") == "1 event no longer labeled trill."
        assert [(each.label, each.how) for each in store.labels.all()] == [("trill", "asked")]


def test_undo_gives_back_the_label_of_the_person_who_gave_it(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        store.recordings.put(recording())
        store.detections.put(1, "d", [event(0.5)], info={})
        event_id = store.events.all("d")[0].id
        _select(store, event_id, "trill", who="Ana")
        anas = [replace(each, id=0) for each in store.labels.all()]
        _select(store, event_id, "buzz", who="Ben")
        undo(store, who="Cleo")
        assert [replace(each, id=0) for each in store.labels.all()] == anas


def _labels_after_undo(store: CatalogStore, change: int) -> list[str]:
    undo(store, change=change)
    return [each.label for each in store.labels.all()]


def test_undo_of_a_change_leaves_a_later_one_of_other_events(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        store.recordings.put(recording())
        store.detections.put(1, "d", [event(0.5), event(2.5)], info={})
        first, second = (each.id for each in store.events.all("d"))
        anas = _select(store, first, "trill", who="Ana")
        _select(store, second, "buzz", who="Ben")
        assert _labels_after_undo(store, anas) == ["buzz"]
        assert undo(store, change=anas) is None


def test_a_change_that_a_later_one_built_on_is_not_undone(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        store.recordings.put(recording())
        store.detections.put(1, "d", [event(0.5)], info={})
        event_id = store.events.all("d")[0].id
        anas = _select(store, event_id, "trill", who="Ana")
        _select(store, event_id, "buzz", who="Ben")
        with pytest.raises(InputError, match="a later change is about the same calls or categories"):
            undo(store, change=anas)


def test_a_selection_that_an_earlier_version_kept_is_undone(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        store.recordings.put(recording())
        store.detections.put(1, "d", [event(0.5)], info={})
        event_id = store.events.all("d")[0].id
        run_id = store.runs.begin(LABELS, settings={"label": "buzz", "who": "Ana"})
        store.labels.put_selected([event_id], "buzz", who="Ana", run_id=run_id)
        was = {"events": [event_id], "labels": {"trill": [event_id]}, "new": [], "taken_back": []}
        store.runs.finish(run_id, results={BEFORE: was})
        undo(store)
        assert [each.label for each in store.labels.all()] == ["trill"]


def test_a_change_whose_answer_a_later_one_took_back_is_not_undone(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        anas = store.runs.begin(NAME, settings={"model": "m", "name": "trill"})
        store.runs.finish(anas, results={BEFORE: {"number": 3, "name": None, "answer": 7}})
        bens = store.runs.begin(LABELS, settings={"label": "", "who": "Ben"})
        store.runs.finish(bens, results={BEFORE: {"events": [1], "labels": [], "new": [], "taken_back": [7]}})
        with pytest.raises(InputError, match="Undo that one first"):
            undo(store, change=anas)


def _grown_since_a_merge(store: CatalogStore) -> int:
    """Name category 1, merge it with 2, and let the model grow; returns the run of the name."""
    store.recordings.put(recording())
    store.detections.put(1, "d", [event(0.5), event(2.0)], info={})
    members = [Membership(1, 1, 0.9), Membership(2, 1, 0.9)]
    trained = ModelRecord("m1", "d")
    learning = store.runs.begin("learn", settings={})
    for model in (trained, ModelRecord("m2", "d", facts_of_extended(trained))):
        store.models.put(
            model,
            embeddings_rows=[1, 2],
            categories={"coincide": [Category(1, 2, 0.9, 1)]},
            memberships={"coincide": members},
            run_id=learning,
        )
    store.categories.name("m2", {1: "trill"})
    name = store.runs.begin(NAME, settings={"model": "m1", "number": 1, "name": "trill", "who": "Ana"})
    store.runs.finish(name, results={BEFORE: {"answer": store.answers.put(answer("trill")), "number": 1, "name": None}})
    merge = store.runs.begin(MERGE, settings={"model": "m1", "numbers": [1, 2], "who": "Ana"})
    before = {"members": {}, "categories": [[1, 1, 0.9, 1], [2, 1, 0.9, 2]], "removed": [], "moved": {}}
    store.runs.finish(merge, results={BEFORE: before})
    return name


def test_a_merge_is_not_undone_once_the_model_has_grown(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        name = _grown_since_a_merge(store)
        assert undo(store, change=name + 1, who="Ana") is None


def test_a_name_is_undone_after_the_model_has_grown_since_a_merge(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        _grown_since_a_merge(store)
        assert undo(store, who="Ana") == "Category 1 is no longer called trill."
        assert [each.name for each in store.categories.all("m2")] == [None]
