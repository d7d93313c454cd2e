"""Roots and files: the folders that were searched, and every path at which a recording was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.nouns.problems import Problems
from coincide.catalog.nouns.recordings import Recordings
from coincide.catalog.rows import FileRow, ScannedFile
from coincide.catalog.sqlite.columns import now
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import FILES, ROOTS


class Roots:
    """The folders that `learn` was given, and single recordings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, path: str) -> None:
        """Remember a folder or recording; nothing happens if it is known."""
        with self._database.writing(is_durable=False) as connection:
            connection.execute(insert(ROOTS).values(path=path, added_at=now()).on_conflict_do_nothing())

    def all(self) -> list[str]:
        """Return the folders and recordings in the order they were added."""
        with self._database.reading() as connection:
            return list(connection.execute(select(ROOTS.c.path).order_by(ROOTS.c.added_at, ROOTS.c.path)).scalars())


class Files:
    """The paths that were ever seen below the roots."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, *files: FileRow) -> None:
        """Store what is known about some paths, all or none, in place of what was known."""
        if not files:
            return
        rows = [{column.name: getattr(file, column.name) for column in FILES.columns} for file in files]
        new = insert(FILES)
        others = {column.name: new.excluded[column.name] for column in FILES.columns if not column.primary_key}
        with self._database.writing(is_durable=False) as connection:
            connection.execute(new.on_conflict_do_update(index_elements=["path"], set_=others), rows)

    def put_scanned(self, scanned: Sequence[ScannedFile], *, run_id: int | None = None) -> None:
        """Store what reading some files gave, all or none, in place of what was known about them."""
        if not scanned:
            return
        recordings, problems = Recordings(self._database), Problems(self._database)
        with self._database.writing(is_durable=False):
            problems.clear(*(each.file.path for each in scanned))
            held = [each.recording for each in scanned if each.recording is not None]
            ids = recordings.put_all(held, run_id=run_id)
            files = [replace(each.file, recording_id=_id_in(each, ids)) for each in scanned]
            self.put(*files)
            for each, file in zip(scanned, files, strict=True):
                if each.problem is not None:
                    problems.put(each.problem, recording_id=file.recording_id, run_id=run_id)

    def all(self) -> dict[str, FileRow]:
        """Return all paths ever seen, in order."""
        with self._database.reading() as connection:
            return {row.path: FileRow(*row) for row in connection.execute(select(FILES).order_by(FILES.c.path))}

    def get(self, path: str) -> FileRow | None:
        """Return what is known about a path, None if it was never seen."""
        with self._database.reading() as connection:
            row = connection.execute(select(FILES).where(FILES.c.path == path)).one_or_none()
        return None if row is None else FileRow(*row)

    def mark_missing(self, paths: Iterable[str]) -> None:
        """Note that nothing is at these paths any more."""
        rows = [{"gone": path} for path in paths]
        if not rows:
            return
        statement = update(FILES).where(FILES.c.path == bindparam("gone")).values(status="missing")
        with self._database.writing(is_durable=False) as connection:
            connection.execute(statement, rows)


def _id_in(scanned: ScannedFile, ids: Mapping[str, int]) -> int | None:
    return None if scanned.recording is None else ids[scanned.recording.content_hash]
