"""The edition: one number that names what a catalog holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from catalog_examples import answer, event, file_row, label, recording

from coincide.catalog import CatalogStore, ModelRecord
from coincide.catalog.folders import DATABASE_NAME
from coincide.errors import CatalogError
from coincide.records import Category


def test_new_catalog_has_edition_0(store: CatalogStore) -> None:
    assert store.edition() == 0


def test_every_writing_transaction_raises_the_edition_by_one(store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label()])
    assert store.edition() == 2


def test_failed_transaction_leaves_the_edition(store: CatalogStore) -> None:
    with pytest.raises(CatalogError, match="FOREIGN KEY"):
        store.detections.put(99, "d", [event()], info={})
    assert store.edition() == 0


def test_reading_leaves_the_edition(folder: Path, store: CatalogStore) -> None:
    with CatalogStore.open(folder) as reader:
        reader.recordings.all()
    assert store.edition() == 0


def test_writer_knows_the_edition_before_its_own_writes(folder: Path, store: CatalogStore) -> None:
    store.roots.add("/sea")
    store.close()
    with CatalogStore.open(folder, write=True) as writer:
        writer.roots.add("/lake")
        assert (writer.edition_when_opened, writer.edition()) == (1, 2)


def test_opening_for_writing_writes_nothing_if_no_run_was_interrupted(folder: Path, store: CatalogStore) -> None:
    store.close()
    with CatalogStore.open(folder, write=True) as writer:
        assert writer.edition() == 0


def test_interrupting_a_killed_run_is_a_write_of_the_one_that_opens(folder: Path, store: CatalogStore) -> None:
    store.runs.begin("learn", seed=0, settings={}, versions={})
    store.close()
    with CatalogStore.open(folder, write=True) as writer:
        assert (writer.edition_when_opened, writer.edition()) == (1, 2)


def test_name_of_a_category_changes_the_stamp(store: CatalogStore) -> None:
    store.detections.put(store.recordings.put(recording()), "d", [event()], info={})
    made = {"coincide": [Category(1, 1, 0.9, 1)]}
    store.models.put(ModelRecord("m1", "d"), embeddings_rows=[1], categories=made, memberships={})
    before = store.stamp()
    store.categories.name("m1", {1: "trill"})
    assert store.stamp() != before


def test_answers_that_change_places_change_the_stamp_though_the_clock_was_set_back(
    folder: Path, store: CatalogStore
) -> None:
    store.recordings.put(recording())
    first, second, third = (store.answers.put(answer(name)) for name in "abc")
    store.answers.undo(first)
    store.answers.undo(third)
    before = store.stamp()
    store.answers.redo(first)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as earlier:
        earlier.execute("UPDATE answers SET undone_at = '2001-01-01T00:00:00+00:00' WHERE id = ?", (second,))
        earlier.commit()
    assert store.stamp().said != before.said


def test_a_database_that_is_damaged_while_it_is_watched_is_told(folder: Path, store: CatalogStore) -> None:
    store.close()
    with CatalogStore.open(folder) as reader:
        counter = reader.watch()
        (folder / DATABASE_NAME).write_bytes(b"no database" * 1000)
        with pytest.raises(CatalogError, match="is damaged"):
            counter.value()
        counter.close()


def test_stamp_has_the_edition(store: CatalogStore) -> None:
    store.roots.add("/sea")
    assert store.stamp().edition == 1


def test_file_is_found_by_path(store: CatalogStore) -> None:
    store.files.put(file_row("/sea/a.wav"))
    assert store.files.get("/sea/a.wav") == file_row("/sea/a.wav")


def test_path_that_was_never_seen_has_no_file(store: CatalogStore) -> None:
    assert store.files.get("/sea/b.wav") is None


def test_run_is_found_by_id(store: CatalogStore) -> None:
    store.runs.begin("learn", seed=0, settings={}, versions={})
    run_id = store.runs.begin("parse", seed=0, settings={}, versions={})
    assert store.runs.get(run_id) == store.runs.all()[1]


def test_unknown_run_is_none(store: CatalogStore) -> None:
    assert store.runs.get(7) is None


def test_answer_is_found_by_id_also_when_it_was_taken_back(store: CatalogStore) -> None:
    store.recordings.put(recording())
    answer_id = store.answers.put(answer())
    store.answers.undo(answer_id)
    assert store.answers.get(answer_id) == store.answers.all(undone=True)[0]


def test_unknown_answer_is_none(store: CatalogStore) -> None:
    assert store.answers.get(7) is None


def test_event_is_found_by_id(store: CatalogStore) -> None:
    store.detections.put(store.recordings.put(recording()), "d", [event(), event(2.0)], info={})
    assert store.events.get(2) == store.events.all("d")[1]


def test_unknown_event_is_none(store: CatalogStore) -> None:
    assert store.events.get(7) is None


def test_recording_is_found_by_id_where_its_copy_is(store: CatalogStore) -> None:
    store.recordings.put(recording("aa"))
    other = store.recordings.put(recording("bb", "/sea/b.wav"))
    store.files.put(file_row("/sea/moved.wav", recording_id=other))
    assert store.recordings.get(other) == store.recordings.all()[1]


def test_unknown_recording_is_none(store: CatalogStore) -> None:
    assert store.recordings.get(7) is None


def test_model_without_its_run_is_damage(store: CatalogStore) -> None:
    with pytest.raises(CatalogError, match=r"catalog.sqlite` is damaged \(the run 5 of model m1 is missing\)"):
        store.runs.of_model(ModelRecord("m1", "d", run_id=5))


def test_events_of_one_recording_are_found_by_an_index_of_both(folder: Path, store: CatalogStore) -> None:
    store.close()
    sql = "EXPLAIN QUERY PLAN SELECT * FROM events WHERE recording_id = 1 AND digest = 'd' ORDER BY id"
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        plan = " ".join(str(row) for row in connection.execute(sql))
    assert "events_digest_recording (digest=? AND recording_id=?)" in plan
