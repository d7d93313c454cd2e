"""An open database: transactions, and what goes with each of them: the edition, the journal of labels, the seal."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, insert
from sqlalchemy.exc import DBAPIError

from coincide.catalog.folders import DATABASE_NAME, JOURNAL_NAME
from coincide.catalog.integrity.examine import check_structure
from coincide.catalog.integrity.journal_file import JournalEnd, read_end
from coincide.catalog.integrity.journal_writer import (
    JournalWriter,
    check_not_behind,
    mark_for_whole,
    needs_whole,
    write_whole,
)
from coincide.catalog.integrity.seal import check_seal, seal
from coincide.catalog.lock import WriterLock, current_holder
from coincide.catalog.sqlite.changes import edition, raise_edition
from coincide.catalog.sqlite.connect import WRITES, driver_of, open_reading, open_writing, set_durability
from coincide.catalog.sqlite.migrations import STEPS, OlderCatalogError
from coincide.catalog.sqlite.programs import check_programs
from coincide.catalog.storage import rows_that_parse, storage_errors
from coincide.errors import CatalogError, DamagedCatalogError

_UPDATE_PATIENCE_S = 10.0
"""How long a reader waits for a writer of an older version."""

# What a run that is not ended comes to when another writer begins: its process went away.
_RUNNING = "SELECT 1 FROM runs WHERE status = 'running' LIMIT 1"
_INTERRUPT = "UPDATE runs SET status = 'interrupted' WHERE status = 'running'"


class _Inside(threading.local):
    """The transaction that a thread is inside of; a server reads in several threads."""

    connection: Connection | None = None
    is_writing: bool = False


class Database:
    """The database of a catalog, open for reading or as the one writer.

    Attributes
    ----------
    folder : absolute path of the catalog.
    edition_when_opened : see `CatalogStore`.
    """

    def __init__(self, folder: Path, engine: Engine, lock: WriterLock | None, *, seals: bool) -> None:
        self.folder = folder
        self.edition_when_opened = 0
        self._engine = engine
        self._lock = lock
        self._seals = seals
        self._journal: JournalWriter | None = None
        self._inside = _Inside()

    @classmethod
    def open_for_reading(cls, folder: Path, *, is_checked: bool = False) -> Self:
        """Open a database that is whole; one of an older version is brought up to date before, where that is possible.

        Parameters
        ----------
        is_checked : this process has checked it for damage before.

        Raises
        ------
        CatalogError : it is damaged, of another program, or older than this program and cannot be written to.
        """
        try:
            return cls._open_for_reading(folder, is_checked=is_checked)
        except OlderCatalogError as older:
            try:
                with storage_errors(folder):
                    cls._bring_up_to_date(folder)
            except DamagedCatalogError:
                raise
            except CatalogError:
                raise older from None
        return cls._open_for_reading(folder, is_checked=False)

    @classmethod
    def _bring_up_to_date(cls, folder: Path) -> None:
        lock, holder = WriterLock(folder, command="coincide"), current_holder(folder)
        is_ours = holder is not None and holder.pid == os.getpid()  # to wait for ourselves is in vain
        lock.acquire(timeout_s=0.0 if is_ours else _UPDATE_PATIENCE_S, on_wait=lambda _: None)
        try:
            cls.open_for_writing(folder, lock, is_checked=False, seals=True).close()
        finally:
            lock.release()

    @classmethod
    def _open_for_reading(cls, folder: Path, *, is_checked: bool) -> Self:
        end = read_end(folder / JOURNAL_NAME)  # first: the database is never behind what it says
        with rows_that_parse(folder):
            opened = cls(folder, open_reading(folder / DATABASE_NAME), None, seals=False)
        with opened._closing_on_error(), opened.reading() as connection:
            check_programs(driver_of(connection), folder, steps=STEPS)
            # A writer at work has checked it; one that was killed, or gave no more than an answer, left no seal.
            is_sealed = is_checked or check_seal(driver_of(connection), folder, edition=edition(connection))
            if not is_sealed and current_holder(folder) is None:
                check_structure(connection, folder)
            check_not_behind(connection, folder, end)
        return opened

    @classmethod
    def open_for_writing(cls, folder: Path, lock: WriterLock, *, is_checked: bool, seals: bool) -> Self:
        """Open a database as its writer, and make good what a killed one left.

        Parameters
        ----------
        lock : held by the caller; `close` releases it.
        is_checked : this process has checked it for damage before.
        seals : whether it is sealed when it is closed.

        Raises
        ------
        CatalogError : it is damaged, newer than this program, or of another program.
        """
        with rows_that_parse(folder):
            engine = open_writing(folder / DATABASE_NAME, is_checked=is_checked)
        opened = cls(folder, engine, lock, seals=seals)
        with opened._closing_on_error():
            with opened.reading() as connection:
                check_programs(driver_of(connection), folder, steps=STEPS)
            opened._begin(read_end(folder / JOURNAL_NAME))
        return opened

    @property
    def is_writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

    def has_writer(self) -> bool:
        """Return whether this or another process writes to it now."""
        return self._lock is not None or current_holder(self.folder) is not None

    def close(self) -> None:
        """Close the files, seal what was written, and release the lock, whatever fails; closing twice is fine."""
        try:
            sealed = self._edition_to_seal()
            self._engine.dispose()
            if self._lock is not None and sealed is not None:
                seal(self.folder, edition=sealed)
        finally:
            self._engine.dispose()
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Begin a transaction that reads; inside of another one, a part of that."""
        with rows_that_parse(self.folder):
            if self._inside.connection is not None:
                yield self._inside.connection
                return
            with storage_errors(self.folder), self._engine.connect() as connection:
                yield connection

    @contextmanager
    def reading_afresh(self) -> Generator[Connection]:
        """Begin a transaction that reads what is stored by now, also inside of another one that reads."""
        with rows_that_parse(self.folder), storage_errors(self.folder), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def view(self) -> Generator[None]:
        """Let all that this thread reads inside be of one moment; nothing may be written inside."""
        with storage_errors(self.folder), self._engine.connect() as connection, self._as_transaction(connection):
            yield

    @contextmanager
    def writing(self, *, is_durable: bool = True) -> Generator[Connection]:
        """Begin a transaction that writes; inside of another one, a part of that.

        Parameters
        ----------
        is_durable : whether it is on the disk when it ends; what people say must be, and comes into the journal then.
        """
        if not self.is_writable:
            raise CatalogError(
                f"catalog `{self.folder}` is open for reading only. Open it with `write=True` to change it."
            )
        if self._inside.connection is not None:
            assert self._inside.is_writing
            yield self._inside.connection
            return
        with storage_errors(self.folder), self._engine.connect() as connection:
            set_durability(connection, is_durable=is_durable)
            writer = connection.execution_options(**{WRITES: True})
            with writer.begin(), self._as_transaction(writer, is_writing=True):
                yield writer
                if self._journal is not None and is_durable:
                    self._journal.forget_written(writer)
                raise_edition(writer)
        if self._journal is not None and is_durable:
            self._journal.follow(self._engine)

    def _begin(self, end: JournalEnd) -> None:
        with self.reading() as connection:
            check_not_behind(connection, self.folder, end)
            self.edition_when_opened = edition(connection)
            is_interrupted = connection.exec_driver_sql(_RUNNING).first() is not None
            is_lost = needs_whole(connection, end)
        self._journal = self._new_journal() if is_lost else JournalWriter(self.folder / JOURNAL_NAME, end)
        self._journal.catch_up(self._engine)
        if is_interrupted:
            with self.writing(is_durable=False) as connection:
                connection.exec_driver_sql(_INTERRUPT)

    def _new_journal(self) -> JournalWriter:
        with self.writing() as connection:
            after = mark_for_whole(connection)
        with self.reading() as connection:
            return write_whole(connection, self.folder, after=after)

    def _edition_to_seal(self) -> int | None:
        if self._lock is None or not self._lock.is_held or not self._seals:
            return None
        # What cannot be read any more is not sealed.
        with contextlib.suppress(DBAPIError, sqlite3.Error, CatalogError), self.reading() as connection:
            return edition(connection)
        return None

    @contextmanager
    def _as_transaction(self, connection: Connection, *, is_writing: bool = False) -> Generator[None]:
        before = self._inside.connection, self._inside.is_writing
        self._inside.connection, self._inside.is_writing = connection, is_writing
        try:
            yield
        finally:
            self._inside.connection, self._inside.is_writing = before

    @contextmanager
    def _closing_on_error(self) -> Generator[None]:
        try:
            yield
        except BaseException:
            self._engine.dispose()
            raise


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; nothing happens if there are none, for which SQLAlchemy would insert one of defaults."""
    if rows:
        connection.execute(insert(table), rows)
