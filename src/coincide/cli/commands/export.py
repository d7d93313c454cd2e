"""`coincide export`: one folder that recognizes live in any browser, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import catalog_options
from coincide.cli.output.result import tell
from coincide.wording import count, sample_rate

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.export.export import ExportResult
    from coincide.workflow.export.ways import WayToPhone


@click.command("export", epilog="Example: coincide export --out live")
@out_option("folder", "Where to write: a new or empty folder.", required=True)
@click.option("--replace", is_flag=True, help="Replace an earlier export.")
@click.option(
    "--camera/--no-camera",
    default=None,
    help="Also recognize pictures (19 MB more); on if `coincide[image]` is installed.",
)
@click.option(
    "--sample-rate",
    type=click.IntRange(2000, 1_000_000),
    metavar="HZ",
    help="Sample rate to convert sound to; that of most events if not given.",
)
@click.option("--host", "tells_ways", is_flag=True, help="Print three ways to get the folder onto a phone.")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@catalog_options
def command(
    out: Path,
    replace: bool,
    camera: bool | None,
    sample_rate: int | None,
    tells_ways: bool,
    quiet: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Write the live page and the learned recognizer into one folder, for a phone or any static host.

    It works offline and sends nothing anywhere. It uses the names from `coincide label`, or category numbers.
    """
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.export.export import export, is_export

    if tells_ways and not replace and is_export(out):
        tell(out, _show_ways, as_json=as_json, plain={"folder": out, "ways": _ways(out)})
        return
    with show_progress(is_quiet=quiet) as progress:
        exported = export(catalog, out, camera=camera, replace=replace, sample_rate_hz=sample_rate, progress=progress)
    tell(exported, _show, as_json=as_json, plain=_facts(exported))
    if tells_ways and not as_json:
        tell(out, _show_ways, as_json=False, plain={})


def _facts(exported: ExportResult) -> dict[str, object]:
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


def _show(page: Page, exported: ExportResult) -> None:
    from coincide.workflow.info.next_steps import quoted

    sound = exported.sound
    camera = "" if exported.image is None else f", and {count(len(exported.image.labels), 'name')} for the camera"
    n_names = len(sound.labels) - int(sound.has_unknown)
    page.say(f"{count(n_names, 'name')} for sound at {sample_rate(sound.sample_rate_hz)}{camera}.")
    for pair, difference in exported.parity.items():
        page.say(f"Results of {pair} differ by {difference:.1g} at most.")
    for note in exported.notes:
        page.say(note)
    page.line(f"wrote {exported.folder} ({exported.n_files} files, {exported.size / 1e6:.1f} MB)")
    page.heading("Next")
    page.line(f"  python -m http.server --bind 127.0.0.1 --directory {quoted(str(exported.folder))}")
    page.say("Then open http://localhost:8000/. README.txt in the folder says how to use it on a phone.")


def _ways(folder: Path) -> list[WayToPhone]:
    from coincide.workflow.export.ways import name_in_network, ways_to_a_phone
    from coincide.workflow.info.next_steps import quoted

    return ways_to_a_phone(quoted(str(folder)), computer=name_in_network())


def _show_ways(page: Page, folder: Path) -> None:
    for number, way in enumerate(_ways(folder), start=1):
        page.heading(f"{number}. {way.name}")
        for step in way.steps:
            if step.startswith("  "):
                page.line(step)
            else:
                page.say(step)
        if way.address:
            _show_address(page, way.address)
        page.say(f"Open to: {way.who}")


def _show_address(page: Page, address: str) -> None:
    from coincide.cli.output.qr_code import qr_lines

    page.line(f"  {address}")
    for line in qr_lines(address):
        page.line(f"  {line}")
