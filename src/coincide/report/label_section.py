"""How far labels go: the picture, the same numbers as a table, and how many fewer labels ours needs."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.report.label_curve import curve_svg
from coincide.report.markup import Markup, element, join
from coincide.report.model import LabelCurves, LabelReduction
from coincide.report.tables import scrollable
from coincide.report.wording import percent


def label_section(curves: LabelCurves) -> Markup:
    """Return the body of the section."""
    picture = curve_svg(curves.lines)
    caption = "Share of events named right against the number of labels; bands are one standard deviation over repeats."
    return join(
        [
            *[element("p", {"class": "intro"}, sentence) for sentence in curves.how],
            element("figure", {"class": "curve"}, picture, element("figcaption", {}, caption)),
            _accuracy_table(curves),
            element("h3", {}, "How many times fewer labels"),
            element("p", {}, _reduction_words(curves)),
            _reduction_table(curves.reductions),
        ]
    )


def _accuracy_table(curves: LabelCurves) -> Markup:
    budgets = sorted({budget for line in curves.lines for budget in line.budgets})
    heads = ["", *(f"{budget:,.0f} labels" for budget in budgets)]
    rows: list[Markup] = []
    for line in curves.lines:
        values = {b: (m, sd) for b, m, sd in zip(line.budgets, line.means, line.deviations, strict=True)}
        cells = [f"{values[b][0]:.3f} ± {values[b][1]:.3f}" if b in values else "" for b in budgets]
        rows.append(_row(line.name, cells, is_ours=line.is_ours))
    return _table("Accuracy by number of labels", heads, rows)


def _reduction_words(curves: LabelCurves) -> str:
    targets = sorted({reduction.target for reduction in curves.reductions})
    listed = ", ".join(f"{target:.3f}" for target in targets)
    return (
        f"With all labels {percent(curves.full_accuracy)} are named right. The targets {listed} are 80, 90 and 95% of "
        "that. A factor of 10 means a tenth of the labels. ≥ stands where our first budget is enough already, or "
        "where the other way does not get there; in parentheses a 95% interval, drawing repeats anew."
    )


def _reduction_table(reductions: Sequence[LabelReduction]) -> Markup:
    targets = sorted({reduction.target for reduction in reductions})
    cells = {(one.against, one.target): one.factor for one in reductions}
    rows = [
        _row(name, [cells.get((name, target), "") for target in targets], is_ours=False)
        for name in dict.fromkeys(one.against for one in reductions)
    ]
    heads = ["fewer labels than", *(f"accuracy {target:.3f}" for target in targets)]
    return _table("Label reduction factors", heads, rows)


def _row(name: str, cells: Sequence[str], *, is_ours: bool) -> Markup:
    head = element("th", {"scope": "row"}, name)
    return element("tr", {"class": "ours" if is_ours else None}, head, *[element("td", {}, cell) for cell in cells])


def _table(caption: str, heads: Sequence[str], rows: Sequence[Markup]) -> Markup:
    head = element("thead", {}, element("tr", {}, *[element("th", {"scope": "col"}, each) for each in heads]))
    named = element("caption", {"class": "unseen"}, caption)
    return scrollable(element("table", {"class": "scores"}, named, head, element("tbody", {}, *rows)), caption)
