"""Detections and events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from catalog_examples import event, events, recording
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from properties import examples

from coincide.catalog import CatalogStore, ModelRecord
from coincide.errors import CatalogError
from coincide.records import Event

reuse = examples(50, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def number(store: CatalogStore) -> int:
    return store.recordings.put(recording())


@reuse
@given(found=st.lists(events, max_size=5))
def test_events_come_back_as_they_were(store: CatalogStore, number: int, found: list[Event]) -> None:
    store.detections.put(number, "d", found, info={})
    expected = sorted(found, key=lambda each: (each.channel, each.onset_s))
    assert [replace(each, id=0) for each in store.events.all("d")] == expected


def test_events_are_ordered_by_recording_channel_and_onset(store: CatalogStore, number: int) -> None:
    second = store.recordings.put(recording("bb"))
    store.detections.put(second, "d", [event(0.1)], info={})
    store.detections.put(number, "d", [event(2.0, channel=1), event(3.0), event(1.0)], info={})
    got = [(each.recording_id, each.channel, each.onset_s) for each in store.events.all("d")]
    assert got == [(number, 0, 1.0), (number, 0, 3.0), (number, 1, 2.0), (second, 0, 0.1)]


def test_numbers_of_numpy_are_stored_as_numbers(store: CatalogStore, number: int) -> None:
    fields: Any = [np.int64(1), *np.array([0.5, 0.75, 1, 2, 3], np.float32)]
    store.detections.put(number, "d", [Event(0, number, *fields)], info={})
    assert replace(store.events.all("d")[0], id=0) == Event(0, number, 1, 0.5, 0.75, 1.0, 2.0, 3.0)


def test_events_of_one_recording_can_be_asked_for(store: CatalogStore, number: int) -> None:
    second = store.recordings.put(recording("bb"))
    for each in (number, second):
        store.detections.put(each, "d", [event()], info={})
    assert [each.recording_id for each in store.events.all("d", recording_id=second)] == [second]


def test_detection_without_events_is_known(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [], info={"noise_db": -70.0})
    assert store.detections.get(number, "d") is not None and not store.detections.get(number, "other") is not None
    assert store.detections.get(number, "d") == {"noise_db": -70.0}


def test_detection_replaces_the_one_before(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [event(1.0), event(2.0)], info={})
    store.detections.put(number, "d", [event(3.0)], info={})
    assert [each.onset_s for each in store.events.all("d")] == [3.0]
    assert store.detections.count_events("d") == 1


def test_detections_of_many_recordings_are_those_of_one_after_the_other(store: CatalogStore, number: int) -> None:
    second, third = (store.recordings.put(recording(name)) for name in ("bb", "cc"))
    store.detections.put(second, "d", [event(1.0)], info={})
    store.detections.put(third, "d", [event(2.0)], info={})
    store.detections.put_all([(third, [event(2.0)], {"a": 1}), (second, [event(3.0)], {}), (number, [], {})], "d")
    assert [(each.recording_id, each.id, each.onset_s) for each in store.events.all("d")] == [
        (second, 3, 3.0),
        (third, 2, 2.0),
    ]
    assert store.detections.all("d") == {number: {}, second: {}, third: {"a": 1}}


def test_equal_events_keep_their_ids(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [event()], info={})
    before = store.events.all("d")
    store.detections.put(number, "d", [event()], info={})
    assert store.events.all("d") == before


def test_event_id_is_never_given_twice(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [event(1.0)], info={})
    before = store.events.all("d")[0].id
    store.detections.put(number, "d", [event(2.0)], info={})
    assert store.events.all("d")[0].id > before


def test_events_of_a_model_cannot_be_replaced(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [event()], info={})
    ids = [each.id for each in store.events.all("d")]
    store.models.put(ModelRecord("m", "d"), embeddings_rows=ids, categories={}, memberships={})
    with pytest.raises(CatalogError, match="belong to a stored model and cannot be replaced"):
        store.detections.put(number, "d", [event(9.0)], info={})


def test_events_by_id_keep_the_order_asked_for(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [event(1.0), event(2.0)], info={})
    first, second = store.events.all("d")
    assert list(store.events.by_id([second.id, 10**9, first.id]).items()) == [
        (second.id, second),
        (first.id, first),
    ]


def test_more_ids_than_sqlite_takes_parameters_are_found(store: CatalogStore, number: int) -> None:
    store.detections.put(number, "d", [event(0.01 * k) for k in range(40_000)], info={})
    ids = [each.id for each in store.events.all("d")]
    assert list(store.events.by_id(ids)) == ids


def test_pruning_keeps_given_digests_and_those_of_models(store: CatalogStore, number: int) -> None:
    for digest in ("old", "kept", "modeled"):
        store.detections.put(number, digest, [event()], info={})
    ids = [each.id for each in store.events.all("modeled")]
    store.models.put(ModelRecord("m", "modeled"), embeddings_rows=ids, categories={}, memberships={})
    assert store.detections.prune(["kept"]) == 1
    assert [store.detections.get(number, digest) is not None for digest in ("old", "kept", "modeled")] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(("snr_db", "stored"), [(float("inf"), 999.0), (float("-inf"), -999.0), (2000.0, 999.0)])
def test_infinite_ratio_is_stored_as_a_great_one(store: CatalogStore, snr_db: float, stored: float) -> None:
    store.detections.put(store.recordings.put(recording()), "d", [replace(event(), snr_db=snr_db)], info={})
    assert [each.snr_db for each in store.events.all("d")] == [stored]


def test_storing_an_infinite_ratio_again_keeps_its_event(store: CatalogStore) -> None:
    recording_id = store.recordings.put(recording())
    for _ in range(2):
        store.detections.put(recording_id, "d", [replace(event(), snr_db=float("inf"))], info={})
    assert [each.id for each in store.events.all("d")] == [1]


@pytest.mark.parametrize("name", ["onset_s", "offset_s", "low_hz", "high_hz", "snr_db"])
def test_event_without_a_finite_place_is_refused(store: CatalogStore, name: str) -> None:
    recording_id = store.recordings.put(recording())
    with pytest.raises(CatalogError, match=f"`{name}` of an event must be a finite number to be stored, got nan"):
        store.detections.put(recording_id, "d", [replace(event(), **{name: float("nan")})], info={})
