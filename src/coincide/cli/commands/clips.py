"""`coincide clips`: the sound of events as files, a folder for each name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import catalog_options, one_of, words_in
from coincide.cli.output.result import tell
from coincide.wording import by_number, count

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.clips.clips import ClipsResult

_MOST_UNREADABLE = 5


@click.command("clips", epilog="Example: coincide clips --out clips --n 100")
@out_option("folder", "Folder for the clips; created if missing.", required=True)
@click.option("--names", metavar="NAME,NAME", default="", help="Names to write; all but noise and speech if not given.")
@click.option("--n", type=click.IntRange(1), metavar="N", help="At most N clips of each name; all if not given.")
@click.option(
    "--pad",
    "pad_s",
    type=click.FloatRange(0, 3600),
    default=0.5,
    show_default=True,
    metavar="SECONDS",
    help="Sound before and after each event.",
)
@click.option(
    "--pick",
    type=one_of(("surest", "random")),
    default="surest",
    show_default=True,
    help="Which events, if a name has more than N.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the random choice.")
@click.option("--format", type=one_of(("wav", "flac")), default="wav", show_default=True, help="Kind of sound file.")
@click.option("--speech", is_flag=True, help="Also write clips named `speech`, which are private.")
@click.option(
    "--timezone", metavar="ZONE", help="Time zone for file names and table, such as UTC, +10:00 or Europe/Berlin."
)
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@catalog_options
def command(
    out: Path,
    names: str,
    n: int | None,
    pad_s: float,
    pick: Literal["surest", "random"],
    seed: int,
    format: Literal["wav", "flac"],
    speech: bool,
    timezone: str | None,
    quiet: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Write the sound of events as files, in a folder for each name, with a table beside them.

    Categories without a name are called `category 3` and so on.
    """
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.clips.clips import ClipOptions, write_clips

    wanted = words_in(names)
    options = ClipOptions(wanted, n, pad_s, pick, seed, speech, format, timezone)
    with show_progress(is_quiet=quiet) as progress:
        written = write_clips(catalog, out, options=options, progress=progress)
    tell(written, _show, as_json=as_json)


def _show(page: Page, written: ClipsResult) -> None:
    for name, n_clips in sorted(written.counts.items(), key=lambda each: by_number(each[0])):
        page.line(f"{name}: {count(n_clips, 'clip')}")
    for name, reason in list(written.unreadable.items())[:_MOST_UNREADABLE]:
        page.say(f"No clips of `{name}`: {reason}")
    if len(written.unreadable) > _MOST_UNREADABLE:
        n_more = len(written.unreadable) - _MOST_UNREADABLE
        page.say(f"The same for {count(n_more, 'more recording')}, listed by `--json`.")
    if written.n_private:
        page.say(f"{count(written.n_private, 'event')} named `speech` left out; `--speech` writes them as well.")
    if not written.counts:
        page.say("No clip was written; the table is empty.")
    page.wrote(written.table)
