"""What a person said is on the disk before anyone is told that it is stored."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from catalog_examples import answer, file_row, label, recording

from coincide.catalog import CatalogStore
from coincide.catalog.folders import DATABASE_NAME
from coincide.whole_files import replacing


def _settled(store: CatalogStore) -> tuple[str, int]:
    with store._database._engine.connect() as connection:  # noqa: SLF001
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw.execute("PRAGMA journal_mode").fetchone()[0], raw.execute("PRAGMA synchronous").fetchone()[0]


def test_answer_is_forced_to_the_disk(store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.answers.put(answer())
    assert _settled(store) == ("wal", 2)


def test_labels_are_forced_to_the_disk(store: CatalogStore) -> None:
    store.recordings.put(recording())
    store.labels.put([label()])
    assert _settled(store) == ("wal", 2)


def test_file_that_was_seen_does_not_wait_for_the_disk(store: CatalogStore) -> None:
    store.labels.put([])
    store.files.put(file_row("/sea/a.wav"))
    assert _settled(store) == ("wal", 1)


def test_transaction_is_one_edition(store: CatalogStore) -> None:
    with store.transaction():
        store.recordings.put(recording())
        store.labels.put([label()])
    assert store.edition() == 1


def test_transaction_reads_what_it_wrote(store: CatalogStore) -> None:
    with store.transaction():
        store.roots.add("/sea")
        assert store.roots.all() == ["/sea"]


def test_failed_transaction_stores_nothing(store: CatalogStore) -> None:
    with pytest.raises(KeyError), store.transaction():
        store.roots.add("/sea")
        raise KeyError
    assert (store.roots.all(), store.edition()) == ([], 0)


def test_write_after_a_failed_transaction_is_stored(store: CatalogStore) -> None:
    with pytest.raises(KeyError), store.transaction():
        raise KeyError
    store.roots.add("/sea")
    assert store.roots.all() == ["/sea"]


def test_others_see_nothing_of_a_transaction_before_it_ends(folder: Path, store: CatalogStore) -> None:
    with store.transaction():
        store.roots.add("/sea")
        with closing(sqlite3.connect(folder / DATABASE_NAME)) as other:
            assert other.execute("SELECT count(*) FROM roots").fetchone() == (0,)


def test_folder_of_a_replaced_file_is_forced_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").is_dir()))
    with replacing(tmp_path / "a") as file:
        file.write(b"x")
    assert synced == [False, True]
