"""`coincide plot KIND`: figures for a paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.heeded import check_heeded
from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import min_confidence_option, one_of, shared_options, words_in
from coincide.cli.output.result import tell

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.plot.plot import Kind, PlotResult

KINDS = ("diel", "season", "matrix", "map", "accumulation", "sheet")
"""As in `coincide.workflow.plot.plot`, repeated so that help does without importing that; a test compares them."""
_HEEDED = {"n": ("sheet",), "speech": ("sheet",)}
"""The kinds of figures in which an option counts; options that are not listed count in all."""


@click.command("plot", epilog="Example: coincide plot diel --names whistle --out whistle.svg")
@click.argument("kind", metavar="KIND", type=one_of(KINDS))
@out_option("file", "Picture to write: .svg, .png or .pdf.", required=True)
@click.option("--names", default="", metavar="NAME,NAME", help="Names to count; all but noise and speech if not given.")
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Site to show; may be repeated; all if not given.")
@min_confidence_option("calls")
@click.option("--timezone", metavar="ZONE", help="Time zone of the recorders, such as UTC, +10:00 or Europe/Berlin.")
@click.option(
    "--n", type=click.IntRange(1, 40), default=6, show_default=True, metavar="N", help="Calls of each name in a sheet."
)
@click.option("--speech", is_flag=True, help="Also show calls named `speech` in a sheet; these are private.")
@shared_options
@click.pass_context
def command(
    context: click.Context,
    kind: Kind,
    out: Path,
    names: str,
    sites: tuple[str, ...],
    min_confidence: float,
    timezone: str | None,
    n: int,
    speech: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Draw a figure of calls per recorded hour.

    KIND is diel (hours by days, night shaded), season (days), matrix (sites by names), map (sites), accumulation (names
    by days of listening) or sheet (spectrograms, a row for each name).
    """
    from coincide.workflow.plot.plot import PlotOptions, plot

    check_heeded(context, kind, _HEEDED)
    wanted = words_in(names)
    options = PlotOptions(wanted, sites, min_confidence, timezone, n, speech)
    tell(plot(catalog, kind, out, options=options), _show, as_json=as_json)


def _show(page: Page, drawn: PlotResult) -> None:
    for notice in drawn.notices:
        page.say(notice)
    page.wrote(drawn.path)
