"""Runs: which command wrote, with what settings, seed and versions, and how it ended."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import func, insert, select, update

from coincide.catalog.rows import ModelRecord, Run
from coincide.catalog.sqlite.columns import now
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import RUNS
from coincide.catalog.storage import damaged
from coincide.errors import CatalogError, CoincideError

_RUNNING = "running"


class Runs:
    """The runs of a catalog; one whose process is gone is ``interrupted``; the next writer stores that."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, command: str, *, settings: Mapping[str, Any], seed: int = 0, versions: Mapping[str, Any] | None = None
    ) -> int:
        """Note that a command starts now; return the id of its run.

        Parameters
        ----------
        seed : of its random choices, if it makes any.
        versions : of what it computes with, where the result depends on that.
        """
        values = {
            "command": command,
            "status": _RUNNING,
            "started_at": now(),
            "seed": int(seed),
            "settings_json": settings,
            "versions_json": versions or {},
        }
        with self._database.writing(is_durable=False) as connection:
            return int(connection.execute(insert(RUNS).values(values)).lastrowid)

    def finish(self, run_id: int, *, results: Mapping[str, Any]) -> None:
        """Note that a run ended well now, with what came out of it."""
        self._end(run_id, status="finished", results_json=results)

    def fail(self, run_id: int, *, error: str) -> None:
        """Note that a run failed now, with the message of its error."""
        self._end(run_id, status="failed", error=error)

    @contextmanager
    def noting_failure(self, run_id: int) -> Generator[None]:
        """Note that a run failed if an error of ours ends the block, and raise that error again."""
        try:
            yield
        except CoincideError as error:
            # A full disk has no room for the note either; the first error is the one to tell.
            with suppress(CatalogError):
                self.fail(run_id, error=str(error))
            raise

    def all(self) -> list[Run]:
        """Return all runs, oldest first."""
        with self._database.reading() as connection:
            runs = [Run(*row) for row in connection.execute(select(RUNS).order_by(RUNS.c.id))]
        return self._without_killed(runs)

    def newest_id(self) -> int:
        """Return the id of the run that began last, 0 if there is none."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(RUNS.c.id), 0))).scalar_one())

    def get(self, run_id: int) -> Run | None:
        """Return a run, None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.id == run_id)).one_or_none()
        return None if row is None else self._without_killed([Run(*row)])[0]

    def of_model(self, model: ModelRecord) -> Run:
        """Return the run that learned a model; it has the settings that found the model's events.

        Raises
        ------
        CatalogError : the catalog is damaged, it has no such run.
        """
        run = None if model.run_id is None else self.get(model.run_id)
        if run is None:
            raise damaged(f"the run {model.run_id} of model {model.id} is missing", self._database.folder)
        return run

    def _without_killed(self, runs: list[Run]) -> list[Run]:
        """Call those that are running interrupted if nobody writes; one that ended since they were read stays."""
        if all(run.status != _RUNNING for run in runs) or self._database.has_writer():
            return runs
        # A run may end between the reading and the look at the lock, so that only a second reading tells.
        with self._database.reading_afresh() as connection:
            running = set(connection.execute(select(RUNS.c.id).where(RUNS.c.status == _RUNNING)).scalars())
        return [
            replace(run, status="interrupted") if run.status == _RUNNING and run.id in running else run for run in runs
        ]

    def _end(self, run_id: int, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(ended_at=now(), **values))
