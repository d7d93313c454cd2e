"""Recordings: which sound there is.

A recording is known by the hash of its bytes, so that a moved, renamed or copied file stays the same
recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.sqlite.columns import one_of, text_of
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import FILES, RECORDINGS
from coincide.records import Recording

_NUMBERS = ("sample_rate_hz", "n_channels", "n_samples")
_FILLED = ("started_at", "started_at_source", "device", "latitude", "longitude")


class Recordings:
    """The recordings of a catalog, each with the path of its first present copy, else the last known one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, recording: Recording, *, run_id: int | None = None) -> int:
        """Store a recording, or learn where a known one is now; return its id.

        A known recording keeps what it has; a start time or device that it lacked is filled in.
        """
        return self.put_all([recording], run_id=run_id)[recording.content_hash]

    def put_all(self, recordings: Sequence[Recording], *, run_id: int | None = None) -> dict[str, int]:
        """Do the same for many, all or none; return their ids by hash."""
        if not recordings:
            return {}
        known, new = RECORDINGS.c, insert(RECORDINGS)
        filled = {name: func.coalesce(known[name], new.excluded[name]) for name in _FILLED}
        filled |= {name: new.excluded[name] for name in ("last_path", "last_name")}
        with self._database.writing(is_durable=False) as connection:
            rows = [_values(recording, run_id) for recording in recordings]
            connection.execute(new.on_conflict_do_update(index_elements=["content_hash"], set_=filled), rows)
            stored = select(known.content_hash, known.id)
            hashes = one_of(known.content_hash, [recording.content_hash for recording in recordings])
            return {str(each): int(number) for each, number in connection.execute(stored.where(hashes))}

    def set_times(self, times: Mapping[int, datetime]) -> None:
        """Replace the start times of some recordings, by id, all or none."""
        if not times:
            return
        changed = update(RECORDINGS).where(RECORDINGS.c.id == bindparam("number")).values(started_at=bindparam("at"))
        with self._database.writing(is_durable=False) as connection:
            connection.execute(changed, [{"number": number, "at": at} for number, at in times.items()])

    def all(self, *, only_present: bool = False) -> list[Recording]:
        """Return the recordings by id; only those that have a present copy if `only_present`."""
        statement = _select_recordings(only_present=only_present).order_by(RECORDINGS.c.id)
        with self._database.reading() as connection:
            # The rows of the driver itself, since those of SQLAlchemy take twice as long.
            return [_recording(row) for row in cast(Iterable[Sequence[Any]], connection.execute(statement).cursor)]

    def copies(self) -> list[Recording]:
        """Return recordings once more for each further present file of the same sound, with its path and name."""
        columns = FILES.c
        several = select(columns.recording_id).where(columns.status == "present").group_by(columns.recording_id)
        statement = (
            select(columns.recording_id, columns.path, columns.name)
            .where(columns.status == "present", columns.recording_id.in_(several.having(func.count() > 1)))
            .order_by(columns.path)
        )
        with self._database.reading() as connection:
            files = [(int(number), path, name) for number, path, name in connection.execute(statement)]
            known = {each.id: each for each in self.all(only_present=True)} if files else {}
        copies = [replace(known[number], path=path, name=name) for number, path, name in files]
        return [each for each in copies if each.path != known[each.id].path]

    def get(self, recording_id: int) -> Recording | None:
        """Return a recording, None if there is none."""
        statement = _select_recordings(only_present=False, only=recording_id)
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Recording(*row)

    def with_hash(self, content_hash: str) -> Recording | None:
        """Return the recording with these bytes, None if there is none."""
        known = select(RECORDINGS.c.id).where(RECORDINGS.c.content_hash == content_hash)
        with self._database.reading() as connection:
            recording_id = connection.execute(known).scalar_one_or_none()
        return None if recording_id is None else self.get(recording_id)


def _values(recording: Recording, run_id: int | None) -> dict[str, Any]:
    numbers = {name: int(getattr(recording, name)) for name in _NUMBERS}
    plain = {name: getattr(recording, name) for name in ("content_hash", *_FILLED)}
    return numbers | plain | {"last_path": recording.path, "last_name": recording.name, "added_run": run_id}


def _recording(row: Sequence[Any]) -> Recording:
    """Return a recording from a row as SQLite holds it."""
    number, content_hash, path, name, *numbers, start, source, device, latitude, longitude = row
    start = None if start is None else datetime.fromisoformat(start)
    texts, ends = (text_of(path), text_of(name)), (text_of(device), latitude, longitude)
    fields: list[Any] = [number, content_hash, *texts, *numbers, start, source, *ends]
    return Recording(*fields)


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
        *(known[name] for name in (*_NUMBERS, *_FILLED)),
    ).join_from(RECORDINGS, copies, copies.c.recording_id == known.id, isouter=not only_present)
    return statement if only is None else statement.where(known.id == only)
