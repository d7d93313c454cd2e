"""Answers: a log that only grows, and the labels that follow it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from catalog_examples import answer, label, recording, stored_answers
from hypothesis import HealthCheck, given
from properties import examples

from coincide.catalog import CatalogStore, StoredAnswer


@pytest.fixture
def heard(store: CatalogStore) -> CatalogStore:
    store.recordings.put(recording())
    return store


def _labels(store: CatalogStore) -> list[str]:
    return [each.label for each in store.labels.all()]


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=stored_answers)
def test_answer_comes_back_as_it_was(heard: CatalogStore, one: StoredAnswer) -> None:
    answer_id = heard.answers.put(one)
    assert heard.answers.all()[-1] == replace(one, id=answer_id)


def test_answers_come_in_the_order_they_were_given(heard: CatalogStore) -> None:
    for name in ("c", "a", "b"):
        heard.answers.put(answer(name))
    assert [each.name for each in heard.answers.all()] == ["c", "a", "b"]


def test_a_name_is_a_label_that_was_asked_for(heard: CatalogStore) -> None:
    answer_id = heard.answers.put(answer("trill"))
    stored = heard.labels.all()[0]
    assert (stored.label, stored.how, stored.who, stored.source) == ("trill", "asked", "Ana", f"answer {answer_id}")


def test_noise_is_a_label(heard: CatalogStore) -> None:
    heard.answers.put(answer("noise", kind="noise"))
    assert _labels(heard) == ["noise"]


@pytest.mark.parametrize("kind", ["mixed", "skip", "one", "two"])
def test_what_names_nothing_is_no_label(heard: CatalogStore, kind: str) -> None:
    heard.answers.put(answer("", kind=kind))
    assert _labels(heard) == []


def test_an_undone_answer_stays_in_the_log(heard: CatalogStore) -> None:
    heard.answers.undo(heard.answers.put(answer()))
    assert heard.answers.all() == []
    assert [each.undone_at is None for each in heard.answers.all(undone=True)] == [False]


def test_the_label_of_an_undone_answer_goes_with_it(heard: CatalogStore) -> None:
    heard.answers.undo(heard.answers.put(answer()))
    assert _labels(heard) == []


def test_the_newest_answer_about_an_event_is_its_label(heard: CatalogStore) -> None:
    for name in ("trill", "click", "trill"):
        heard.answers.put(answer(name))
    assert _labels(heard) == ["trill"]


def test_undoing_brings_back_the_label_before(heard: CatalogStore) -> None:
    heard.answers.put(answer("trill"))
    heard.answers.undo(heard.answers.put(answer("click")))
    assert _labels(heard) == ["trill"]


def test_undoing_leaves_imported_labels_alone(heard: CatalogStore) -> None:
    heard.labels.put([label("trill", onset_s=0.5)])
    heard.answers.undo(heard.answers.put(answer("trill")))
    assert [each.how for each in heard.labels.all()] == ["imported"]


def test_what_another_person_said_stays(heard: CatalogStore) -> None:
    heard.answers.put(answer("trill", who="Ana"))
    heard.answers.undo(heard.answers.put(answer("click", who="Ben")))
    assert _labels(heard) == ["trill"]


def test_undoing_twice_changes_nothing_more(heard: CatalogStore) -> None:
    first = heard.answers.put(answer("trill"))
    second = heard.answers.put(answer("click"))
    heard.answers.undo(second)
    heard.answers.undo(second)
    assert [each.id for each in heard.answers.all()] == [first]


def test_answers_are_there_after_reopening(folder: Path, heard: CatalogStore) -> None:
    heard.answers.put(answer("trill"))
    heard.close()
    with CatalogStore.open(folder) as store:
        assert [each.name for each in store.answers.all()] == ["trill"]
