"""`coincide check`: whether a catalog is whole, and what to do if it is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import catalog_options
from coincide.cli.output.result import tell
from coincide.cli.running import FAILED
from coincide.wording import count

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.check import CheckResult


@click.command("check", epilog="Example: coincide check --repair")
@click.option("--repair", is_flag=True, help="Repair what can be repaired; damaged files are set aside, never deleted.")
@catalog_options
@click.pass_context
def command(context: click.Context, repair: bool, catalog: Path | None, as_json: bool) -> None:
    """Check whether a catalog is intact, by reading the database, labels, model and kept clips in full.

    The exit code is 0 if the catalog is intact, and 1 if it is not.
    """
    from coincide.cli.output.page import Page
    from coincide.workflow.check import check

    found = check(catalog, repair=repair, on_wait=Page(is_error=True).say)
    tell(found, _show, as_json=as_json)
    if not found.is_whole:
        context.exit(FAILED)


def _show(page: Page, found: CheckResult) -> None:
    from coincide.cli.output.short_paths import shown_path

    page.line(f"Catalog {shown_path(Path(found.catalog), here=Path.cwd())}")
    for flaw in found.flaws:
        page.heading(flaw.path)
        page.say(f"Wrong: {flaw.wrong}.")
        if flaw.done:
            page.say(f"Done: {flaw.done}.")
        if flaw.todo:
            page.line(f"Next: {flaw.todo}")
    if found.flaws:
        page.heading("Result")
    page.say(_result(found))


def _result(found: CheckResult) -> str:

    if not found.is_whole:
        return "This catalog is damaged."
    held = (
        count(found.n_recordings or 0, "recording"),
        count(found.n_events or 0, "event"),
        count(found.n_labels or 0, "label"),
        count(found.n_answers or 0, "answer"),
    )
    return f"This catalog is {'now ' if found.flaws else ''}intact: {', '.join(held)}."
