"""The runs of a catalog: what was done to it, whether the last `coincide learn` failed, how its model scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from coincide.catalog import CatalogStore, Run

BEFORE = "before"
"""Key of a run's results under which stands how things were before it."""
_LEARN, _EVALUATE = "learn", "evaluate"


def list_runs(store: CatalogStore) -> list[Run]:
    """Return all runs, the newest first, without what only undoing needs."""
    return [_plain(run) for run in reversed(store.runs.all())]


def last_failure(runs: Sequence[Run]) -> str | None:
    """Return the error of the newest run of ``learn``, oldest run first; None if that run did not fail."""
    newest = next((run for run in reversed(runs) if run.command == _LEARN), None)
    return None if newest is None or newest.status != "failed" else newest.error


def last_evaluation(runs: Sequence[Run], model_id: str) -> Mapping[str, Any] | None:
    """Return the results of the last evaluation of a model, oldest run first; None if there is none."""
    return last_results(runs, _EVALUATE, model_id)


def last_results(runs: Sequence[Run], command: str, model_id: str) -> Mapping[str, Any] | None:
    """Return the results of the last finished run of a command on a model, oldest run first; None if there is none."""
    for run in reversed(runs):
        if run.command == command and run.status == "finished" and run.settings.get("model") == model_id:
            return run.results or {}
    return None


def _plain(run: Run) -> Run:
    if run.results is None or BEFORE not in run.results:
        return run
    return replace(run, results={name: value for name, value in run.results.items() if name != BEFORE})
