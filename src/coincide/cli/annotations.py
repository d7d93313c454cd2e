"""`coincide annotations export` and `import`: tables of Raven, Audacity, Praat, CSV and JSON lines, both ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from coincide.cli.shared_options import ANY_PATH, FORMATS, one_of, shared_options

if TYPE_CHECKING:
    from coincide.cli.output import Page
    from coincide.workflow.annotations import Imported


@click.group("annotations")
def command() -> None:
    """Trade annotation tables with Raven, Audacity and Praat."""


@command.command("export")
@click.option("--format", type=one_of(FORMATS), required=True, help="What to write.")
@click.option(
    "--out", type=ANY_PATH, required=True, metavar="PATH", help="A file, or for one table per recording a folder."
)
@click.option(
    "--layout",
    type=one_of(("one", "many")),
    help="One table over all recordings, or one per recording; what fits PATH and format if not given.",
)
@click.option(
    "--unsure/--no-unsure", default=True, show_default=True, help="Whether to write events that are in no category."
)
@shared_options
def export_command(
    format: str, out: Path, layout: Literal["one", "many"] | None, unsure: bool, catalog: Path | None, as_json: bool
) -> None:
    """Write all events with their categories and labels."""
    from coincide.cli.json_output import write_json
    from coincide.cli.output import Page
    from coincide.workflow.annotations import export_annotations

    files = export_annotations(catalog, out, format=format, layout=layout, unsure=unsure)
    if as_json:
        write_json({"files": files})
        return
    page = Page()
    for file in files:
        page.line(f"wrote {file}")


@command.command("import")
@click.argument("path", type=ANY_PATH)
@click.option("--format", type=one_of(FORMATS), help="What PATH is; told by its content if not given.")
@click.option("--who", default="", metavar="NAME", help="Who made these labels; kept with each.")
@shared_options
def import_command(path: Path, format: str | None, who: str, catalog: Path | None, as_json: bool) -> None:
    """Store the labels in PATH, a table or a folder of tables."""
    from coincide.cli.json_output import write_json
    from coincide.cli.output import Page
    from coincide.workflow.annotations import import_annotations

    imported = import_annotations(catalog, path, format=format, who=who)
    if as_json:
        write_json(imported)
        return
    show_imported(Page(), imported)


def show_imported(page: Page, imported: Imported) -> None:
    """Say what an import brought."""
    from coincide.report.wording import count, some

    page.say(f"{count(imported.n_new, 'new label')}, {imported.n_known:,} known before.")
    if imported.n_outside:
        page.say(f"{count(imported.n_outside, 'label')} left out: outside of the recording.")
    if imported.passed_over:
        page.say(f"Passed over, no annotation tables: {some(imported.passed_over)}.")
    if imported.unknown_recordings:
        page.say(f"Fit no recording of the catalog: {some(imported.unknown_recordings)}.")
