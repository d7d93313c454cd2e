"""How the current model was scored the last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coincide.catalog import Run


@dataclass(frozen=True, slots=True)
class Judged:
    """Results of an evaluation, as stored with its run."""

    results: Mapping[str, Any]


def last_evaluation(runs: Sequence[Run], model_id: str) -> Judged | None:
    """Return the last evaluation of a model, None if there is none."""
    for run in reversed(runs):
        if run.command == "evaluate" and run.status == "finished" and run.settings.get("model") == model_id:
            return Judged(run.results or {})
    return None
