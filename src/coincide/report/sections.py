"""The plain parts of the page: summary, problems, how it was made, what to type next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coincide.records import Problem
from coincide.report.markup import EMPTY, Markup, element
from coincide.report.model import NextStep, ReportData
from coincide.report.tables import scrollable
from coincide.report.wording import count, duration, frequency, listing

MAX_PROBLEMS = 200
"""Problems listed one by one; the rest are counted and stay in the catalog."""


def summary_sentence(data: ReportData) -> str:
    """Say in one or two sentences what was listened to and what was found."""
    heard = f"In {count(data.n_recordings, 'recording')} ({duration(data.total_s)} of sound)"
    if data.n_events == 0:
        return f"{heard}, coincide found no calls."
    found = f"{heard}, coincide found {count(data.n_events, 'call')}"
    if not data.categories:
        return f"{found}, but too few of them are alike to form a category."
    n_sure = sum(card.size for card in data.categories)
    groups = count(len(data.categories), "category", "categories")
    who = "all" if n_sure == data.n_events else f"{n_sure:,}"
    sentence = f"{found}; {who} of them fall into {groups} of calls that sound alike."
    if data.unsure is None or data.unsure.size == 0:
        return sentence
    return f"{sentence} For {data.unsure.size:,} it stays unsure."


def stat_row(data: ReportData) -> Markup:
    """Return the four numbers everybody asks for."""
    numbers = (
        (f"{data.n_recordings:,}", "recording" if data.n_recordings == 1 else "recordings"),
        (duration(data.total_s), "of sound"),
        (f"{data.n_events:,}", "call found" if data.n_events == 1 else "calls found"),
        (f"{len(data.categories):,}", "category" if len(data.categories) == 1 else "categories"),
    )
    items = [element("li", {}, element("strong", {}, number), element("span", {}, word)) for number, word in numbers]
    return element("ul", {"class": "stats"}, *items)


def notice_list(notices: Sequence[str]) -> Markup:
    """Return the findings that must be seen first, or nothing."""
    if not notices:
        return EMPTY
    lines = [element("p", {}, notice) for notice in notices]
    return element(
        "aside",
        {"class": "notices", "aria-label": "Please note"},
        element("strong", {}, "Please note"),
        *lines,
    )


def problem_tables(problems: Sequence[Problem]) -> Markup:
    """Return the files that were left out and the remarks on others, each with its reason."""
    if not problems:
        return element("p", {}, "None: every file could be used.")
    left_out = [problem for problem in problems if problem.is_left_out]
    remarks = [problem for problem in problems if not problem.is_left_out]
    parts = [
        _problem_table(left_out, f"{count(len(left_out), 'file')} left out"),
        _problem_table(remarks, f"{count(len(remarks), 'remark')} on files that were used"),
    ]
    return element("div", {"class": "problems"}, *parts)


def _problem_table(problems: Sequence[Problem], caption: str) -> Markup:
    if not problems:
        return EMPTY
    heads = [element("th", {"scope": "col"}, text) for text in ("File", "Kind", "Reason")]
    rows = [
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, p.path),
            element("td", {}, p.kind),
            element("td", {}, p.reason),
        )
        for p in problems[:MAX_PROBLEMS]
    ]
    table = element(
        "table",
        {"class": "files"},
        element("caption", {}, caption),
        element("thead", {}, element("tr", {}, *heads)),
        element("tbody", {}, *rows),
    )
    n_more = len(problems) - MAX_PROBLEMS
    more = element("p", {}, f"and {n_more:,} more; the catalog lists them all.") if n_more > 0 else EMPTY
    return element("div", {}, scrollable(table, caption), more)


def making(data: ReportData) -> Markup:
    """Return with what, when and how the result was made, enough to make it again."""
    rates = listing([frequency(rate) for rate in sorted(set(data.sample_rates_hz))]) if data.sample_rates_hz else "none"
    facts = {
        "Made": data.created_at.strftime("%Y-%m-%d %H:%M %Z").strip(),
        "Program": f"coincide {data.version}",
        "Seed": str(data.seed),
        "Catalog": data.catalog_path,
        "Sample rates": rates,
    }
    pairs = [part for name, text in facts.items() for part in (element("dt", {}, name), element("dd", {}, text))]
    return element(
        "div",
        {"class": "making"},
        element("dl", {"class": "facts-list"}, *pairs),
        _stage_times(data.stage_seconds or {}),
        _settings(data.run_settings),
    )


def _stage_times(stage_seconds: Mapping[str, float]) -> Markup:
    if not stage_seconds:
        return EMPTY
    longest_s = max(max(stage_seconds.values()), 1e-9)
    rows = [_stage_row(stage, seconds, seconds / longest_s) for stage, seconds in stage_seconds.items()]
    caption = f"Time by stage, {duration(sum(stage_seconds.values()))} in all"
    return element("table", {"class": "times"}, element("caption", {}, caption), element("tbody", {}, *rows))


def _stage_row(stage: str, seconds: float, share: float) -> Markup:
    bar = element("rect", {"width": f"{max(100 * share, 0.5):.1f}", "height": 8, "rx": 1})
    picture = element("svg", {"viewBox": "0 0 100 8", "preserveAspectRatio": "none", "aria-hidden": "true"}, bar)
    head = element("th", {"scope": "row"}, stage)
    return element("tr", {}, head, element("td", {"class": "bar"}, picture), element("td", {}, duration(seconds)))


def _settings(run_settings: Mapping[str, Mapping[str, str | int | float | bool | None]]) -> Markup:
    blocks = [_stage_settings(stage, settings) for stage, settings in run_settings.items() if settings]
    return element("div", {"class": "settings"}, element("h3", {}, "Settings"), *blocks) if blocks else EMPTY


def _stage_settings(stage: str, settings: Mapping[str, str | int | float | bool | None]) -> Markup:
    rows = [
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, name),
            element("td", {}, "not set" if value is None else str(value)),
        )
        for name, value in settings.items()
    ]
    head = element("summary", {}, f"{stage} ({count(len(settings), 'setting')})")
    return element("details", {}, head, element("table", {}, element("tbody", {}, *rows)))


def next_step_list(steps: Sequence[NextStep]) -> Markup:
    """Return commands to type, each with what it is good for."""
    items = [element("li", {}, element("p", {}, s.explanation), element("code", {}, s.command)) for s in steps]
    return element("ol", {"class": "steps"}, *items)
