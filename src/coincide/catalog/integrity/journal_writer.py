"""Keeps the journal with the database: begins where a killed writer stopped, and follows every transaction."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from coincide.catalog.folders import DATABASE_NAME, JOURNAL_NAME
from coincide.catalog.integrity.journal import last_token, make_lines, mark_all, start_line
from coincide.catalog.integrity.journal_file import JournalEnd, append_lines, write_lines
from coincide.catalog.set_aside import set_aside
from coincide.errors import DamagedCatalogError


class BehindJournalError(DamagedCatalogError):
    """The database misses changes that its journal has."""


class JournalWriter:
    """The journal of a catalog that is open for writing.

    Parameters
    ----------
    end : of the file, from `read_end`; nothing damaged comes after it.
    """

    def __init__(self, path: Path, end: JournalEnd) -> None:
        self._path = path
        self._seq = end.seq
        self._n_bytes = end.n_bytes

    def forget_written(self, connection: Connection) -> None:
        """Delete the marks of lines that are in the file, as a part of a transaction."""
        connection.exec_driver_sql("DELETE FROM journal WHERE seq <= ?", (self._seq,))

    def catch_up(self, engine: Engine) -> None:
        """Append what was stored since the last time.

        Raises
        ------
        OSError : the disk is full or fails, or the file cannot be written to.
        """
        with engine.connect() as connection:
            lines = make_lines(connection, after=self._seq)
        if lines:
            self._n_bytes = append_lines(self._path, [line for _, line in lines], at=self._n_bytes)
            self._seq = lines[-1][0]

    def follow(self, engine: Engine) -> None:
        """Append what was stored a moment ago; what cannot be appended now is for the next writer, who says why.

        It is stored already, so an error here must not look as if it was not.
        """
        with contextlib.suppress(OSError, DBAPIError):
            self.catch_up(engine)


def check_not_behind(connection: Connection, folder: Path, end: JournalEnd) -> None:
    """Check that the database has what its journal has.

    Parameters
    ----------
    end : of the journal, read before the transaction of `connection` began.

    Raises
    ------
    BehindJournalError : the journal knows more; the database is an old copy, or has lost its log.
    """
    seq = last_seq(connection)
    if end.seq > seq:
        raise BehindJournalError(
            f"`{folder / DATABASE_NAME}` lacks changes of labels that `{JOURNAL_NAME}` beside it has (it has "
            f"{seq}, the journal {end.seq}): it is an older copy, its write-ahead log was lost, or the journal belongs "
            f"to another catalog. Run `coincide check --repair --catalog {folder}` to repair it; no label is lost.",
            cause=f"it lacks changes of labels that `{JOURNAL_NAME}` has",
        )


def needs_whole(connection: Connection, end: JournalEnd) -> bool:
    """Say whether the file must be written whole: its end is damaged, lines are lost, or it is of another catalog."""
    n_marks = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE seq > ?", (end.seq,)).scalar_one()
    seq, token = last_seq(connection), last_token(connection)
    is_of_another = token is not None and end.seq == seq and end.token != token
    return end.is_damaged or int(n_marks) != seq - end.seq or is_of_another


def last_seq(connection: Connection) -> int:
    """Return the number of the last change of labels or answers; 0 if there was none."""
    sql = "SELECT seq FROM sqlite_sequence WHERE name = 'journal'"
    counted = connection.exec_driver_sql(sql).scalar_one_or_none()
    return 0 if counted is None else int(counted)


def mark_for_whole(connection: Connection) -> int:
    """Mark all rows in a writing transaction; returns the number after which their lines begin."""
    before = last_seq(connection)
    connection.exec_driver_sql("DELETE FROM journal")
    mark_all(connection)
    return before


def write_whole(connection: Connection, folder: Path, *, after: int) -> JournalWriter:
    """Rewrite the journal from the database; an old one is set aside.

    Raises
    ------
    OSError : the disk is full or fails.
    """
    path = folder / JOURNAL_NAME
    if os.path.lexists(path):
        set_aside(folder, path)
    lines = [(after, start_line(after, last_token(connection))), *make_lines(connection, after=after)]
    n_bytes = write_lines(path, [line for _, line in lines])
    return JournalWriter(path, JournalEnd(lines[-1][0], n_bytes, is_damaged=False))
