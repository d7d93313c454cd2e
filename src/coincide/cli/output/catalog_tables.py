"""What a catalog holds, as tables and sentences: categories, summary, problems, baselines."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from coincide.cli.output.harmless_text import harmless_line
from coincide.cli.output.page import Page
from coincide.learned.grouping import OURS, is_better_at_copies
from coincide.records import Problem
from coincide.wording import bands_column, count, duration, percent, some
from coincide.workflow.info.info import Info

_UNREAD = "unsupported"
_SAME, _MOST_PARTS = 0.9, 4
"""Share of its events with which a category counts as the same; places that are told of one that is not."""


def show_categories(page: Page, facts: Info) -> None:
    """Show one row per category, and one for the events in none."""
    unit, bands = bands_column([(row.low_hz, row.high_hz) for row in facts.categories])
    columns = ["category", "events", "sure", "length", unit, "recordings", "for example"]
    rows: list[Sequence[str]] = [
        (
            f"{row.number} {row.name}" if row.name else str(row.number),
            f"{row.size:,}",
            percent(row.certainty),
            duration(row.duration_s),
            band,
            f"{row.n_recordings:,}",
            f"{row.example_recording} at {row.example_onset_s:.1f} s",
        )
        for row, band in zip(facts.categories, bands, strict=True)
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


def what_it_holds(facts: Info) -> str:
    """Say the same in a few words, for a run that found nothing new."""
    n_left_out = sum(problem.is_left_out for problem in facts.problems)
    left_out = f", {count(n_left_out, 'file')} left out" if n_left_out else ""
    return f"{count(facts.n_events, 'event')}, {count(facts.n_categories, 'category', 'categories')}{left_out}"


def show_problems(page: Page, problems: Sequence[Problem], *, limit: int | None = None) -> None:
    """List files that are left out, then remarks; how many more there are beyond `limit`.

    With a `limit`, files of kinds that are not read are counted in one line.
    """
    unread = [] if limit is None else [problem for problem in problems if problem.kind == _UNREAD]
    if len(unread) > 1:
        page.say(f"  left out ({_UNREAD}): {unread_kinds(unread)}")
        problems = [problem for problem in problems if problem.kind != _UNREAD]
    ordered = sorted(problems, key=lambda problem: not problem.is_left_out)
    for problem in ordered[:limit]:
        what = "left out" if problem.is_left_out else "note"
        page.say(harmless_line(f"  {what} ({problem.kind}): {_named(problem)}: {problem.reason}"))
    if limit is not None and len(ordered) > limit:
        page.say(f"  and {len(ordered) - limit} more, see `coincide info`")


def _named(problem: Problem) -> str:
    """Return the name of a file, with its folders if the reason does not say these: many recorders use equal names."""
    path = Path(problem.path)
    if problem.path in problem.reason or str(path) in problem.reason:
        return path.name
    with contextlib.suppress(ValueError, OSError):  # lies elsewhere, or the current folder is gone
        return str(path.relative_to(Path.cwd()))
    return problem.path


def unread_kinds(problems: Sequence[Problem]) -> str:
    """Say how many sound files of which endings are not read, and what to do about it."""
    endings = Counter(Path(problem.path).suffix.lower() or "no ending" for problem in problems)
    kinds = [f"{number:,} {ending}" for ending, number in endings.most_common()]
    return (
        f"{count(len(problems), 'file')} of kinds that are not read: {some(kinds)}. Convert them to WAV or FLAC, most "
        "of them with ffmpeg; `coincide info` has the command for each."
    )


def what_became(facts: Mapping[str, object]) -> list[str]:
    """Say what became of the categories of the model before, for those that are not as they were."""
    lines: list[str] = []
    table = facts.get("became")
    for row in table if isinstance(table, list) else []:
        (first, n_first), *others = row["now"]
        if first == row["number"] and n_first >= _SAME * row["size"]:
            continue
        parts = [f"{_place(number)} ({n:,})" for number, n in [(first, n_first), *others][:_MOST_PARTS]]
        lines.append(f"Category {row['number']} ({count(row['size'], 'event')}) is now {', '.join(parts)}.")
    return lines


def _place(number: object) -> str:
    return "unsure" if number is None else f"category {number}"


def show_gauge(page: Page, facts: Mapping[str, object]) -> None:
    """Say in words whether the calls, the embedding and the number of categories can be trusted."""
    if facts.get("unheard"):
        page.say(str(facts["unheard"]))
    if "way" in facts:
        page.say(str(facts["way"]))
        page.say("Override this with `coincide learn --embed-compare` and `--embedding`.")
    if "gauge" in facts:
        page.say(f"The embedding is {facts['gauge']}.")
    if facts.get("counting"):
        page.say(str(facts["counting"]))
    if "stability" in facts:
        page.say(str(facts["stability"]))
    if facts.get("stopped"):
        page.say(f"Learning ended early: {facts['stopped']}.")


def show_methods(page: Page, silhouettes: Mapping[str, float], facts: Mapping[str, object]) -> None:
    """Show ours beside baselines: how well copies are recognized, and how sharp the categories are."""
    if OURS not in silhouettes:
        return
    known = facts.get("copies")
    copies: Mapping[str, float] = known if isinstance(known, Mapping) else {}
    has_better = any(is_better_at_copies(method, copies) for method in silhouettes)
    rows = [
        (
            method,
            percent(copies[method]) if method in copies else "–",
            f"{value:.3f}",
            *(["better than ours" if is_better_at_copies(method, copies) else ""] if has_better else []),
        )
        for method, value in sorted(silhouettes.items(), key=lambda item: item[0] != OURS)
    ]
    columns = ["method", "copies", "silhouette", *(["verdict"] if has_better else [])]
    page.table(columns, rows, left=["method", "verdict"])
    page.say(
        "`copies`: the share of other calls that are farther from a call than its changed copy; compare methods by it. "
        "`silhouette`: how sharp the categories of a method are in its own space, not whether they are right; in "
        "noise, wrong ones can be the sharpest. To score methods, use `coincide evaluate TRUTH`."
    )
