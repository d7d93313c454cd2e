"""The seal: no changed bit of a database at rest goes unnoticed."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from catalog_examples import event, label, recording

from coincide import errors
from coincide.catalog import CatalogStore
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.catalog.integrity.seal import is_as_sealed, read_seal, seal
from coincide.catalog.sqlite.connect import open_writing, set_journal
from coincide.errors import CatalogError

PAGE_BYTES = 4096


@pytest.fixture
def sealed(folder: Path, store: CatalogStore) -> Path:
    store.detections.put(store.recordings.put(recording()), "d", [event(0.5 * k) for k in range(50)], info={})
    store.close()
    return folder


def _flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


def _edition_of_the_seal(folder: Path) -> int:
    found = read_seal(folder)
    assert found is not None
    return found.edition


class OneFailingRead(sqlite3.Connection):
    """The disk fails once while the whole file is read: SQLite takes the page for zeros and reports no error.

    This SQLite has no table of pages, so the file comes as a whole.
    """

    n_readings = 0

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        return super().execute(sql.replace("sqlite_dbpage", "no_table_of_pages"), *parameters)

    def serialize(self, *, name: str = "main") -> bytes:
        content = super().serialize(name=name)
        self.n_readings += 1
        return content if self.n_readings > 1 else bytes(PAGE_BYTES) + content[PAGE_BYTES:]


def test_a_file_read_page_by_page_has_the_seal_of_the_whole(sealed: Path) -> None:
    known = read_seal(sealed)
    assert known is not None
    assert hashlib.sha256((sealed / DATABASE_NAME).read_bytes()).hexdigest() == known.sha256
    with closing(OneFailingRead(sealed / DATABASE_NAME)) as connection:
        connection.n_readings = 1
        assert is_as_sealed(connection, sealed, edition=known.edition) is True


@pytest.mark.parametrize("write", [False, True])
def test_changed_bit_of_an_onset_is_noticed(sealed: Path, write: bool) -> None:
    content = (sealed / DATABASE_NAME).read_bytes()
    _flip(sealed / DATABASE_NAME, content.index(b"@\x38\x80\x00\x00\x00\x00\x00"), 0)  # 24.5 s
    with pytest.raises(CatalogError, match=r"is damaged \(its content has changed since.*`coincide check --repair"):
        CatalogStore.open(sealed, write=write)


def test_every_changed_bit_is_noticed(sealed: Path) -> None:
    rng = random.Random(0)
    size = (sealed / DATABASE_NAME).stat().st_size
    for _ in range(100):
        place, bit = rng.randrange(size), rng.randrange(8)
        _flip(sealed / DATABASE_NAME, place, bit)
        with pytest.raises(CatalogError):
            CatalogStore.open(sealed)
        _flip(sealed / DATABASE_NAME, place, bit)
    CatalogStore.open(sealed).close()


def test_database_at_work_is_not_compared(sealed: Path) -> None:
    with CatalogStore.open(sealed, write=True) as writer:
        writer.roots.add("/sea")
        with CatalogStore.open(sealed) as reader:
            assert reader.roots.all() == ["/sea"]


def test_answer_leaves_the_seal_behind(sealed: Path) -> None:
    before = read_seal(sealed)
    with CatalogStore.open(sealed, write=True, is_checked=True, seals=False) as brief:
        brief.labels.put([label()])
    CatalogStore.open(sealed).close()
    assert read_seal(sealed) == before


def test_next_writer_seals_what_others_left_behind(sealed: Path) -> None:
    with CatalogStore.open(sealed, write=True, is_checked=True, seals=False) as brief:
        brief.labels.put([label()])
        edition = brief.edition()
    CatalogStore.open(sealed, write=True).close()
    assert _edition_of_the_seal(sealed) == edition


def test_writer_that_wrote_nothing_leaves_the_seal(sealed: Path) -> None:
    before = (sealed / SEAL_NAME).stat().st_mtime_ns
    CatalogStore.open(sealed, write=True).close()
    assert (sealed / SEAL_NAME).stat().st_mtime_ns == before


def test_reader_of_an_old_state_leaves_a_database_unsealed(sealed: Path) -> None:
    with closing(sqlite3.connect(sealed / DATABASE_NAME, isolation_level=None)) as reader:
        with CatalogStore.open(sealed, write=True) as writer:
            writer.roots.add("/lake")
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM roots").fetchone()
            writer.roots.add("/sea")
        assert _edition_of_the_seal(sealed) == 2
    with CatalogStore.open(sealed) as store:
        assert store.roots.all() == ["/lake", "/sea"]


def test_one_failing_read_is_no_damage(sealed: Path) -> None:
    edition = _edition_of_the_seal(sealed)
    with closing(sqlite3.connect(sealed / DATABASE_NAME, factory=OneFailingRead)) as connection:
        assert is_as_sealed(connection, sealed, edition=edition) is True
        assert connection.n_readings == 2


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file counts as at rest right after it was written."""
    monkeypatch.setattr("coincide.records._AT_REST_NS", 0)


