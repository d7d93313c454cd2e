"""What a catalog holds, as tables and sentences: categories, summary, problems, baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from coincide.cli.output import Page
from coincide.records import Problem
from coincide.report.wording import count, duration, percent
from coincide.workflow.grouping import OURS
from coincide.workflow.info import Info


def show_categories(page: Page, facts: Info) -> None:
    """Show one row per category, and one for the events in none."""
    columns = ["category", "events", "sure", "length", "kHz", "recordings", "for example"]
    rows: list[Sequence[str]] = [
        (
            f"{row.number} {row.name}" if row.name else str(row.number),
            f"{row.size:,}",
            percent(row.certainty),
            duration(row.duration_s),
            f"{_khz(row.low_hz)}–{_khz(row.high_hz)}",
            f"{row.n_recordings:,}",
            f"{row.example_recording} at {row.example_onset_s:.1f} s",
        )
        for row in facts.categories
    ]
    page.table(
        columns,
        [*rows, ("unsure", f"{facts.n_unsure:,}", *[""] * 5)],
        left=["category", "for example"],
        names=["for example"],
    )


def summary(facts: Info) -> str:
    """Say in one sentence what there is."""
    n_left_out = sum(problem.is_left_out for problem in facts.problems)
    parts = [
        f"{count(facts.n_recordings, 'recording')} with {duration(facts.total_s)} of sound",
        count(facts.n_events, "event"),
        f"{count(facts.n_categories, 'category', 'categories')}",
        f"{facts.n_unsure:,} unsure",
        f"{count(n_left_out, 'file')} left out",
    ]
    return ", ".join(parts) + "."


def show_problems(page: Page, problems: Sequence[Problem], *, limit: int | None = None) -> None:
    """List files that are left out, then remarks; how many more there are beyond `limit`."""
    ordered = sorted(problems, key=lambda problem: not problem.is_left_out)
    for problem in ordered[:limit]:
        what = "left out" if problem.is_left_out else "remark"
        page.say(f"  {what} ({problem.kind}): {Path(problem.path).name}: {problem.reason}")
    if limit is not None and len(ordered) > limit:
        page.say(f"  and {len(ordered) - limit} more, see `coincide info`")


def show_gauge(page: Page, facts: Mapping[str, object]) -> None:
    """Say in words whether the embedding, and the number of categories, can be trusted."""
    if "gauge" in facts:
        page.say(f"The embedding is {facts['gauge']}.")
    if "stability" in facts:
        page.say(str(facts["stability"]))
    if facts.get("stopped"):
        page.say(f"Learning ended early: {facts['stopped']}.")


def show_silhouettes(page: Page, silhouettes: Mapping[str, float]) -> None:
    """Show how sharp the categories are, beside baselines, and say so where a baseline is sharper."""
    if OURS not in silhouettes:
        return
    ours = silhouettes[OURS]
    rows = [
        (method, f"{value:.3f}", "better than ours" if method != OURS and value > ours else "")
        for method, value in sorted(silhouettes.items(), key=lambda item: item[0] != OURS)
    ]
    page.table(["method", "silhouette", "verdict"], rows, left=["method", "verdict"])
    page.say(
        "The silhouette tells how much nearer events are to their own category than to the next, each method in its "
        "own space: how sharp categories are, not whether they are right. `coincide evaluate TRUTH` tells that."
    )


def _khz(frequency_hz: float) -> str:
    return f"{frequency_hz / 1000:.{1 if frequency_hz >= 1000 else 2}f}"
