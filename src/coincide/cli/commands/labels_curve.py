"""`coincide evaluate --labels-curve TRUTH`: how far labels go, as tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from coincide.cli.output.left_out_rows import tell_left_out

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.evaluate.labels_result import LabelsCurve


def show_curve(page: Page, curve: LabelsCurve) -> None:
    """Show accuracy and typed F1 by number of labels, and the label reduction factors."""
    from coincide.workflow.report.labels_section import how_in_words

    for sentence in how_in_words(asdict(curve)):
        page.say(sentence)
    spread = "± is one standard deviation" if curve.n_repeats > 1 else "one repeat, so no spread is known"
    page.heading(f"Accuracy by number of labels (human actions); {spread}; * marks the best")
    _show_scores(page, curve, "accuracy")
    page.heading("Typed F1 over all true events of the same recordings")
    _show_scores(page, curve, "typed_f1")
    _show_reductions(page, curve)
    for sentence in losses(curve):
        page.say(sentence)
    tell_left_out(page, (), curve.unknown_recordings)


def losses(curve: LabelsCurve) -> list[str]:
    """Say in words at which budgets another way is better than ours."""
    ours = next(way for way in curve.ways if way.is_ours)
    sentences: list[str] = []
    for place, budget in enumerate(ours.budgets):
        best = max((way for way in curve.ways if budget in way.budgets), key=lambda way: _shown(way.accuracy, place))
        if _shown(best.accuracy, place) > _shown(ours.accuracy, place):
            pair = f"{best.accuracy[place]:.3f} against {ours.accuracy[place]:.3f}"
            sentences.append(f"With {budget} labels, `{best.name}` is better than `{ours.name}`: {pair}.")
    return sentences or [f"`{ours.name}` is the best at every number of labels."]


def _show_scores(page: Page, curve: LabelsCurve, measure: str) -> None:
    budgets = sorted({budget for way in curve.ways for budget in way.budgets})
    rows: list[tuple[str | tuple[str, ...], ...]] = []
    for way in curve.ways:
        means: list[float] = getattr(way, measure)
        spreads: list[float] = getattr(way, f"{measure}_sd")
        values = dict(zip(way.budgets, zip(means, spreads, strict=True), strict=True))
        cells = [_cell(values.get(budget), _best(curve, measure, budget), curve.n_repeats) for budget in budgets]
        rows.append((way.name, *cells))
    page.table(["way", *map(str, budgets)], rows, left=["way"])


def _show_reductions(page: Page, curve: LabelsCurve) -> None:
    from coincide.workflow.report.labels_section import factor_in_words

    accuracy = f"accuracy with all labels: {curve.full_accuracy:.3f}"
    page.heading(f"How many times fewer labels than random choice needs; {accuracy}")
    rows = [
        (
            f"{row.share:.0%}: {row.target:.3f}",
            row.against,
            factor_in_words(asdict(row)),
            row.n_ours,
            row.n_other,
        )
        for row in curve.reductions
    ]
    columns = ["target", "fewer than", "factor (95% interval)", "ours", "other"]
    page.table(columns, rows, left=["target", "fewer than"])
    page.say("≥: our first budget is already enough, or the other method never gets there. ≤: the reverse.")


def _best(curve: LabelsCurve, measure: str, budget: int) -> float:
    ways = [way for way in curve.ways if budget in way.budgets]
    return max(_shown(getattr(way, measure), way.budgets.index(budget)) for way in ways)


def _cell(value: tuple[float, float] | None, best: float, n_repeats: int) -> str | tuple[str, str]:
    if value is None:
        return ""
    mean, spread = value
    shown = f"{mean:.3f}{'*' if round(mean, 3) == best else ' '}"
    # In two lines: one would not fit on a terminal of 80 columns.
    return (shown, f"±{spread:.3f} ") if n_repeats > 1 else shown


def _shown(values: list[float], place: int) -> float:
    """Return a value as it is shown, since a difference too small to print makes no winner."""
    return round(values[place], 3)
