"""`coincide check`: is a catalog whole, and what to do where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.running import FAILED
from coincide.cli.shared_options import shared_options

if TYPE_CHECKING:
    from coincide.cli.output import Page
    from coincide.workflow.check import CheckResult


@click.command("check")
@click.option(
    "--repair", is_flag=True, help="Put right what can be put right; damaged files are set aside, never deleted."
)
@shared_options
@click.pass_context
def command(context: click.Context, repair: bool, catalog: Path | None, as_json: bool) -> None:
    """Tell whether a catalog is whole: its database, labels, model and kept clips are read in full.

    The exit code is 0 if it is whole, and 1 if it is not.
    """
    from coincide.cli.json_output import write_json
    from coincide.cli.output import Page
    from coincide.workflow.check import check

    found = check(catalog, repair=repair, on_wait=Page(is_error=True).say)
    if as_json:
        write_json(found)
    else:
        _show(Page(), found)
    if not found.is_whole:
        context.exit(FAILED)


def _show(page: Page, found: CheckResult) -> None:
    page.line(f"Catalog {found.catalog}")
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
    from coincide.report.wording import count

    if not found.is_whole:
        return "This catalog is not whole."
    held = (
        count(found.n_recordings or 0, "recording"),
        count(found.n_events or 0, "event"),
        count(found.n_labels or 0, "label"),
        count(found.n_answers or 0, "answer"),
    )
    return f"This catalog is whole {'now' if found.flaws else ''}".rstrip() + f": {', '.join(held)}."
