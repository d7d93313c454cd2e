"""`coincide info`: what a catalog holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import catalog_options
from coincide.cli.output.result import tell
from coincide.wording import duration, sample_rate

if TYPE_CHECKING:
    from coincide.catalog import Run
    from coincide.cli.output.page import Page
    from coincide.workflow.info.info import Info

_N_RUNS = 5


@click.command("info", epilog="Example: coincide info --catalog my_recordings.coincide")
@catalog_options
def command(catalog: Path | None, as_json: bool) -> None:
    """Show what a catalog holds: recordings, categories, problems, runs."""
    from coincide.workflow.info.info import info

    tell(info(catalog), _show, as_json=as_json)


def _show(page: Page, facts: Info) -> None:
    from coincide.cli.output.catalog_tables import show_categories, show_gauge, show_methods, show_problems, summary
    from coincide.cli.output.job_line import job_line
    from coincide.cli.output.short_paths import shown_path

    page.line(f"Catalog {shown_path(facts.catalog, here=Path.cwd())}")
    page.say(summary(facts))
    for line in _overview(facts):
        page.say(line)
    if facts.job is not None:
        page.say(job_line(facts.job))
    if facts.is_learned:
        page.heading("Categories, biggest first")
        show_categories(page, facts)
        _show_became(page, facts)
        show_gauge(page, facts.model_facts)
        show_methods(page, facts.silhouettes, facts.model_facts)
    else:
        waits = "is running" if facts.job is not None else "continues where it stopped"
        page.say(f"Nothing has been learned yet. `coincide learn FOLDER` {waits}.")
    if facts.problems:
        page.heading("Problems")
        show_problems(page, facts.problems)
    _show_runs(page, facts.runs)


def _show_became(page: Page, facts: Info) -> None:
    from coincide.cli.output.catalog_tables import what_became

    lines = what_became(facts.model_facts)
    if lines:
        page.heading("What became of earlier categories")
        for line in lines:
            page.say(line)


def _overview(facts: Info) -> list[str]:
    rates = ", ".join(map(sample_rate, facts.sample_rates_hz))
    lines = [f"Sample rates: {rates or 'none'}. Labels: {facts.n_labels:,}."]
    if facts.first_start is not None and facts.last_end is not None:
        lines.append(f"Recorded from {_clock(facts.first_start)} to {_clock(facts.last_end)}.")
    lines += [str(facts.model_facts[each]) for each in ("detector", "edges") if facts.model_facts.get(each)]
    if facts.hearing_hint:
        lines.append(facts.hearing_hint)
    lines.append(f"Size on disk: {facts.size_bytes / 1e6:,.1f} MB. Catalog version: {facts.schema_version}.")
    return lines


def _clock(at: datetime) -> str:
    """Return a time with its zone, if that is known: recorders may have different ones."""
    return f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}".rstrip()


def _show_runs(page: Page, runs: Sequence[Run]) -> None:
    page.heading(f"Runs, newest first{f' (last {_N_RUNS} of {len(runs)})' if len(runs) > _N_RUNS else ''}")
    rows = [
        (
            f"{run.started_at:%Y-%m-%d %H:%M}",
            run.command,
            "" if run.ended_at is None else duration((run.ended_at - run.started_at).total_seconds()),
            str(run.seed),
            run.status,
            run.error or "",
        )
        for run in list(reversed(runs))[:_N_RUNS]
    ]
    columns = ["when", "command", "took", "seed", "status", "error"]
    page.table(columns, rows, left=["when", "command", "status", "error"], whole=["when"])
