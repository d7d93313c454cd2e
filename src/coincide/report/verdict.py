"""Scores side by side, and what they say in plain words.

The result stands among its baselines, never alone. A baseline that beats it is marked in words in its cell and
named in the sentence above the table. Values are compared as they are printed: a difference too small to print is a
tie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from coincide.report.model import DetectionRow, ScoreColumn, ScoreRow, Scores
from coincide.wording import listing

BETTER = "better than ours"


def verdict(scores: Scores) -> str:
    """Say in one to a few sentences how the result compares with its baselines, losses by name."""
    ours = _ours(scores)
    baselines = [row for row in scores.rows if not row.is_ours]
    if ours is None or not baselines:
        return "There is no baseline to compare with, so these numbers say little by themselves."
    comparable = [c for c in scores.columns if _is_comparable(c, ours, baselines)]
    if not comparable:
        return "No measure covers both the result and a baseline, so they cannot be compared."
    lost = [column for column in comparable if any(_is_better(row, ours, column) for row in baselines)]
    tied = [c for c in comparable if c not in lost and any(_is_equal(row, ours, c) for row in baselines)]
    n_won = len(comparable) - len(lost) - len(tied)
    sentences = [_wins(n_won, len(comparable))]
    sentences += [f"On {listing([c.heading for c in tied])}, the best baseline is as good as ours."] if tied else []
    return " ".join(sentences + [_loss(column, ours, baselines) for column in lost])


def detection_scores(rows: Sequence[DetectionRow]) -> Scores:
    """Turn detection rows into a score table: F1, precision and recall, with the counts as a note."""
    columns = (
        ScoreColumn("f1", "F1", "precision and recall in one number (their harmonic mean), 0 to 1"),
        ScoreColumn("recall", "Recall", "share of the annotated calls that were found"),
        ScoreColumn("precision", "Precision", "share of the found calls that are annotated"),
    )
    return Scores(columns, [_detection_row(row) for row in rows])


def _detection_row(row: DetectionRow) -> ScoreRow:
    counts = f"{row.n_matched:,} of {row.n_truth:,} found, {row.n_found - row.n_matched:,} extra"
    values = {"f1": row.f1, "recall": row.recall, "precision": row.precision}
    return ScoreRow(row.name, values, row.is_ours, "; ".join(filter(None, (row.note, counts))))


def beats_ours(row: ScoreRow, scores: Scores, column: ScoreColumn) -> bool:
    """Say whether a row is better than ours in a column, as printed."""
    ours = _ours(scores)
    return ours is not None and _is_better(row, ours, column)


def _ours(scores: Scores) -> ScoreRow | None:
    return next((row for row in scores.rows if row.is_ours), None)


def printed(value: float) -> str:
    """Write a score."""
    return f"{value:.3f}".replace("-", "−")


def _difference(row: ScoreRow, ours: ScoreRow, column: ScoreColumn) -> float:
    """Return by how much a row is better than ours, as printed; 0 if either was not measured."""
    theirs_value, our_value = row.values.get(column.key), ours.values.get(column.key)
    if theirs_value is None or our_value is None:
        return 0.0
    least = -math.inf if column.chance is None else column.chance
    difference = max(round(theirs_value, 3), least) - max(round(our_value, 3), least)
    return -difference if column.is_small_good else difference


def _is_better(row: ScoreRow, ours: ScoreRow, column: ScoreColumn) -> bool:
    return _difference(row, ours, column) > 0


def _is_equal(row: ScoreRow, ours: ScoreRow, column: ScoreColumn) -> bool:
    return row.values.get(column.key) is not None and _difference(row, ours, column) == 0


def _is_comparable(column: ScoreColumn, ours: ScoreRow, baselines: Sequence[ScoreRow]) -> bool:
    return ours.values.get(column.key) is not None and any(row.values.get(column.key) is not None for row in baselines)


def _wins(n_won: int, n_measures: int) -> str:
    if n_measures == 1:
        return "The result is better than every baseline." if n_won else "The result is not better than every baseline."
    if n_won == n_measures:
        measures = "both measures" if n_measures == 2 else f"all {n_measures} measures"
        return f"The result is better than every baseline on {measures}."
    if n_won == 0:
        return f"The result is better than every baseline on none of the {n_measures} measures."
    return f"The result is better than every baseline on {n_won} of {n_measures} measures."


def _loss(column: ScoreColumn, ours: ScoreRow, baselines: Sequence[ScoreRow]) -> str:
    best = max(baselines, key=lambda row: _difference(row, ours, column))
    theirs_value, our_value = best.values[column.key], ours.values[column.key]
    assert theirs_value is not None and our_value is not None
    numbers = f"{printed(theirs_value)} against {printed(our_value)}"
    return f"On {column.heading}, {best.name} is {BETTER} ({numbers})."
