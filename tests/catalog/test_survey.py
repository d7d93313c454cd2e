"""Deployments, clocks, samples and checks: what people say about a survey is kept like labels."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from catalog_examples import STARTED_AT, recording

from coincide.catalog import CatalogStore, Span, StoredCheck, StoredSample
from coincide.catalog.folders import DATABASE_NAME
from coincide.catalog.integrity.restore import bring_up, read_journal, restore
from coincide.errors import CatalogError
from coincide.records import ClockNote, Deployment

MOOR = Deployment(
    "moor", "AM01", "north/AM01/", 54.5, -3.25, "Europe/London", STARTED_AT, None, {"habitat": "bog"}, "sites.csv"
)
SAMPLE = StoredSample("m1", 3, {"names": ["trill"], "items": []}, "Ana", STARTED_AT)
CHECK = StoredCheck(1, 0, Span(1, 0, 0.5, 0.75), "trill", 0.75, "other", "wren", "Ana", STARTED_AT)


def _said(store: CatalogStore) -> tuple[object, ...]:
    deployments = [replace(each, id=0) for each in store.deployments.all()]
    clocks = [(each.recorder, each.timezone, each.shift_s) for each in store.clocks.all()]
    samples = [replace(each, id=0) for each in store.samples.all()]
    return deployments, clocks, samples, [replace(each, id=0) for each in store.samples.checks(1)]


def _say_all(store: CatalogStore) -> tuple[object, ...]:
    store.recordings.put(recording())
    store.deployments.replace_all([MOOR])
    store.clocks.put(ClockNote("AM01", None, -3600.0, "Ana"))
    store.samples.put(SAMPLE)
    store.samples.put_check(CHECK)
    return _said(store)


def test_deployments_come_back_as_they_went_in(store: CatalogStore) -> None:
    store.deployments.replace_all([MOOR])
    assert [replace(each, id=0) for each in store.deployments.all()] == [MOOR]


def test_new_deployments_take_the_place_of_the_old(store: CatalogStore) -> None:
    store.deployments.replace_all([MOOR])
    store.deployments.replace_all([replace(MOOR, site="fen")])
    assert [each.site for each in store.deployments.all()] == ["fen"]


def test_infinite_shift_is_refused(store: CatalogStore) -> None:
    with pytest.raises(CatalogError, match="`shift_s` of a clock must be a finite number"):
        store.clocks.put(ClockNote("", None, float("inf")))


def test_second_answer_to_an_item_takes_the_place_of_the_first(store: CatalogStore) -> None:
    _say_all(store)
    store.samples.put_check(replace(CHECK, answer="yes", said=""))
    assert [each.answer for each in store.samples.checks(1)] == ["yes"]


def test_two_people_answer_the_same_item(store: CatalogStore) -> None:
    _say_all(store)
    store.samples.put_check(replace(CHECK, who="Ben", answer="no", said=""))
    assert [(each.who, each.answer) for each in store.samples.checks(1)] == [("Ana", "other"), ("Ben", "no")]


def test_a_sample_is_found_by_its_id(store: CatalogStore) -> None:
    _, second = (store.samples.put(replace(SAMPLE, seed=seed)) for seed in (3, 4))
    assert [store.samples.get(number) for number in (second, 99)] == [replace(SAMPLE, seed=4, id=second), None]


def test_answer_that_was_taken_back_is_gone(store: CatalogStore) -> None:
    _say_all(store)
    store.samples.take_back(1, 0, "Ana")
    assert store.samples.checks(1) == []


def test_lost_database_gets_all_that_was_said_from_the_journal(folder: Path, store: CatalogStore) -> None:
    said = _say_all(store)
    store.close()
    (folder / DATABASE_NAME).unlink()
    restore(folder)
    with CatalogStore.open(folder, write=True) as again:
        assert _said(again) == said


def test_old_copy_gets_a_changed_sample_under_its_checks(folder: Path, store: CatalogStore) -> None:
    _say_all(store)
    store.close()
    state = read_journal(folder)
    assert state is not None
    state.rows["sample"][1] = {**state.rows["sample"][1], "who": "Ben"}
    assert bring_up(folder, state)
    with CatalogStore.open(folder, write=True) as again:
        assert [(each.who, len(again.samples.checks(1))) for each in again.samples.all()] == [("Ben", 1)]


def test_position_of_a_recording_is_kept(store: CatalogStore) -> None:
    store.recordings.put(replace(recording(), latitude=54.5, longitude=-3.25))
    assert [(each.latitude, each.longitude) for each in store.recordings.all()] == [(54.5, -3.25)]


def test_position_that_a_recording_lacked_is_filled_in(store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.recordings.put(replace(recording(), latitude=54.5, longitude=-3.25))
    assert store.recordings.all()[0].latitude == 54.5


def test_clock_notes_are_oldest_first(store: CatalogStore) -> None:
    store.clocks.put(ClockNote("", "UTC", None))
    store.clocks.put(ClockNote("AM01", None, 60.0))
    found = store.clocks.all()
    assert [each.recorder for each in found] == ["", "AM01"]
    assert all(each.created_at is not None and each.created_at < datetime.now(UTC) for each in found)
