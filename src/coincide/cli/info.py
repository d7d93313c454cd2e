"""`coincide info`: what a catalog holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.shared_options import shared_options

if TYPE_CHECKING:
    from coincide.catalog import Run
    from coincide.cli.output import Page
    from coincide.workflow.info import Info

_N_RUNS = 5


@click.command("info")
@shared_options
def command(catalog: Path | None, as_json: bool) -> None:
    """Tell what a catalog holds: recordings, categories, problems, runs."""
    from coincide.cli.json_output import write_json
    from coincide.workflow.info import info

    facts = info(catalog)
    if as_json:
        write_json(facts)
    else:
        _show(facts)


def _show(facts: Info) -> None:
    from coincide.cli.catalog_tables import show_categories, show_gauge, show_problems, show_silhouettes, summary
    from coincide.cli.output import Page

    page = Page()
    page.line(f"Catalog {facts.catalog}")
    page.say(summary(facts))
    for line in _overview(facts):
        page.say(line)
    if facts.is_learned:
        page.heading("Categories, biggest first")
        show_categories(page, facts)
        show_gauge(page, facts.model_facts)
        show_silhouettes(page, facts.silhouettes)
    else:
        page.say("Nothing was learned yet; `coincide learn FOLDER` goes on where it was interrupted.")
    if facts.problems:
        page.heading("Problems")
        show_problems(page, facts.problems)
    _show_runs(page, facts.runs)


def _overview(facts: Info) -> list[str]:
    rates = ", ".join(f"{rate_hz / 1000:g} kHz" for rate_hz in facts.sample_rates_hz)
    lines = [f"Sample rates: {rates or 'none'}. Labels of people: {facts.n_labels:,}."]
    if facts.first_start is not None and facts.last_start is not None:
        lines.append(f"Recorded from {facts.first_start:%Y-%m-%d %H:%M} to {facts.last_start:%Y-%m-%d %H:%M}.")
    if facts.model_facts.get("detector"):
        lines.append(str(facts.model_facts["detector"]))
    lines.append(f"Size on disk: {facts.size_bytes / 1e6:,.1f} MB. Version of the catalog: {facts.schema_version}.")
    return lines


def _show_runs(page: Page, runs: Sequence[Run]) -> None:
    from coincide.report.wording import duration

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
    page.table(columns, rows, left=["when", "command", "status", "error"])
