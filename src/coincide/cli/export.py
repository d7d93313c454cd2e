"""`coincide export`: one folder that recognizes live in any browser, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.shared_options import ANY_PATH, shared_options

if TYPE_CHECKING:
    from coincide.workflow.export import Exported


@click.command("export")
@click.argument("place", required=False, type=ANY_PATH, metavar="[CATALOG]")
@click.option("--out", type=ANY_PATH, required=True, metavar="FOLDER", help="Where to write: a new or empty folder.")
@click.option("--replace", is_flag=True, help="Take the place of an earlier export.")
@click.option(
    "--camera/--no-camera",
    default=None,
    help="Recognize pictures too, 19 MB more; if `coincide[image]` is installed, unless said otherwise.",
)
@click.option(
    "--sample-rate",
    type=click.IntRange(2000, 1_000_000),
    metavar="HZ",
    help="Sample rate that sound is brought to; that of most events if not given.",
)
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@shared_options
def command(
    place: Path | None,
    out: Path,
    replace: bool,
    camera: bool | None,
    sample_rate: int | None,
    quiet: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Write the live page with the learned recognizer into one folder, for a phone or any static host.

    It works offline and sends nothing anywhere. Names are those given with `coincide label`, or categories.
    """
    if place is not None and catalog is not None:
        raise click.UsageError("expected the catalog once, as `CATALOG` or with `--catalog`, got both.")
    from coincide.cli.json_output import write_json
    from coincide.cli.progress import show_progress
    from coincide.workflow.export import export

    with show_progress(is_quiet=quiet) as progress:
        exported = export(
            place or catalog, out, camera=camera, replace=replace, sample_rate_hz=sample_rate, progress=progress
        )
    if as_json:
        write_json(_facts(exported))
    else:
        _show(exported)


def _facts(exported: Exported) -> dict[str, object]:
    return {
        "folder": exported.folder,
        "n_files": exported.n_files,
        "size": exported.size,
        "labels": exported.sound.labels,
        "sample_rate_hz": exported.sound.sample_rate_hz,
        "camera": exported.image is not None,
        "parity": exported.parity,
        "notes": exported.notes,
    }


def _show(exported: Exported) -> None:
    from coincide.cli.output import Page
    from coincide.workflow.next_steps import quoted

    page, sound = Page(), exported.sound
    camera = "" if exported.image is None else f", and {len(exported.image.labels):,} names for the camera"
    n_names = len(sound.labels) - int(sound.has_unknown)
    page.say(f"{n_names:,} names for sound at {sound.sample_rate_hz / 1000:g} kHz{camera}.")
    for pair, difference in exported.parity.items():
        page.say(f"{pair[0].upper()}{pair[1:]} agree to {difference:.1g}.")
    for note in exported.notes:
        page.say(note)
    page.line(f"wrote {exported.folder} ({exported.n_files} files, {exported.size / 1e6:.1f} MB)")
    page.heading("Next")
    page.line(f"  python -m http.server --bind 127.0.0.1 --directory {quoted(str(exported.folder))}")
    page.say("and open http://localhost:8000/; README.txt in the folder tells how to use it on a phone.")
