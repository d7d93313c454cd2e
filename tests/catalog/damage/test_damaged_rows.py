"""Rows that no version has written, and rows that do not fit together, are damage, in one plain sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from catalog_examples import answer, event, label, recording

from coincide.catalog import CatalogStore, ModelRecord
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.catalog.integrity.seal import seal
from coincide.catalog.sqlite.migrations import stored_edition
from coincide.errors import DamagedCatalogError
from coincide.learned.categories import read_numbers
from coincide.learned.contents import read_contents
from coincide.records import Category, Membership


@pytest.fixture
def full(folder: Path, store: CatalogStore) -> Path:
    run_id = store.runs.begin("learn", seed=0, settings={}, versions={})
    store.detections.put(store.recordings.put(recording()), "d", [event(), event(2.0)], info={})
    store.labels.put([label()])
    store.answers.put(answer(session=run_id))
    store.models.put(
        ModelRecord("m1", "d"),
        embeddings_rows=[1, 2],
        categories={"coincide": [Category(1, 2, 0.9, 1)]},
        memberships={"coincide": [Membership(1, 1, 0.9), Membership(2, 1, 0.9)]},
        run_id=run_id,
    )
    store.runs.finish(run_id, results={})
    store.close()
    return folder


def _change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.executescript(sql)
        connection.commit()
    (folder / SEAL_NAME).unlink()


@pytest.mark.parametrize(
    ("sql", "read", "cause"),
    [
        ("UPDATE runs SET settings_json = '{'", "runs", "JSONDecodeError"),
        ("UPDATE runs SET settings_json = '[]'", "runs", "ValueError: expected a mapping, found list"),
        ("UPDATE runs SET started_at = 'noon'", "runs", "ValueError: Invalid isoformat string: 'noon'"),
        ("UPDATE answers SET shown_json = '{}'", "answers", "KeyError: 'members'"),
        ("UPDATE labels SET label = CAST(x'ff' AS TEXT)", "labels", "Could not decode to UTF-8"),
        ("DROP TABLE labels", "labels", "no such table: labels"),
    ],
)
def test_row_that_cannot_be_read_is_damage(full: Path, sql: str, read: str, cause: str) -> None:
    _change(full, sql)
    with (
        pytest.raises(DamagedCatalogError, match=f"is damaged .*{cause}.*`coincide check --repair"),
        CatalogStore.open(full) as store,
    ):
        getattr(store, read).all()


@pytest.mark.parametrize("place", ["../../letters", "/home/ana", "..", ""])
def test_a_model_whose_folder_would_be_elsewhere_is_damage(full: Path, place: str) -> None:
    tables = ("embeddings", "groupings", "categories")
    changes = [f"UPDATE {each} SET model_id = '{place}'" for each in tables]
    _change(full, "; ".join([*changes, f"UPDATE models SET id = '{place}'"]))
    with (
        pytest.raises(DamagedCatalogError, match=f"expected the name of a folder, found '{place}'"),
        CatalogStore.open(full) as store,
    ):
        store.models.current()


@pytest.mark.parametrize(
    ("table", "column"), [("events", "onset_s"), ("labels", "offset_s"), ("memberships", "category")]
)
def test_text_in_the_place_of_a_number_is_damage(full: Path, table: str, column: str) -> None:
    _change(full, f"UPDATE {table} SET {column} = 'soon'")
    with pytest.raises(DamagedCatalogError, match=rf"is damaged \(a number in `{table}` is a text\)"):
        CatalogStore.open(full)


def test_who_has_checked_a_catalog_before_reads_it_without_another_check(full: Path) -> None:
    _change(full, "UPDATE events SET onset_s = 'soon'")
    with CatalogStore.open(full, is_checked=True) as store:
        assert store.labels.count() >= 0


@pytest.mark.parametrize(
    ("sql", "cause"),
    [
        ("DELETE FROM events WHERE id = 2", "events of its model are missing"),
        ("UPDATE events SET recording_id = 9 WHERE id = 2", "recordings of its events are missing"),
        ("DELETE FROM memberships WHERE event_id = 2", "some events of its model have no category"),
        ("UPDATE memberships SET category = 7 WHERE event_id = 2", "in a category that is missing"),
        ("UPDATE categories SET medoid_event_id = 9", "the typical event of a category is in another one"),
        ("DELETE FROM runs", "the run 1 of model m1 is missing"),
    ],
)
def test_rows_that_do_not_fit_together_are_damage(full: Path, sql: str, cause: str) -> None:
    _change(full, sql)
    with CatalogStore.open(full, write=True, is_checked=True, seals=False) as store:
        model = store.models.current()
        assert model is not None
        with pytest.raises(DamagedCatalogError, match=cause):
            read_contents(store, model)


@pytest.mark.parametrize(
    ("sql", "cause"),
    [
        ("DELETE FROM events WHERE id = 2", "some events of its model are missing, or have no category"),
        ("UPDATE events SET recording_id = 9 WHERE id = 2", "recordings of its events are missing"),
        ("DELETE FROM memberships WHERE event_id = 2", "some events of its model are missing, or have no category"),
        ("UPDATE memberships SET category = 7 WHERE event_id = 2", "in a category that is missing"),
        ("UPDATE categories SET medoid_event_id = 9", "the typical event of a category is in another one"),
    ],
)
def test_rows_that_do_not_fit_together_are_damage_to_who_reads_numbers(full: Path, sql: str, cause: str) -> None:
    _change(full, sql)
    with CatalogStore.open(full, write=True, is_checked=True, seals=False) as store:
        model = store.models.current()
        assert model is not None
        with pytest.raises(DamagedCatalogError, match=cause):
            read_numbers(store, model)


@pytest.mark.parametrize("read", [read_contents, read_numbers], ids=lambda read: read.__name__)
def test_a_typical_event_that_is_not_of_the_model_is_damage(full: Path, read: Callable[..., object]) -> None:
    other = "INSERT INTO events SELECT 3, recording_id, 'other', channel, 7, 8, low_hz, high_hz, snr_db FROM events"
    _change(full, f"{other} WHERE id = 1; UPDATE categories SET medoid_event_id = 3")
    with CatalogStore.open(full) as store:
        model = store.models.current()
        assert model is not None
        with pytest.raises(DamagedCatalogError, match="the typical event of a category is in another one"):
            read(store, model)


def test_reference_to_nothing_in_a_database_without_a_seal_is_damage(full: Path) -> None:
    _change(full, "DELETE FROM events WHERE id = 2")
    with pytest.raises(DamagedCatalogError, match="refers to a row of `events` that is missing"):
        CatalogStore.open(full)


def test_lost_page_of_a_database_without_a_seal_is_damage(full: Path) -> None:
    (full / SEAL_NAME).unlink()
    content = (full / DATABASE_NAME).read_bytes()
    (full / DATABASE_NAME).write_bytes(content[:40_960] + bytes(4096) + content[45_056:])
    with pytest.raises(DamagedCatalogError, match="is damaged"):
        CatalogStore.open(full)


def test_view_is_of_one_moment(folder: Path, store: CatalogStore) -> None:
    with CatalogStore.open(folder) as reader, reader.view():
        assert reader.roots.all() == []
        store.roots.add("/sea")
        assert reader.roots.all() == []


def test_view_of_one_thread_is_not_that_of_another(folder: Path, store: CatalogStore) -> None:
    with CatalogStore.open(folder) as reader, ThreadPoolExecutor(1) as pool, reader.view():
        assert reader.roots.all() == []
        store.roots.add("/sea")
        assert pool.submit(reader.roots.all).result() == ["/sea"]


def test_references_that_a_changed_bit_in_the_schema_breaks_are_damage(full: Path) -> None:
    with closing(sqlite3.connect(full / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'models(id)', 'models(iD_)')")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'models (id)', 'models (iD_)')")
        connection.commit()
    (full / SEAL_NAME).unlink()
    with pytest.raises(DamagedCatalogError, match=r"its references cannot be checked \(foreign key mismatch"):
        CatalogStore.open(full)


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON labels BEGIN DELETE FROM labels; END", "the trigger `t`"),
        (
            "DROP TRIGGER label_insert; CREATE TRIGGER label_insert AFTER INSERT ON labels BEGIN SELECT 1; END",
            "the trigger `label_insert`",
        ),
        ("DROP TABLE problems; CREATE VIEW problems AS SELECT 1 AS id", "the view `problems`"),
        ("DROP TABLE clocks; CREATE VIRTUAL TABLE clocks USING rtree(id, low, high)", "the table `clocks`"),
    ],
)
@pytest.mark.parametrize("write", [False, True])
def test_a_catalog_that_would_run_what_somebody_else_wrote_is_not_opened(
    full: Path, sql: str, what: str, write: bool
) -> None:
    _change(full, sql)
    with closing(sqlite3.connect(full / DATABASE_NAME)) as connection:
        edition = stored_edition(connection) or 0
    seal(full, edition=edition)
    assert (full / SEAL_NAME).exists()
    with pytest.raises(DamagedCatalogError, match=f"{what} is not one of ours"), CatalogStore.open(full, write=write):
        pass
