"""Problems: why a file is not, or not wholly, part of the catalog; one of a kind for each path."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.sqlite.columns import now
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import PROBLEMS
from coincide.records import Problem


class Problems:
    """The problems of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, problem: Problem, *, recording_id: int | None = None, run_id: int | None = None) -> None:
        """Note a problem, in place of one of the same path and kind."""
        values = {
            "path": problem.path,
            "kind": problem.kind,
            "recording_id": recording_id,
            "reason": problem.reason,
            "is_left_out": int(problem.is_left_out),
            "run_id": run_id,
            "noted_at": now(),
        }
        others = {name: value for name, value in values.items() if name not in ("path", "kind")}
        statement = insert(PROBLEMS).values(values)
        with self._database.writing(is_durable=False) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["path", "kind"], set_=others))

    def clear(self, *paths: str, kinds: Collection[str] | None = None) -> None:
        """Forget the problems of some paths; only those of `kinds` if given."""
        statement = delete(PROBLEMS).where(PROBLEMS.c.path == bindparam("of_path"))
        rows = [{"of_path": path} for path in paths]
        if kinds is not None:
            statement = statement.where(PROBLEMS.c.kind == bindparam("of_kind"))
            rows = [{**row, "of_kind": kind} for row in rows for kind in kinds]
        if rows:
            with self._database.writing(is_durable=False) as connection:
                connection.execute(statement, rows)

    def all(self) -> list[Problem]:
        """Return all problems by path and kind."""
        columns = PROBLEMS.c
        statement = select(columns.path, columns.kind, columns.reason, columns.is_left_out)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(columns.path, columns.kind))
            return [Problem(path, kind, reason, bool(is_left_out)) for path, kind, reason, is_left_out in rows]
