"""How sure the names are, in a line and as a curve of answers against quality."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.cli.label.chart import curve_chart, sparkline
from coincide.cli.output.page import Page
from coincide.label import Point
from coincide.wording import count, estimate, percent
from coincide.workflow.label.questions import Questions

_N_SPARKS = 20
_FEW = 15


def standing(page: Page, questions: Questions) -> str:
    """Say in one line how sure the names are."""
    if not questions.labels:
        return "Nothing has a name yet."
    guess = " (a rough guess with so few)" if questions.n_answers < _FEW else ""
    share, after = estimate(questions.quality), count(questions.n_answers, "answer")
    sparks = sparkline([point.quality for point in questions.curve[-_N_SPARKS:]], has_blocks=page.has_blocks)
    return f"{share} of all events have the right name after {after}{guess}. {sparks}".rstrip()


def show_curve(page: Page, points: Sequence[Point]) -> None:
    """Draw the estimate after each answer."""
    if not points:
        page.say("There are no answers yet, so there is no curve.")
        return
    page.say("Estimated share of events with the right name, after each answer:")
    counts, shares = [point.n_actions for point in points], [point.quality for point in points]
    for line in curve_chart(counts, shares, width=min(page.width, 72), has_blocks=page.has_blocks):
        page.line(line)


def say_stop(page: Page, promised: float) -> None:
    """Say that more answers hardly help, and what share of names is right by then in 19 cases of 20."""
    page.say(
        f"The last answers changed almost nothing. Very probably, at least {percent(promised)} of all events have the "
        "right name; more labels will hardly help, and you can stop (`quit`)."
    )
