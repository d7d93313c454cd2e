"""`coincide report`: the result as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import catalog_options


@click.command("report", epilog="Example: coincide report")
@out_option("file", "Where to write; `report.html` in the catalog if not given.", to_stream=True)
@click.option("--speech", is_flag=True, help="Also show and play calls named `speech`, which are private.")
@catalog_options
def command(out: Path | None, speech: bool, catalog: Path | None, as_json: bool) -> None:
    """Write the result as one self-contained HTML file: categories, scores and sources."""
    from coincide.cli.output.json_output import write_json
    from coincide.cli.output.page import Page
    from coincide.workflow.report.report import report

    path = report(catalog, out=out, speech=speech)
    if as_json:
        write_json({"report": path})
    else:
        Page().wrote(path)
