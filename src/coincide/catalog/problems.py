"""Problems: why a file is not, or not wholly, part of the catalog; one of a kind for each path."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.runs import now
from coincide.catalog.schema import PROBLEMS
from coincide.records import Problem


def put_problem(connection: Connection, problem: Problem, *, recording_id: int | None, run_id: int | None) -> None:
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
    connection.execute(statement.on_conflict_do_update(index_elements=["path", "kind"], set_=others))


def clear_problems(connection: Connection, path: str, *, kinds: Collection[str] | None) -> None:
    """Forget the problems of a path; only those of `kinds` if given."""
    statement = delete(PROBLEMS).where(PROBLEMS.c.path == path)
    if kinds is not None:
        statement = statement.where(PROBLEMS.c.kind.in_(list(kinds)))
    connection.execute(statement)


def problems(connection: Connection) -> list[Problem]:
    """Return all problems by path and kind."""
    columns = PROBLEMS.c
    statement = select(columns.path, columns.kind, columns.reason, columns.is_left_out)
    rows = connection.execute(statement.order_by(columns.path, columns.kind))
    return [Problem(path, kind, reason, bool(is_left_out)) for path, kind, reason, is_left_out in rows]
