"""What goes wrong with files and disks comes out as one plain error."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from catalog_examples import event, recording
from ordinary_user import as_ordinary_user

from coincide.catalog import CatalogStore, set_aside, storage_errors
from coincide.catalog.folders import DATABASE_NAME, find_catalog
from coincide.catalog.sqlite.connect import open_reading, open_writing, set_journal
from coincide.errors import CatalogBusyError, CatalogError, DamagedCatalogError


@contextmanager
def _read_only_catalog() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as top:  # pytest's own folders are closed to other users
        Path(top).chmod(0o755)
        folder = Path(top) / "x.coincide"
        with CatalogStore.open(folder, create=True) as store:
            store.roots.add("/sea")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_missing_catalog_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"does not exist\. Make one with `coincide learn FOLDER`"):
        CatalogStore.open(tmp_path / "none.coincide")


@pytest.mark.parametrize("write", [False, True])
def test_random_bytes_are_called_damaged(folder: Path, write: bool) -> None:
    folder.mkdir()
    (folder / DATABASE_NAME).write_bytes(bytes(range(7, 256)) * 40)
    with pytest.raises(CatalogError, match=r"catalog.sqlite` is damaged \(file is not a database\)"):
        CatalogStore.open(folder, write=write)


@pytest.mark.parametrize("write", [False, True])
def test_truncated_database_is_called_damaged(folder: Path, store: CatalogStore, write: bool) -> None:
    store.close()
    file = folder / DATABASE_NAME
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(CatalogError, match=r"is damaged .*Recordings are not affected"):
        CatalogStore.open(folder, write=write)


@pytest.mark.parametrize(("at", "cause"), [(47, "unsupported file format"), (61, r"its version is 2097\d+")])
def test_changed_byte_in_the_header_is_called_damage(folder: Path, store: CatalogStore, at: int, cause: str) -> None:
    store.close()
    file = folder / DATABASE_NAME
    content = bytearray(file.read_bytes())
    content[at] ^= 0x20
    file.write_bytes(content)
    with pytest.raises(DamagedCatalogError, match=rf"catalog.sqlite` is damaged \({cause}\)"):
        CatalogStore.open(folder)


def test_scrambled_pages_are_found_before_anything_is_written(folder: Path, store: CatalogStore) -> None:
    store.detections.put(store.recordings.put(recording()), "d", [event(0.01 * k) for k in range(2000)], info={})
    store.close()
    file = folder / DATABASE_NAME
    content = bytearray(file.read_bytes())
    content[-40_000:] = b"\xa5" * 40_000
    file.write_bytes(content)
    with pytest.raises(CatalogError, match="is damaged"):
        CatalogStore.open(folder, write=True)


@pytest.mark.parametrize("name", ["lock", "lock.json"])
def test_what_stands_in_the_way_is_named(folder: Path, store: CatalogStore, name: str) -> None:
    store.close()
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    message = rf"`\S+/{name}` is where catalog .* \(Is a directory\)\. Move it"
    with pytest.raises(CatalogError, match=message):
        CatalogStore.open(folder, write=True)


def test_file_where_a_folder_must_be_is_named(folder: Path, store: CatalogStore) -> None:
    store.close()
    (folder / "damaged").touch()
    with pytest.raises(CatalogError, match=r"`\S+/damaged` is where catalog"), storage_errors(folder):
        set_aside(folder, folder / DATABASE_NAME)


def test_failed_opening_gives_the_lock_back(folder: Path) -> None:
    folder.mkdir()
    (folder / DATABASE_NAME).write_bytes(b"no database" * 100)
    for _ in range(2):
        with pytest.raises(CatalogError, match="damaged"):
            CatalogStore.open(folder, write=True, timeout_s=0)


def test_a_part_of_a_catalog_that_nobody_may_look_into_is_told_plainly() -> None:
    with _read_only_catalog() as folder:
        folder.chmod(0o755)
        (folder / DATABASE_NAME).unlink()
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()
        (folder / "models").chmod(0)
        with as_ordinary_user(), pytest.raises(CatalogError, match=r"models` cannot be read \(Permission denied\)"):
            find_catalog(folder)


def test_read_only_folder_can_be_read() -> None:
    with _read_only_catalog() as folder, as_ordinary_user(), CatalogStore.open(folder) as store:
        assert store.roots.all() == ["/sea"]


def test_older_version_in_a_read_only_folder_says_how_to_bring_it_up_to_date() -> None:
    with _read_only_catalog() as folder:
        folder.chmod(0o755)
        with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
            connection.execute("PRAGMA user_version = 3")
        folder.chmod(0o555)
        with as_ordinary_user(), pytest.raises(CatalogError, match=r"has version 3, .*where it can be written to"):
            CatalogStore.open(folder)


def test_writing_to_a_read_only_database_is_told_plainly(folder: Path, store: CatalogStore) -> None:
    store.close()
    engine = open_reading(folder / DATABASE_NAME)
    with (
        pytest.raises(CatalogError, match="cannot be written to: the folder or a file in it is read-only"),
        storage_errors(folder),
        engine.connect() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM roots")
    engine.dispose()


def test_store_open_for_reading_refuses_to_write(folder: Path, store: CatalogStore) -> None:
    store.close()
    with (
        CatalogStore.open(folder) as reader,
        pytest.raises(CatalogError, match=r"open for reading only.*`write=True`"),
    ):
        reader.roots.add("/sea")


def test_full_disk_is_told_plainly(folder: Path, store: CatalogStore) -> None:
    store.close()
    engine = open_writing(folder / DATABASE_NAME)
    with (
        pytest.raises(CatalogError, match=r"is full. The current step was not stored.*same command again"),
        storage_errors(folder),
        engine.connect() as connection,
    ):
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("INSERT INTO roots VALUES (?, 'now')", ("x" * 100_000,))
    engine.dispose()


def test_busy_database_is_told_plainly(folder: Path, store: CatalogStore) -> None:
    file = folder / DATABASE_NAME
    with closing(sqlite3.connect(file)) as holder, closing(sqlite3.connect(file, timeout=0)) as other:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogBusyError, match="stayed busy"), storage_errors(store.folder):
            other.execute("BEGIN IMMEDIATE")


def test_value_that_breaks_a_rule_changes_nothing(store: CatalogStore) -> None:
    with pytest.raises(CatalogError, match=r"could not store what it was given.*FOREIGN KEY"):
        store.detections.put(99, "d", [event()], info={})
    assert store.detections.count_events("d") == 0


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only")]
)
def test_error_of_the_disk_is_told_plainly(folder: Path, number: int, said: str) -> None:
    with pytest.raises(CatalogError, match=said), storage_errors(folder):
        raise OSError(number, os.strerror(number))


def test_error_about_a_file_elsewhere_passes_through(folder: Path) -> None:
    with pytest.raises(PermissionError), storage_errors(folder):
        raise PermissionError(errno.EACCES, "Permission denied", "/sea/a.wav")


def test_writer_uses_a_write_ahead_log(folder: Path, store: CatalogStore) -> None:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.is_writable


def test_journal_is_fully_synchronized_where_there_is_no_write_ahead_log(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        set_journal(connection, tmp_path / "catalog.sqlite")
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_other_things_in_the_folder_are_not_turned_into_a_catalog(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.wav").touch()
    with pytest.raises(CatalogError, match=r"holds other files, such as `a.wav`, and no catalog"):
        CatalogStore.open(folder, create=True)


def test_a_folder_in_which_another_process_begins_a_catalog_is_free(folder: Path) -> None:
    folder.mkdir()
    (folder / ".aac49c322e2b13ac.tmp").touch()
    with CatalogStore.open(folder, create=True) as store:
        assert store.recordings.all() == []


def test_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    folder.touch()
    with pytest.raises(CatalogError, match="expected a folder for the catalog"):
        CatalogStore.open(folder, create=True)


def test_killed_creation_is_taken_up_again(folder: Path) -> None:
    (folder / "models").mkdir(parents=True)
    (folder / "lock").touch()
    with CatalogStore.open(folder, create=True) as store:
        assert store.runs.all() == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EMFILE, "Too many open files. Close other programs, or raise the limit with `ulimit -n`"),
        (errno.EINVAL, "failed (Invalid argument). Check the disk or the network drive it is on"),
    ],
)
def test_what_the_system_says_of_a_file_of_the_catalog_is_told_plainly(folder: Path, number: int, said: str) -> None:
    with pytest.raises(CatalogError, match=re.escape(said)), storage_errors(folder):
        raise OSError(number, os.strerror(number), str(folder / "lock"))
