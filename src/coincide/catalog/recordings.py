"""Roots, files and recordings: where sound lies, and which sound it is.

A recording is known by the hash of its bytes, so that a moved, renamed or copied file stays the same
recording.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.problems import clear_problems, put_problem
from coincide.catalog.rows import FileRow, ScannedFile
from coincide.catalog.runs import now
from coincide.catalog.schema import FILES, RECORDINGS, ROOTS
from coincide.records import Recording


def add_root(connection: Connection, path: str) -> None:
    """Remember a folder of recordings; nothing happens if it is known."""
    connection.execute(insert(ROOTS).values(path=path, added_at=now()).on_conflict_do_nothing())


def roots(connection: Connection) -> list[str]:
    """Return the folders of recordings in the order they were added."""
    return list(connection.execute(select(ROOTS.c.path).order_by(ROOTS.c.added_at, ROOTS.c.path)).scalars())


def put_file(connection: Connection, file: FileRow) -> None:
    """Store what is known about a path, in place of what was known."""
    values = {column.name: getattr(file, column.name) for column in FILES.columns}
    others = {name: value for name, value in values.items() if name != "path"}
    connection.execute(insert(FILES).values(values).on_conflict_do_update(index_elements=["path"], set_=others))


def put_files(connection: Connection, rows: Iterable[FileRow]) -> None:
    """Store what is known about some paths, in place of what was known."""
    for row in rows:
        put_file(connection, row)


def put_scanned(connection: Connection, scanned: Iterable[ScannedFile], *, run_id: int | None) -> None:
    """Store what reading some files gave, in place of what was known about them."""
    for each in scanned:
        clear_problems(connection, each.file.path, kinds=None)
        recording_id = None if each.recording is None else put_recording(connection, each.recording, run_id=run_id)
        put_file(connection, replace(each.file, recording_id=recording_id))
        if each.problem is not None:
            put_problem(connection, each.problem, recording_id=recording_id, run_id=run_id)


def files(connection: Connection) -> dict[str, FileRow]:
    """Return all paths ever seen, in order."""
    rows = connection.execute(select(FILES).order_by(FILES.c.path))
    return {row.path: FileRow(*row) for row in rows}


def file_by_path(connection: Connection, path: str) -> FileRow | None:
    """Return what is known about a path, None if it was never seen."""
    row = connection.execute(select(FILES).where(FILES.c.path == path)).one_or_none()
    return None if row is None else FileRow(*row)


def mark_missing(connection: Connection, paths: Iterable[str]) -> None:
    """Note that nothing is at these paths any more."""
    values = [{"gone": path} for path in paths]
    if values:
        statement = update(FILES).where(FILES.c.path == bindparam("gone")).values(status="missing")
        connection.execute(statement, values)


def put_recording(connection: Connection, recording: Recording, *, run_id: int | None) -> int:
    """Store a recording, or learn where a known one is now; return its id.

    A known recording keeps what it has; a start time or device that it lacked is filled in.
    """
    new = insert(RECORDINGS).values(
        content_hash=recording.content_hash,
        sample_rate_hz=int(recording.sample_rate_hz),
        n_channels=int(recording.n_channels),
        n_samples=int(recording.n_samples),
        started_at=recording.started_at,
        started_at_source=recording.started_at_source,
        device=recording.device,
        last_path=recording.path,
        last_name=recording.name,
        added_run=run_id,
    )
    known = RECORDINGS.c
    filled = {name: func.coalesce(known[name], new.excluded[name]) for name in _FILLED}
    filled |= {name: new.excluded[name] for name in ("last_path", "last_name")}
    connection.execute(new.on_conflict_do_update(index_elements=["content_hash"], set_=filled))
    found = connection.execute(select(known.id).where(known.content_hash == recording.content_hash))
    return int(found.scalar_one())


def recordings(connection: Connection, *, only_present: bool) -> list[Recording]:
    """Return the recordings by id, each with the path of its first present copy, else the last known one."""
    statement = _select_recordings(only_present=only_present).order_by(RECORDINGS.c.id)
    return [Recording(*row) for row in connection.execute(statement)]


def recording_by_id(connection: Connection, recording_id: int) -> Recording | None:
    """Return a recording, None if there is none."""
    row = connection.execute(_select_recordings(only_present=False, only=recording_id)).one_or_none()
    return None if row is None else Recording(*row)


def recording_by_hash(connection: Connection, content_hash: str) -> Recording | None:
    """Return the recording with these bytes, None if there is none."""
    known = select(RECORDINGS.c.id).where(RECORDINGS.c.content_hash == content_hash)
    recording_id = connection.execute(known).scalar_one_or_none()
    return None if recording_id is None else recording_by_id(connection, recording_id)


_FILLED = ("started_at", "started_at_source", "device")


def _select_recordings(*, only_present: bool, only: int | None = None) -> Select[*tuple[Any, ...]]:
    # SQLite takes `name` from the row that has the smallest path (https://sqlite.org/lang_select.html#bareagg).
    copies = (
        select(FILES.c.recording_id, func.min(FILES.c.path, type_=FILES.c.path.type).label("path"), FILES.c.name)
        .where(FILES.c.status == "present", *([] if only is None else [FILES.c.recording_id == only]))
        .group_by(FILES.c.recording_id)
        .subquery()
    )
    known = RECORDINGS.c
    statement = select(
        known.id,
        known.content_hash,
        func.coalesce(copies.c.path, known.last_path, type_=FILES.c.path.type),
        func.coalesce(copies.c.name, known.last_name, type_=FILES.c.name.type),
        known.sample_rate_hz,
        known.n_channels,
        known.n_samples,
        known.started_at,
        known.started_at_source,
        known.device,
    ).join_from(RECORDINGS, copies, copies.c.recording_id == known.id, isouter=not only_present)
    return statement if only is None else statement.where(known.id == only)
