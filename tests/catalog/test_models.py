"""Models: embeddings by row, categories, memberships."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from catalog_examples import event, recording

from coincide.catalog import CatalogStore, ModelRecord
from coincide.catalog.folders import DATABASE_NAME
from coincide.errors import CatalogError
from coincide.records import Category, Membership


@pytest.fixture
def ids(store: CatalogStore) -> list[int]:
    store.detections.put(store.recordings.put(recording()), "d", [event(float(k)) for k in range(4)], info={})
    return [each.id for each in store.events.all("d")]


def _put(store: CatalogStore, model_id: str, ids: list[int]) -> None:
    members = [Membership(each, None if each == ids[0] else 1, 0.25) for each in ids]
    store.models.put(
        ModelRecord(model_id, "d", {"dim": 64}),
        embeddings_rows=ids,
        categories={"coincide": [Category(1, 3, 0.5, ids[1], "whistle")], "k-means": []},
        memberships={"coincide": list(reversed(members)), "k-means": members},
    )


def test_catalog_without_a_model_says_none(store: CatalogStore) -> None:
    assert store.models.current() is None


def test_stored_model_becomes_the_current_one(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m1", ids)
    _put(store, "m2", ids)
    current, old = store.models.current(), store.models.get("m1")
    assert current is not None and old is not None
    assert (current.id, current.info, current.status, old.status) == ("m2", {"dim": 64}, "current", "old")


def test_event_ids_come_in_row_order(store: CatalogStore, ids: list[int]) -> None:
    shuffled = [ids[2], ids[0], ids[3], ids[1]]
    _put(store, "m", shuffled)
    assert store.models.event_ids("m").tolist() == shuffled


def test_memberships_come_in_row_order(store: CatalogStore, ids: list[int]) -> None:
    shuffled = [ids[2], ids[0], ids[3], ids[1]]
    _put(store, "m", shuffled)
    assert store.categories.memberships("m") == [
        Membership(each, None if each == ids[2] else 1, 0.25) for each in shuffled
    ]


def test_categories_of_some_events_are_told_by_id(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    assert store.categories.of_events("m", [ids[2], ids[0], ids[3] + 1]) == {ids[2]: 1, ids[0]: None}


def test_starts_are_those_of_the_columns(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    quick = store.event_columns.read_starts("m", method="coincide")
    slow = store.event_columns.read("m", list(quick), method="coincide")
    assert {name: each.tolist() for name, each in quick.items()} == {name: each.tolist() for name, each in slow.items()}


def test_a_model_without_events_has_no_starts(store: CatalogStore) -> None:
    assert store.event_columns.read_starts("m", method="coincide")["onset_s"].tolist() == []


def test_a_start_that_is_no_number_is_damage(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    with closing(sqlite3.connect(store.folder / DATABASE_NAME)) as tables, tables:
        tables.execute("UPDATE memberships SET category = 'x' WHERE event_id = ?", (ids[1],))
    with pytest.raises(CatalogError, match="a row cannot be read, ValueError: a whole number was expected"):
        store.event_columns.read_starts("m", method="coincide")


def test_columns_of_some_recordings_are_those_of_their_events(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    assert store.event_columns.read("m", ("id",), method="coincide", only=[1])["id"].tolist() == ids
    assert store.event_columns.read("m", ("id",), method="coincide", only=[7])["id"].tolist() == []


def test_categories_come_back_as_they_were(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    assert store.categories.all("m") == [Category(1, 3, 0.5, ids[1], "whistle")]
    assert store.categories.all("m", method="k-means") == []


def test_methods_are_listed(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    assert store.categories.methods("m") == ["coincide", "k-means"]


def test_failure_in_the_middle_leaves_the_previous_model_current(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m1", ids)
    unknown_medoid = {"coincide": [Category(1, 4, 0.5, 10**9)]}
    with pytest.raises(CatalogError, match="FOREIGN KEY"):
        store.models.put(ModelRecord("m2", "d"), embeddings_rows=ids, categories=unknown_medoid, memberships={})
    current = store.models.current()
    assert current is not None and current.id == "m1"
    assert store.models.event_ids("m2").tolist() == []


def test_model_of_the_same_id_is_replaced(store: CatalogStore, ids: list[int]) -> None:
    _put(store, "m", ids)
    _put(store, "m", ids[:2])
    assert store.models.event_ids("m").tolist() == ids[:2]


def test_membership_of_an_event_without_a_row_is_refused(store: CatalogStore, ids: list[int]) -> None:
    members = {"coincide": [Membership(ids[3], 1, 1.0)]}
    with pytest.raises(CatalogError, match=f"one of the model's 2 events, got event {ids[3]}"):
        store.models.put(ModelRecord("m", "d"), embeddings_rows=ids[:2], categories={}, memberships=members)


def test_pruning_removes_the_oldest_models(store: CatalogStore, ids: list[int]) -> None:
    for model_id in ("m1", "m2", "m3"):
        _put(store, model_id, ids)
    assert store.models.prune(2) == ["m1"]
    assert store.categories.memberships("m1") == []


def test_pruning_to_nothing_keeps_the_current_model(store: CatalogStore, ids: list[int]) -> None:
    for model_id in ("m1", "m2"):
        _put(store, model_id, ids)
    assert store.models.prune(0) == ["m1"]
    assert store.models.current() is not None
