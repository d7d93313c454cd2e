"""What was done to a catalog, for people: the newest first, without what only undoing needs."""

from __future__ import annotations

from dataclasses import replace

from coincide.catalog import CatalogStore, Run

BEFORE = "before"
"""Key of a run's results under which stands how things were before it."""


def list_runs(store: CatalogStore) -> list[Run]:
    """Return all runs, the newest first."""
    return [_plain(run) for run in reversed(store.runs())]


def _plain(run: Run) -> Run:
    if run.results is None or BEFORE not in run.results:
        return run
    return replace(run, results={name: value for name, value in run.results.items() if name != BEFORE})
