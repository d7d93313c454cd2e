"""Why the last `coincide learn` stopped."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.catalog import Run

_LEARN = "learn"


def last_failure(runs: Sequence[Run]) -> str | None:
    """Return the error of the newest run of ``learn``, oldest run first; None if that run did not fail."""
    newest = next((run for run in reversed(runs) if run.command == _LEARN), None)
    return None if newest is None or newest.status != "failed" else newest.error
