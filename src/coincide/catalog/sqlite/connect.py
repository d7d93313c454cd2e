"""Opens the database of a catalog: for one writer, or for any number of readers.

A writer uses a write-ahead log, which lets readers go on while it writes; where the disk cannot (most network
drives), a rollback journal with full synchronization. Labels and answers are flushed to the disk before anyone is told
that it is stored; what can be computed again waits for the next time. A reader opens the file like a writer with
writing switched off, because only so can SQLite repair what a killed writer left; where the folder is read-only, with
weaker means.

SQLite's own driver would start transactions late and end them early; they are begun here, explicitly
(https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from coincide.catalog.integrity.seal import check_seal, has_log, remove_seal
from coincide.catalog.sqlite.migrations import check_not_emptied, check_version, migrate, stored_edition
from coincide.catalog.storage import damaged

BUSY_TIMEOUT_S = 30.0
WRITES = "coincide_writes"
"""Execution option of a connection that will write: its transaction starts with SQLite's write lock."""

_READING_OPTIONS = ("mode=rw", "mode=ro")


def open_writing(path: Path, *, is_checked: bool = False) -> Engine:
    """Open, check and migrate a database for writing; an absent file is made.

    Parameters
    ----------
    is_checked : leave the check of its pages out, which takes a tenth of a second for 50,000 events.

    Raises
    ------
    CatalogError : the file is damaged or of another program.
    CatalogVersionError : the file was written by a newer version.
    sqlite3.Error : the file cannot be opened or written; see `storage_errors`.
    """

    def connect() -> sqlite3.Connection:
        connection = _connect(path, "mode=rwc")
        try:
            set_journal(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection

    _check_before_writing(path, is_checked=is_checked)
    with closing(connect()) as connection:
        migrate(connection, path)
    return _engine(connect)


def open_reading(path: Path) -> Engine:
    """Open a database for reading; it need not be writable.

    Raises
    ------
    CatalogError : the file is empty, damaged, older or of another program.
    CatalogVersionError : the file was written by a newer version.
    sqlite3.Error : the file cannot be opened; see `storage_errors`.
    """
    options = _reading_options(path)

    def connect() -> sqlite3.Connection:
        return _connect_reading(path, options)

    with closing(connect()) as connection:
        check_version(connection, path)
    return _engine(connect)


def connect_for_watching(path: Path) -> sqlite3.Connection:
    """Open a database for reading by one connection that stays open; see `changes`.

    Raises
    ------
    sqlite3.Error : the file cannot be opened; see `storage_errors`.
    """
    return _connect_reading(path, _reading_options(path))


def set_journal(connection: sqlite3.Connection, path: Path) -> str:
    """Switch the write-ahead log of a database on, or a rollback journal where the disk cannot; return which.

    The seal goes with the log: to switch back writes to the file, and raises no edition.
    """
    try:
        mode = _set_journal_mode(connection, "WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_PROTOCOL,
        ):
            raise
        mode = "none"
    if mode != "wal":
        remove_seal(path.parent)
        mode = _set_journal_mode(connection, "TRUNCATE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS keeps what only `fsync` was told in the cache of the drive
    return mode


def set_durability(connection: Connection, *, is_durable: bool) -> None:
    """Choose whether the next transaction is on the disk when it ends; call it between transactions.

    After a power cut, a write-ahead log may miss its last transactions where they were not durable, and never breaks. A
    durable transaction takes those before it along, since the log is one file.
    """
    raw = driver_of(connection)
    is_log = raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    raw.execute(f"PRAGMA synchronous = {'NORMAL' if is_log and not is_durable else 'FULL'}")


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Return the connection of the driver below one of SQLAlchemy, in the same transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _set_journal_mode(connection: sqlite3.Connection, mode: str) -> str:
    return str(connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0])


def _check_before_writing(path: Path, *, is_checked: bool) -> None:
    with closing(_connect(path, "mode=rwc")) as connection:
        check_not_emptied(connection, path)
        if not is_checked:
            connection.execute("BEGIN")
            edition = stored_edition(connection)
            if edition is None or not check_seal(connection, path.parent, edition=edition):
                _check_pages(connection, path)
            connection.execute("COMMIT")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            remove_seal(path.parent)  # to change the mode writes to the file


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if found != "ok":
        raise damaged(found, path.parent)


def _reading_options(path: Path) -> str:
    """Return the first way to open that works; the last error if none does."""
    # `immutable` reads a read-only disk without locks, and would not see what is still in the log.
    last_resort = () if has_log(path.parent) else ("mode=ro&immutable=1",)
    ways = (*_READING_OPTIONS, *last_resort)
    for way in ways[:-1]:
        try:
            _connect_reading(path, way).close()
        except sqlite3.OperationalError:
            continue
        return way
    _connect_reading(path, ways[-1]).close()
    return ways[-1]


def _connect_reading(path: Path, options: str) -> sqlite3.Connection:
    connection = _connect(path, options)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the file is opened no sooner than this
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{_uri(path)}?{options}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,  # the pool gives a connection to one thread at a time
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _uri(path: Path) -> str:
    # Not `Path.as_uri`: SQLite takes the server of a Windows network path only behind four slashes.
    absolute = path.absolute().as_posix()
    return "file://" + quote(os.fsencode(absolute if absolute.startswith("/") else f"/{absolute}"))


def _engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
