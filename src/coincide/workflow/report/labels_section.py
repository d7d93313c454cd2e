"""The last curve of labels that was measured, as the report shows it and as a terminal does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coincide.catalog import Run
from coincide.drawing.curve import CurveLine
from coincide.learned.runs import last_results
from coincide.report.model import LabelCurves, LabelReduction
from coincide.wording import count
from coincide.workflow.evaluate.labels_curve import COMMAND


def last_curves(runs: Sequence[Run], model_id: str) -> LabelCurves | None:
    """Return what was last measured on a model, None if nothing was."""
    results = last_results(runs, COMMAND, model_id)
    return None if results is None else _curves(results)


def factor_in_words(row: Mapping[str, Any]) -> str:
    """Say a label reduction factor with its bound and interval."""
    if row["factor"] is None:
        return "not reached"
    words = f"{row['bound']} {row['factor']:.1f}".strip()
    return words if row["low"] is None else f"{words} ({row['low']:.1f} to {row['high']:.1f})"


def _curves(results: Mapping[str, Any]) -> LabelCurves:
    return LabelCurves(
        lines=[
            CurveLine(way["name"], way["budgets"], way["accuracy"], way["accuracy_sd"], is_ours=way["is_ours"])
            for way in results["ways"]
        ],
        reductions=[
            LabelReduction(row["target"], row["against"], factor_in_words(row)) for row in results["reductions"]
        ],
        how=how_in_words(results),
        full_accuracy=results["full_accuracy"],
        n_repeats=int(results["n_repeats"]),
    )


def how_in_words(results: Mapping[str, Any]) -> list[str]:
    """Say what was labeled, what was named, and how often."""
    n_repeats = int(results["n_repeats"])
    repeats = f"Mean of {n_repeats} repeats." if n_repeats > 1 else "One repeat, which shows no spread."
    where = "events of other recordings" if results["is_split_by_recording"] else "other events"
    return [
        f"{count(results['n_events'], 'event')} of {count(results['n_types'], 'type')} in "
        f"{count(results['n_recordings'], 'recording')}, of which {results['n_noise']:,} match nothing in the table "
        f"and count as noise. Labels came from the table, as from a person who makes no mistakes; {where} were named. "
        f"{repeats}",
        "Rows of one word are ways to choose labels, which are then spread to similar calls in our embedding; "
        "`tree` is what `coincide label` does. The others take random labels and learn from these alone.",
        *(f"{note[0].upper()}{note[1:]}." for note in results["notes"]),
    ]
