"""Whether a catalog has changed since somebody looked: cheap enough to ask before every answer.

A reader that stays open for hours, such as a server, keeps what it has read. `ChangeCounter` tells in microseconds
that some other connection wrote; `Stamp` tells what it wrote about. The edition is the number of writing transactions
that the catalog has had: each raises it by one, in the same transaction, so that it names exactly one state.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from coincide.catalog.integrity.journal_writer import last_seq
from coincide.catalog.rows import RECORDING, REGROUPING
from coincide.catalog.sqlite.connect import connect_for_watching
from coincide.catalog.sqlite.schema import MODELS, RUNS
from coincide.catalog.storage import storage_errors


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a catalog held at one moment; equal stamps mean equal contents.

    Attributes
    ----------
    edition : of the whole catalog; it also changes when a command only notes its progress.
    model : the current model, when it was stored, and the last change of its categories by a person; None if there is
        no model.
    said : number of the last change of what people said; no clock is asked, which may be set back.
    recorded : the last run that may have changed the recordings, and how it ended; None if there was none.
    """

    edition: int
    model: tuple[str, str, int] | None
    said: int
    recorded: tuple[int, str] | None


def edition(connection: Connection) -> int:
    """Return the number of writing transactions that the catalog has had."""
    # Plain SQL, here and in `journal`: every opening and every answer would wait for SQLAlchemy to compile it.
    return int(connection.exec_driver_sql("SELECT number FROM edition").scalar_one())


def raise_edition(connection: Connection) -> None:
    """Count a writing transaction, as a part of it."""
    connection.exec_driver_sql("UPDATE edition SET number = number + 1")


def stamp(connection: Connection) -> Stamp:
    """Return what the catalog holds now."""
    current = select(MODELS.c.id, MODELS.c.created_at).where(MODELS.c.status == "current")
    row = connection.execute(current).one_or_none()
    regrouped = select(func.coalesce(func.max(RUNS.c.id), 0)).where(RUNS.c.command.in_(REGROUPING))
    edit = int(connection.execute(regrouped).scalar_one())
    model = None if row is None else (str(row[0]), str(row[1]), edit)
    recording = select(RUNS.c.id, RUNS.c.status).where(RUNS.c.command.in_(RECORDING)).order_by(RUNS.c.id.desc())
    run = connection.execute(recording.limit(1)).one_or_none()
    return Stamp(edition(connection), model, last_seq(connection), None if run is None else (int(run[0]), str(run[1])))


class ChangeCounter:
    """Counts how often others wrote to a catalog; may be asked from several threads.

    Parameters
    ----------
    path : the database file.

    Raises
    ------
    sqlite3.Error : the file cannot be opened; see `storage_errors`.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._connection: sqlite3.Connection = connect_for_watching(path)
        self._lock = threading.Lock()

    def value(self) -> int:
        """Return a number that is another one after every commit of any other connection.

        Raises
        ------
        CatalogError : the disk fails, or the file was damaged meanwhile.
        """
        with self._lock, storage_errors(self._folder):
            # https://sqlite.org/pragma.html#pragma_data_version
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
