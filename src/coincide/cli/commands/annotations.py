"""`coincide annotations export` and `import`: tables of Raven, Audacity, Praat, CSV and JSON lines, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import (
    ANY_PATH,
    READ_FORMATS,
    WRITTEN_FORMATS,
    catalog_options,
    format_option,
    layout_option,
    shared_options,
)
from coincide.cli.output.result import tell
from coincide.wording import count, some

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.annotations import ImportResult


@click.group("annotations", epilog="Example: coincide annotations import tables")
def command() -> None:
    """Exchange annotation tables with other programs."""


@command.command("export", epilog="Example: coincide annotations export --format raven --out events.txt")
@format_option(WRITTEN_FORMATS, "the table", required=True)
@out_option("path", "A file, or a folder for one table per recording.", to_stream=True, required=True)
@layout_option
@click.option(
    "--unsure/--no-unsure",
    default=True,
    show_default=True,
    help="Include events that have neither a category nor a label.",
)
@click.option("--speech", is_flag=True, help="Include events named `speech`, which are private.")
@click.option("--timezone", metavar="ZONE", help="Time zone of the recorders, such as UTC, +10:00 or Europe/Berlin.")
@catalog_options
def export_command(
    format: str,
    out: Path,
    layout: Literal["one", "many"] | None,
    unsure: bool,
    speech: bool,
    timezone: str | None,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Write all events with their categories and labels."""
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.annotations import export_annotations

    with show_progress(is_quiet=as_json) as progress:
        files = export_annotations(
            catalog,
            out,
            format=format,
            layout=layout,
            unsure=unsure,
            speech=speech,
            timezone=timezone,
            progress=progress,
        )
    tell(files, _show_written, as_json=as_json, plain={"files": files})


@command.command("import", epilog="Example: coincide annotations import tables --who Ann")
@click.argument("path", type=ANY_PATH)
@format_option(READ_FORMATS, "PATH, recognized by its content if not given")
@click.option("--who", default="", metavar="NAME", help="Who made these labels; stored with each.")
@click.option("--checked", is_flag=True, help="You checked every row: also store names that coincide itself gave.")
@shared_options
def import_command(
    path: Path, format: str | None, who: str, checked: bool, catalog: Path | None, as_json: bool
) -> None:
    """Store the labels in PATH, a table or a folder of tables."""
    from coincide.cli.output.page import Page
    from coincide.workflow.annotations import import_annotations

    on_wait = Page(is_error=True).say
    imported = import_annotations(catalog, path, format=format, who=who, checked=checked, on_wait=on_wait)
    tell(imported, _show_imported_alone, as_json=as_json)


def _show_written(page: Page, files: Sequence[Path]) -> None:
    for file in files:
        page.wrote(file)


def _show_imported_alone(page: Page, imported: ImportResult) -> None:
    show_imported(page, imported)
    if imported.n_new:
        page.say("To give similar calls these names, run `coincide label --budget 0`, or go on with `coincide label`.")


def show_imported(page: Page, imported: ImportResult) -> None:
    """Say what an import brought."""
    names = f" Names: {some(imported.names)}." if imported.names else ""
    page.say(f"{count(imported.n_new, 'new label')}, {imported.n_known:,} already known.{names}")
    if imported.n_unlabeled:
        have = "row has" if imported.n_unlabeled == 1 else "rows have"
        page.say(f"{imported.n_unlabeled:,} {have} no label; left out.")
    if imported.n_unchanged:
        hold = "row still holds the name" if imported.n_unchanged == 1 else "rows still hold the names"
        were = "was" if imported.n_unchanged == 1 else "were"
        page.say(
            f"{imported.n_unchanged:,} {hold} that coincide gave, and {were} left out. If you checked every row, run "
            "`coincide annotations import --checked` with this table."
        )
    if imported.n_unknown:
        say = "row says" if imported.n_unknown == 1 else "rows say"
        page.say(f"{imported.n_unknown:,} {say} `unknown`, which is no name; left out.")
    if imported.n_apart:
        lie = "label lies" if imported.n_apart == 1 else "labels lie"
        page.say(f"{imported.n_apart:,} {lie} where no event was found: kept, but shown in no table or count.")
    if imported.n_outside:
        begin = ": " if imported.n_outside == 1 else ". The first: "
        page.say(f"{count(imported.n_outside, 'label')} left out{begin}{imported.first_outside}.")
    if imported.passed_over:
        page.say(f"Skipped, not annotation tables: {some(imported.passed_over)}.")
    if imported.unknown_recordings:
        page.say(f"Skipped, no such recording in the catalog: {some(imported.unknown_recordings)}.")
