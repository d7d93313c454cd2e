"""`coincide report`: one HTML file that tells what was found."""

from __future__ import annotations

from pathlib import Path

import click

from coincide.cli.shared_options import ANY_PATH, shared_options


@click.command("report")
@click.option("--out", type=ANY_PATH, metavar="FILE", help="Where to write; `report.html` in the catalog if not given.")
@shared_options
def command(out: Path | None, catalog: Path | None, as_json: bool) -> None:
    """Write one self-contained HTML file: what was found, how good, from which data."""
    from coincide.cli.json_output import write_json
    from coincide.workflow.report import report

    path = report(catalog, out=out)
    if as_json:
        write_json({"report": path})
    else:
        click.echo(f"wrote {path}")
