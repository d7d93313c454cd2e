"""Makes a lost or damaged database again, with what people said.

What is known comes from the journal. Only where that is missing or has damaged lines, labels and answers are also read
from the damaged database, as far as it lets us. Everything else can be computed again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, UniqueConstraint, create_engine
from sqlalchemy.dialects.sqlite import dialect

from coincide.catalog.folders import DATABASE_NAME, JOURNAL_NAME, RESTORING, SEAL_NAME
from coincide.catalog.integrity.journal import (
    KINDS,
    JournalState,
    last_token,
    recordings_in,
    replay,
    stored_rows,
    stored_rows_of,
)
from coincide.catalog.integrity.journal_writer import last_seq
from coincide.catalog.integrity.seal import has_log, read_seal, remove_seal
from coincide.catalog.set_aside import copy_aside, set_aside
from coincide.catalog.sqlite.columns import AnyText, JsonText
from coincide.catalog.sqlite.migrations import migrate
from coincide.catalog.sqlite.schema import RECORDINGS
from coincide.errors import CatalogVersionError
from coincide.whole_files import sync_folder
from coincide.wording import count

OF_ANOTHER = "it belongs to another catalog, or to a copy of this one that was changed since"
_DIALECT = dialect()
_PARTS = (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm", f"{DATABASE_NAME}-journal", SEAL_NAME)


def read_journal(folder: Path) -> JournalState | None:
    """Read the journal of a catalog; None if there is none.

    Raises
    ------
    CatalogVersionError : a newer version wrote it, and says what this one does not know.
    OSError : it cannot be read.
    """
    try:
        with (folder / JOURNAL_NAME).open("rb") as file:
            state = replay(file)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        return JournalState(bad=[(0, "it is a folder")])
    if state.is_newer:
        raise CatalogVersionError(
            f"`{folder / JOURNAL_NAME}` was written by a newer version of `coincide`. "
            "Upgrade `coincide` with `pip install --upgrade coincide`."
        )
    return state


def restore(folder: Path) -> tuple[JournalState, list[Path]]:
    """Make the database again from the journal, and set the old one aside; call it only as the one writer.

    Returns
    -------
    What was stored, and where the damaged files are now.

    Raises
    ------
    OSError : the disk is full or fails; the old files are where they were, or set aside.
    """
    known = read_journal(folder)
    state = JournalState() if known is None else known
    if known is None or known.bad:
        _salvage(folder / DATABASE_NAME, state)
        _leave_out_contradictions(state)
    with _unfinished(folder) as made:
        _make(made, state)
        moved = [set_aside(folder, folder / name) for name in _PARTS if os.path.lexists(folder / name)]
        made.rename(folder / DATABASE_NAME)
        sync_folder(folder)
    if state.bad:
        moved.append(set_aside(folder, folder / JOURNAL_NAME))
    return state, moved


def is_of_another(folder: Path, state: JournalState) -> bool:
    """Say whether a journal is that of another catalog, or of a copy that went on by itself."""
    with _reading(folder / DATABASE_NAME) as reader:
        return _is_of_another(reader, state)


def outweighs(folder: Path, state: JournalState) -> bool:
    """Say whether a journal is to be believed where a database, which can be read, says something else.

    Each line of a journal has a digest. One that is whole and ends with the last change of the database says the same,
    unless a bit of the database has flipped; if a seal speaks for the database, it has not. A journal about recordings
    that the database does not know is that of another catalog.
    """
    seal = read_seal(folder)
    with _reading(folder / DATABASE_NAME) as reader:
        edition = reader.exec_driver_sql("SELECT number FROM edition").scalar()
        is_as_long = last_seq(reader) == state.last_seq
        is_of_this = state.recordings.keys() <= _recordings(reader).keys() and not _is_of_another(reader, state)
    is_sealed = seal is not None and seal.edition == edition and not has_log(folder)
    return is_of_this and is_as_long and not is_sealed and not state.bad


def bring_up(folder: Path, state: JournalState) -> Path | None:
    """Store what the journal knows in a database that is an old copy; call it only as the one writer.

    Returns
    -------
    Where a copy of the database as it was is; None if a rule of the database forbids the change, and it is as it was.

    Raises
    ------
    OSError : the disk is full or fails; the database is as it was.
    """
    with _reading(folder / DATABASE_NAME) as reader:
        stored = stored_rows(reader)
    copies = [copy_aside(folder, folder / name) for name in _PARTS[:2] if (folder / name).exists()]
    remove_seal(folder)
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA defer_foreign_keys = ON")  # a sample may be replaced under its checks
            known = {int(row[0]) for row in connection.execute("SELECT id FROM recordings")}
            new = {each: facts for each, facts in state.recordings.items() if each not in known}
            _insert(connection, RECORDINGS, new)
            _replace_different(connection, stored, state)
            _set_last(connection, state)
            connection.execute("UPDATE edition SET number = number + 1")
            connection.execute("COMMIT")
        except sqlite3.DatabaseError:
            return None
    return copies[0]


def compare(connection: Connection, state: JournalState) -> list[str]:
    """Return in what the database says that people said something else than the journal.

    Parameters
    ----------
    connection : in a transaction that began after the journal was read.
    """
    if _is_of_another(connection, state):
        return [OF_ANOTHER]
    marks = connection.exec_driver_sql("SELECT kind, row_id FROM journal WHERE seq > ?", (state.last_seq,))
    since = {(str(kind), int(row_id)) for kind, row_id in marks}
    differences: list[str] = []
    for kind, stored in stored_rows(connection).items():
        told = state.rows[kind]
        ids = [each for each in sorted(stored.keys() | told.keys()) if (kind, each) not in since]
        wrong = [each for each in ids if stored.get(each) != told.get(each)]
        if wrong:
            differ = "differs from the one in the database:" if len(wrong) == 1 else "differ from the database, such as"
            differences.append(f"{count(len(wrong), kind)} {differ} {kind} {wrong[0]}")
    return differences


def _is_of_another(connection: Connection, state: JournalState) -> bool:
    seq, token = last_seq(connection), last_token(connection)
    if token is not None and seq in state.tokens:
        return state.tokens[seq] != token
    # Written by an older version, or again from its middle: one that knows other recordings by the same numbers.
    hashes = {each: facts["content_hash"] for each, facts in _recordings(connection).items()}
    return any(
        hashes.get(each, facts["content_hash"]) != facts["content_hash"] for each, facts in state.recordings.items()
    )


@contextlib.contextmanager
def _unfinished(folder: Path) -> Generator[Path]:
    work = Path(tempfile.mkdtemp(prefix=RESTORING, dir=folder))
    try:
        yield work / DATABASE_NAME
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _make(path: Path, state: JournalState) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN")
        _insert(connection, RECORDINGS, state.recordings)
        for kind, table in KINDS.items():
            _insert(connection, table, state.rows[kind])
        if state.last_seq > 0:  # without a journal, all rows stay marked for a new one
            _set_last(connection, state)
        connection.execute("UPDATE edition SET number = ?", (state.last_seq + 1,))
        connection.execute("COMMIT")


def _replace_different(
    connection: sqlite3.Connection, stored: Mapping[str, Mapping[int, Mapping[str, Any]]], state: JournalState
) -> None:
    for kind, table in KINDS.items():
        told = state.rows[kind]
        # What a damaged line says nothing of any more stays.
        known = [each for each in stored[kind] if not state.bad or (kind, each) in state.removed]
        wrong = [each for each in {*known, *told} if stored[kind].get(each) != told.get(each)]
        connection.executemany(f"DELETE FROM {table.name} WHERE id = ?", [(each,) for each in wrong])
        _insert(connection, table, {each: told[each] for each in sorted(wrong) if each in told})


def _set_last(connection: sqlite3.Connection, state: JournalState) -> None:
    """Let the last change be the last line of the journal."""
    connection.execute("DELETE FROM journal")
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'journal'")
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', ?)", (state.last_seq,))
    connection.execute("UPDATE edition SET token = ?", (state.tokens.get(state.last_seq),))


def _insert(connection: sqlite3.Connection, table: Table, rows: Mapping[int, Mapping[str, Any]]) -> None:
    columns: Sequence[Column[Any]] = [column for column in table.columns if column.name in _named(rows)]
    names = ", ".join(["id", *(column.name for column in columns)])
    marks = ", ".join("?" * (len(columns) + 1))
    values = ([row_id, *(_stored(column, row.get(column.name)) for column in columns)] for row_id, row in rows.items())
    connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", values)


def _named(rows: Mapping[int, Mapping[str, Any]]) -> set[str]:
    return {name for row in rows.values() for name in row}


def _stored(column: Column[Any], value: Any) -> Any:
    kind = column.type
    return kind.process_bind_param(value, _DIALECT) if isinstance(kind, AnyText | JsonText) else value


def _salvage(path: Path, state: JournalState) -> None:
    """Add the labels and answers of a damaged database that the journal does not have, as far as they can be read."""
    if not path.is_file():
        return
    # Whatever a damaged file makes SQLite or a value say: what cannot be read is lost. Older versions have fewer kinds.
    with contextlib.suppress(Exception), _reading(path) as connection:
        about = _recordings(connection)
        for kind in KINDS:
            with contextlib.suppress(Exception):
                _add_unknown(state, kind, stored_rows_of(connection, kind), about)


def _add_unknown(
    state: JournalState, kind: str, rows: Mapping[int, Mapping[str, Any]], about: Mapping[int, Mapping[str, Any]]
) -> None:
    for row_id, row in rows.items():
        named = recordings_in(row)
        is_known = row_id in state.rows[kind] or (kind, row_id) in state.removed
        if not is_known and named <= about.keys():
            state.rows[kind][row_id] = row
            state.recordings.update({each: about[each] for each in named if each not in state.recordings})


def _leave_out_contradictions(state: JournalState) -> None:
    """Leave out rows that contradict others because a line is lost: replaced ones, and checks without a sample."""
    for kind, table in KINDS.items():
        rules = [list(each.columns.keys()) for each in table.constraints if isinstance(each, UniqueConstraint)]
        for names in rules:
            newest = {_values_of(row, names): row_id for row_id, row in state.rows[kind].items()}
            state.rows[kind] = {row_id: state.rows[kind][row_id] for row_id in newest.values()}
    samples = state.rows["sample"]
    state.rows["check"] = {each: row for each, row in state.rows["check"].items() if row["sample_id"] in samples}


def _values_of(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)


@contextlib.contextmanager
def _reading(path: Path) -> Generator[Connection]:
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _recordings(connection: Connection) -> dict[int, dict[str, Any]]:
    there = {str(row[1]) for row in connection.exec_driver_sql("PRAGMA table_info(recordings)")} - {"id", "added_run"}
    names = [column.name for column in RECORDINGS.columns if column.name in there]
    rows = connection.exec_driver_sql(f"SELECT id, {', '.join(names)} FROM recordings")
    return {int(row_id): dict(zip(names, row, strict=True)) for row_id, *row in rows}
