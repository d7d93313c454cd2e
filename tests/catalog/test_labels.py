"""Stored labels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalog_examples import label, recording, stored_labels
from hypothesis import HealthCheck, given
from properties import examples

from coincide.catalog import CatalogStore, StoredLabel
from coincide.errors import CatalogError


@pytest.fixture
def labeled(store: CatalogStore) -> CatalogStore:
    store.recordings.put(recording())
    return store


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=stored_labels)
def test_label_comes_back_as_it_was(labeled: CatalogStore, one: StoredLabel) -> None:
    for old in labeled.labels.all():
        labeled.labels.delete(source=old.source)
    labeled.labels.put([one])
    assert [replace(each, id=0) for each in labeled.labels.all()] == [one]


def test_known_labels_are_counted_and_not_stored_again(labeled: CatalogStore) -> None:
    labeled.labels.put([label()])
    assert labeled.labels.put([label(), label("click"), label("click")]) == (1, 2)
    assert len(labeled.labels.all()) == 2


def test_same_label_by_another_person_is_new(labeled: CatalogStore) -> None:
    assert labeled.labels.put([label(who="Ana"), label(who="Ben")]) == (2, 0)


def test_no_labels_are_no_change(labeled: CatalogStore) -> None:
    assert labeled.labels.put([]) == (0, 0)


def test_labels_are_ordered_by_recording_and_onset(labeled: CatalogStore) -> None:
    second = labeled.recordings.put(recording("bb"))
    labeled.labels.put([label(onset_s=0.0, recording_id=second), label(onset_s=5.0), label(onset_s=2.0)])
    assert [(each.recording_id, each.onset_s) for each in labeled.labels.all()] == [
        (1, 2.0),
        (1, 5.0),
        (second, 0.0),
    ]


def test_labels_of_a_source_can_be_deleted(labeled: CatalogStore) -> None:
    labeled.labels.put([label(), replace(label("click"), source="other.txt")])
    assert labeled.labels.delete(source="t.txt") == 1
    assert [each.label for each in labeled.labels.all()] == ["click"]


def test_label_without_a_finite_place_is_refused(store: CatalogStore) -> None:
    store.recordings.put(recording())
    with pytest.raises(CatalogError, match="`onset_s` of a label must be a finite number to be stored, got inf"):
        store.labels.put([label(onset_s=float("inf"))])
