"""`coincide summary`: how many calls, when and where, beside what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import catalog_options, min_confidence_option, words_in
from coincide.cli.output.result import tell
from coincide.wording import count

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.survey.summary import Summary

_MOST_ROWS = 200
_WHOLE = ("hour", "day", "night", "week", "month", "twilight", "sunrise", "sunset")
_HEADS = {
    "recordings_with_calls": "recordings",
    "minutes_with_calls": "minutes",
    "recorded_h": "recorded h",
    "calls_per_recorded_h": "calls per h",
}


@click.command("summary", epilog="Example: coincide summary --by hour,name --names trill --out hours.csv")
@click.option(
    "--by",
    multiple=True,
    metavar="GROUP,GROUP",
    help="hour, day, night, week, month, twilight, sunrise, sunset, site, recorder, recording, name, or a column of "
    "the table of sites; by name if not given.",
)
@click.option("--names", metavar="NAME,NAME", default="", help="Names to count; all but noise and speech if not given.")
@min_confidence_option("events")
@click.option("--timezone", metavar="ZONE", help="Time zone of recorders and sites without one.")
@out_option("file", "Also write the table, as .csv or .parquet.", to_stream=True)
@catalog_options
def command(
    by: tuple[str, ...],
    names: str,
    min_confidence: float,
    timezone: str | None,
    out: Path | None,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Count calls, recordings and minutes with calls, and calls per recorded hour.

    Groups in which something was recorded but nothing was heard are listed with 0 calls.
    """
    from coincide.workflow.survey.summary import summary

    groups = [each for text in by for each in words_in(text)]
    wanted = words_in(names)
    told = summary(
        catalog,
        by=groups or ["name"],
        names=wanted,
        min_confidence=min_confidence,
        timezone=timezone,
        out=out,
    )
    as_dicts = [dict(zip(told.columns, row, strict=True)) for row in told.rows] if as_json else []
    plain = {"catalog": told.catalog, "rows": as_dicts, "notices": told.notices, "out": told.out}
    tell(told, _show, as_json=as_json, plain=plain, out=out)


def _hours(recorded_h: object) -> str:
    """Two digits after the point, or two that count: a rate over 0.00 hours would look impossible."""
    text = f"{recorded_h:,.2f}"
    return f"{recorded_h:.2g}" if text.startswith("0.0") else text


def _show(page: Page, told: Summary) -> None:
    groups = told.columns[:-5]
    heads = [_HEADS.get(name, name) for name in told.columns]
    rows = [
        (*map(str, row[:-5]), *(f"{n:,}" for n in row[-5:-2]), _hours(row[-2]), f"{row[-1]:,.2f}")
        for row in told.rows[:_MOST_ROWS]
    ]
    names = [name for name in groups if name == "recording"]
    page.table(heads, rows, left=list(groups), names=names, whole=[name for name in groups if name in _WHOLE])
    if not told.rows:
        page.say("Nothing was counted. Events named noise or speech count only if `--names` asks for them.")
    if len(told.rows) > _MOST_ROWS:
        page.say(f"{count(len(told.rows) - _MOST_ROWS, 'more row')}; `--out FILE.csv` writes all.")
    for line in told.notices:
        page.say(line)
    if told.out is not None:
        page.wrote(told.out)