class NeverRead(sqlite3.Connection):
    """Refuses to read the file as a whole."""

    def execute(self, sql: str, *_parameters: Any) -> sqlite3.Cursor:
        raise AssertionError(sql)


@pytest.mark.usefixtures("at_once")
def test_a_process_reads_a_database_at_rest_once(sealed: Path) -> None:
    CatalogStore.open(sealed).close()
    with closing(sqlite3.connect(sealed / DATABASE_NAME, factory=NeverRead)) as connection:
        assert is_as_sealed(connection, sealed, edition=_edition_of_the_seal(sealed)) is True


@pytest.mark.usefixtures("at_once")
def test_a_bit_that_changes_after_a_database_was_read_is_noticed(sealed: Path) -> None:
    CatalogStore.open(sealed).close()
    time.sleep(0.05)  # longer than the clock of a file system takes to go on
    _flip(sealed / DATABASE_NAME, PAGE_BYTES + 100, 3)
    with pytest.raises(CatalogError, match="a bit may have flipped"):
        CatalogStore.open(sealed)


def test_a_failing_read_is_not_sealed(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _edition_of_the_seal(sealed)
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=OneFailingRead))
        seal(sealed, edition=before + 1)
    assert _edition_of_the_seal(sealed) == before
    seal(sealed, edition=before + 1)
    assert _edition_of_the_seal(sealed) == before + 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"edition": 1}'])
def test_damaged_seal_says_nothing(sealed: Path, content: bytes) -> None:
    (sealed / SEAL_NAME).write_bytes(content)
    with CatalogStore.open(sealed) as store:
        assert store.detections.count_events("d") == 50


class _LogFails(sqlite3.Connection):
    """A disk that does not give the write-ahead log for a moment."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if sql == "PRAGMA journal_mode = WAL":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
            raise error
        return super().execute(sql, parameters)


def test_a_database_whose_log_fails_for_a_moment_loses_its_seal(sealed: Path) -> None:
    """It gets a rollback journal, which changes the file and no edition."""
    with closing(sqlite3.connect(sealed / DATABASE_NAME, factory=_LogFails)) as connection:
        assert set_journal(connection, sealed / DATABASE_NAME) == "truncate"
    with CatalogStore.open(sealed) as store:
        assert store.detections.count_events("d") == 50


def test_database_that_gets_a_write_ahead_log_loses_its_seal_first(sealed: Path) -> None:
    with closing(sqlite3.connect(sealed / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    open_writing(sealed / DATABASE_NAME, is_checked=True).dispose()  # and is killed
    with CatalogStore.open(sealed) as store:
        assert store.detections.count_events("d") == 50


WRITE = """
import sys
from pathlib import Path
from coincide.catalog import CatalogStore

with CatalogStore.open(Path(sys.argv[1]), write=True) as store:
    store.roots.add("/sea")
"""


@pytest.mark.slow
def test_a_look_at_the_seal_takes_no_lock_away(sealed: Path) -> None:
    # Without its lock, the other process would delete the log that this one still reads.
    with CatalogStore.open(sealed) as reader:
        watch = reader.watch()
        assert reader.roots.all() == []
        source = str(Path(errors.__file__).parents[1])
        environment = os.environ | {"PYTHONPATH": source}
        subprocess.run([sys.executable, "-c", WRITE, str(sealed)], env=environment, check=True, timeout=120)
        assert reader.roots.all() == ["/sea"]
        watch.close()
