"""Scores side by side, and what they say in plain words.

The result stands among its baselines, never alone. A baseline that beats it is marked in words in its cell and
named in the sentence above the table. Values are compared as they are printed: a difference nobody can see is a tie.
"""

from __future__ import annotations

from collections.abc import Sequence

from coincide.report.markup import EMPTY, Markup, element
from coincide.report.model import DetectionRow, ScoreColumn, ScoreRow, Scores
from coincide.report.wording import count, listing, percent

BETTER = "better than ours"


def score_table(scores: Scores, *, caption: str) -> Markup:
    """Return the verdict in words, the table, and what each column means."""
    ours = _ours(scores)
    heads = [
        element("th", {"scope": "col"}, ""),
        *[element("th", {"scope": "col"}, c.heading) for c in scores.columns],
    ]
    rows = [_row(row, ours, scores.columns) for row in scores.rows]
    table = element(
        "table",
        {"class": "scores"},
        element("caption", {"class": "unseen"}, caption),
        element("thead", {}, element("tr", {}, *heads)),
        element("tbody", {}, *rows),
    )
    return element(
        "div",
        {"class": "score-block"},
        element("p", {}, verdict(scores)),
        scrollable(table, caption),
        _meanings(scores),
    )


def scrollable(table: Markup, label: str) -> Markup:
    """Let a wide table scroll by itself on a narrow screen, by finger and by keyboard."""
    return element("div", {"class": "scroll", "role": "region", "aria-label": label, "tabindex": 0}, table)


def verdict(scores: Scores) -> str:
    """Say in one to a few sentences how the result compares with its baselines, losses by name."""
    ours = _ours(scores)
    baselines = [row for row in scores.rows if not row.is_ours]
    if ours is None or not baselines:
        return "There is no baseline to compare with, so these numbers say little by themselves."
    comparable = [c for c in scores.columns if _is_comparable(c, ours, baselines)]
    if not comparable:
        return "No measure was taken on both the result and a baseline, so they cannot be compared."
    lost = [column for column in comparable if any(_is_better(row, ours, column) for row in baselines)]
    tied = [c for c in comparable if c not in lost and any(_is_equal(row, ours, c) for row in baselines)]
    n_won = len(comparable) - len(lost) - len(tied)
    sentences = [_wins(n_won, len(comparable))]
    sentences += [f"On {listing([c.heading for c in tied])} the best baseline is as good as ours."] if tied else []
    return " ".join(sentences + [_loss(column, ours, baselines) for column in lost])


def detection_scores(rows: Sequence[DetectionRow]) -> Scores:
    """Turn detection rows into a score table: F1, precision and recall, with the counts as a note."""
    columns = (
        ScoreColumn("f1", "F1", "precision and recall in one number (their harmonic mean), 0 to 1"),
        ScoreColumn("recall", "Recall", "share of the annotated calls that were found"),
        ScoreColumn("precision", "Precision", "share of what was found that is annotated"),
    )
    return Scores(columns, [_detection_row(row) for row in rows])


def detection_words(rows: Sequence[DetectionRow]) -> Markup:
    """Say in words what our detector finds; nothing if it is not among the rows."""
    ours = next((row for row in rows if row.is_ours), None)
    if ours is None:
        return EMPTY
    text = (
        f"Of {count(ours.n_truth, 'annotated call')}, {percent(ours.recall)} were found ({ours.n_matched:,}). "
        f"Of {count(ours.n_found, 'call')} found, {percent(ours.precision)} are annotated; the rest are false "
        "alarms, or calls that the annotations miss."
    )
    return element("p", {}, text)


def _detection_row(row: DetectionRow) -> ScoreRow:
    counts = f"{row.n_matched:,} of {row.n_truth:,} found, {row.n_found - row.n_matched:,} besides"
    values = {"f1": row.f1, "recall": row.recall, "precision": row.precision}
    return ScoreRow(row.name, values, row.is_ours, "; ".join(filter(None, (row.note, counts))))


def _ours(scores: Scores) -> ScoreRow | None:
    return next((row for row in scores.rows if row.is_ours), None)


def _row(row: ScoreRow, ours: ScoreRow | None, columns: Sequence[ScoreColumn]) -> Markup:
    name: list[str | Markup] = [row.name]
    if row.is_ours:
        name.append(element("span", {"class": "tag"}, "this result"))
    if row.note:
        name.append(element("small", {}, row.note))
    cells = [_cell(row, ours, column) for column in columns]
    return element("tr", {"class": "ours" if row.is_ours else None}, element("th", {"scope": "row"}, *name), *cells)


def _cell(row: ScoreRow, ours: ScoreRow | None, column: ScoreColumn) -> Markup:
    value = row.values.get(column.key)
    if value is None:
        return element("td", {"class": "none"}, "not measured")
    if row.is_ours:
        return element("td", {}, element("strong", {}, _printed(value)))
    is_better = ours is not None and _is_better(row, ours, column)
    remark = element("span", {"class": "better"}, BETTER) if is_better else EMPTY
    return element("td", {}, _printed(value), remark)


def _meanings(scores: Scores) -> Markup:
    rows: list[Markup] = []
    for column in scores.columns:
        direction = "smaller is better" if column.is_small_good else "bigger is better"
        rows += [
            element("dt", {}, column.heading),
            element("dd", {}, f"{column.explanation.rstrip('.')}; {direction}."),
        ]
    return element("dl", {"class": "meanings"}, *rows)


def _printed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _difference(row: ScoreRow, ours: ScoreRow, column: ScoreColumn) -> float:
    """Return by how much a row is better than ours, as printed; 0 if either was not measured."""
    theirs_value, our_value = row.values.get(column.key), ours.values.get(column.key)
    if theirs_value is None or our_value is None:
        return 0.0
    difference = round(theirs_value, 3) - round(our_value, 3)
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
    numbers = f"{_printed(theirs_value)} against {_printed(our_value)}"
    return f"On {column.heading}, {best.name} is {BETTER} ({numbers})."
