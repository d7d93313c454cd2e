"""`coincide sites`: where recorders stood, and what their clocks showed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import ANY_PATH, shared_options
from coincide.cli.output.result import tell
from coincide.wording import duration, some

if TYPE_CHECKING:
    from datetime import datetime

    from coincide.cli.output.page import Page
    from coincide.workflow.survey.sites import SitesResult


@click.command("sites", epilog="Example: coincide sites SITES.csv --timezone Europe/Berlin")
@click.argument("tables", type=ANY_PATH, nargs=-1, metavar="[TABLE]...")
@click.option("--pattern", metavar="PATTERN", help="Sites and recorders in folder names, such as {site}/{recorder}/.")
@click.option("--timezone", metavar="ZONE", help="Time zone of clocks that store none, such as UTC or Europe/Berlin.")
@click.option("--shift", metavar="TIME", help="Add this to what a clock showed: -1h if it was an hour fast.")
@click.option("--recorder", default="", metavar="NAME", help="Recorder or site to which --timezone or --shift applies.")
@click.option("--who", default="", metavar="NAME", help="Your name, stored with the change.")
@shared_options
def command(
    tables: tuple[Path, ...],
    pattern: str | None,
    timezone: str | None,
    shift: str | None,
    recorder: str,
    who: str,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Set where and when recordings were made; without arguments, show what is known.

    TABLE is a CSV table with a column `site`, and optionally `latitude`, `longitude`, `recorder`, `folder`,
    `timezone`, `start`, `end` and columns of your own. It may also be the summary file of a Song Meter.
    """
    from coincide.cli.output.page import Page
    from coincide.workflow.survey.sites import parse_shift, sites

    told = sites(
        catalog,
        *tables,
        pattern=pattern,
        timezone=timezone,
        shift_s=None if shift is None else parse_shift(shift),
        recorder=recorder,
        who=who,
        on_wait=Page(is_error=True).say,
    )
    tell(told, _show, as_json=as_json)


def _show(page: Page, told: SitesResult) -> None:
    rows = [
        (
            each.name or "no site",
            "" if each.latitude is None or each.longitude is None else f"{each.latitude:.3f}, {each.longitude:.3f}",
            some(each.recorders),
            f"{each.n_recordings:,}",
            duration(each.recorded_s),
            _days(each.first, each.last),
        )
        for each in told.sites
    ]
    columns = ["site", "position", "recorder", "recordings", "recorded", "days"]
    page.table(columns, rows, left=["site", "position", "recorder", "days"])
    for note in told.clocks:
        of = f"of `{note.recorder}`" if note.recorder else "of all recorders"
        if note.timezone is not None:
            page.say(f"Time zone {of}: {note.timezone}.")
        if note.shift_s is not None:
            sign = "-" if note.shift_s < 0 else "+"
            page.say(f"Clock {of} shifted by {sign}{duration(abs(note.shift_s))}.")
    for line in told.notices:
        page.say(line)


def _days(first: datetime | None, last: datetime | None) -> str:
    """Say on which days recordings began."""
    if first is None or last is None:
        return ""
    return f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
