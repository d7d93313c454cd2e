"""Runs: which command wrote, with what settings, seed and versions, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from coincide.catalog.rows import Run
from coincide.catalog.schema import RUNS

MERGE, SPLIT, UNDO = "categories merge", "categories split", "undo"
REGROUPING = (MERGE, SPLIT, UNDO)
"""Commands of runs that may have moved events from one category to another without learning."""


RECORDING = ("learn", "keep")
"""Commands of runs that may have changed what recordings there are, and where."""


def begin_run(
    connection: Connection,
    command: str,
    *,
    seed: int,
    settings: Mapping[str, Any],
    versions: Mapping[str, Any],
) -> int:
    """Note that a command starts now; return the id of its run."""
    values = {
        "command": command,
        "status": "running",
        "started_at": now(),
        "seed": int(seed),
        "settings_json": settings,
        "versions_json": versions,
    }
    return inserted_id(connection, insert(RUNS).values(values))


def end_run(
    connection: Connection, run_id: int, *, status: str, results: Mapping[str, Any] | None, error: str | None
) -> None:
    """Note that a run ended now, as ``finished`` with results or as ``failed`` with an error."""
    values = {"status": status, "ended_at": now(), "results_json": results, "error": error}
    connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(values))


def has_running(connection: Connection) -> bool:
    """Say whether there are runs that did not end."""
    running = connection.exec_driver_sql("SELECT 1 FROM runs WHERE status = 'running' LIMIT 1")
    return running.first() is not None


def interrupt_runs(connection: Connection) -> None:
    """Mark the runs whose processes went away; call it only as the one writer, before a run begins."""
    connection.execute(update(RUNS).where(RUNS.c.status == "running").values(status="interrupted"))


def all_runs(connection: Connection) -> list[Run]:
    """Return all runs, oldest first."""
    return [Run(*row) for row in connection.execute(select(RUNS).order_by(RUNS.c.id))]


def run_by_id(connection: Connection, run_id: int) -> Run | None:
    """Return one run, None if there is none."""
    row = connection.execute(select(RUNS).where(RUNS.c.id == run_id)).one_or_none()
    return None if row is None else Run(*row)


def now() -> datetime:
    """Return the time of this machine's clock with its zone."""
    return datetime.now().astimezone()


def inserted_id(connection: Connection, statement: Any) -> int:
    """Execute an insert of one row and return the id that it got."""
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])
