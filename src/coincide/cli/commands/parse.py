"""`coincide parse`: songs and motifs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import one_of, shared_options
from coincide.cli.output.result import tell
from coincide.wording import clock, count, duration, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coincide.cli.output.page import Page
    from coincide.parse.motifs import Motif
    from coincide.workflow.parse.networks import TreeKind
    from coincide.workflow.parse.parsed import ParseResult, RecordingTree

TREES = ("songs", "autoencoder", "grammar")
FORMATS = ("text", "brackets", "json", "dot")
_MAX_LINES = 40
_MAX_ROWS = 15


@click.command("parse", epilog="Example: coincide parse night.wav")
@click.argument("recording", required=False)
@click.option(
    "--format",
    type=one_of(FORMATS),
    default="text",
    show_default=True,
    help="Draw the trees, or write them for other programs.",
)
@out_option("file", "Write the trees to FILE instead of showing them.", to_stream=True)
@click.option(
    "--trees",
    type=one_of(TREES),
    help="How to make the trees: by the shortest description of songs, or by a network that learns from your events. "
    "If not given, the last choice, or songs the first time.",
)
@click.option(
    "--seed", type=int, metavar="N", help="Seed of the network; if not given, the last one, or 0 the first time."
)
@click.option("--again", is_flag=True, help="Parse again even if nothing has changed.")
@shared_options
def command(
    recording: str | None,
    format: str,
    out: Path | None,
    trees: TreeKind | None,
    seed: int | None,
    again: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Find songs and motifs: the events of each recording become a tree.

    RECORDING, a name or the end of one, limits the output to that recording. `coincide` always looks for motifs in all
    recordings of the catalog, and stores them there.
    """
    from coincide.cli.output.page import Page
    from coincide.cli.output.progress import show_progress
    from coincide.whole_files import write_whole
    from coincide.workflow.parse.parse import parse
    from coincide.workflow.parse.parsed import trees_of

    with show_progress(is_quiet=as_json or format != "text") as progress:
        parsed = parse(catalog, trees=trees, seed=seed, again=again, progress=progress)
    chosen = parsed.trees if recording is None else trees_of(parsed, recording)
    if out is not None:
        write_whole(out, written(chosen, format).encode("utf-8"), what="the trees")
    if not as_json and out is not None:
        Page().wrote(out)
    elif not as_json and format != "text":
        click.echo(written(chosen, format), nl=False)
    else:
        show = partial(show_parsed, chosen=chosen, is_one=recording is not None)
        tell(parsed, show, as_json=as_json, plain=as_plain(parsed, chosen))


def written(trees: Sequence[RecordingTree], format: str) -> str:
    """Write trees as text of one of `FORMATS`, ending with a line end."""
    import json

    from coincide_trees import to_brackets, to_dot

    from coincide.cli.commands.tree_text import draw_tree
    from coincide.cli.output.json_output import plain

    if format == "json":
        return json.dumps(plain([tree_facts(tree) for tree in trees]), ensure_ascii=False) + "\n"
    if format == "brackets":
        return "".join(to_brackets(tree.tree) + "\n" for tree in trees)
    if format == "dot":
        return "".join(to_dot(tree.tree).rstrip("\n") + "\n" for tree in trees)
    return "\n".join("\n".join(draw_tree(tree, width=120)) + "\n" for tree in trees)


def tree_facts(tree: RecordingTree) -> dict[str, Any]:
    """Say all about a tree as plain data: its parts, and the events of its leaves."""
    from coincide_trees import to_json

    events = [{"id": event.id, "onset_s": event.onset_s, "offset_s": event.offset_s} for event in tree.events]
    facts = {"recording": tree.recording.name, "channel": tree.channel}
    return facts | to_json(tree.tree) | {"levels": list(tree.levels), "events": events}


def as_plain(parsed: ParseResult, chosen: Sequence[RecordingTree]) -> dict[str, Any]:
    """Return what `--json` writes."""
    return {
        "catalog": parsed.catalog,
        "is_new": parsed.is_new,
        "n_events": parsed.n_events,
        "n_songs": parsed.n_songs,
        "n_motifs": parsed.n_motifs,
        "motifs": [_motif_facts(motif, parsed) for motif in parsed.motifs],
        "songs": [_motif_facts(song, parsed) for song in parsed.songs],
        "without_events": parsed.without_events,
        "trees_by": parsed.trees_by,
        "gauge": parsed.gauge,
        "recurring_nodes": parsed.recurring,
        "trees": [tree_facts(tree) for tree in chosen],
    }


def _motif_facts(motif: Motif, parsed: ParseResult) -> dict[str, Any]:
    places = [(parsed.trees[place.sequence], place) for place in motif.occurrences]
    return {
        "name": motif.name,
        "count": motif.count,
        "variants": [{"events": variant.names, "count": variant.count} for variant in motif.variants],
        "mean_edits": motif.mean_edits,
        "mean_duration_s": motif.mean_duration_s,
        "duration_cv": motif.duration_cv,
        "occurrences": [
            {
                "recording": tree.recording.name,
                "channel": tree.channel,
                "onset_s": place.onset_s,
                "offset_s": place.offset_s,
            }
            for tree, place in places
        ],
    }


def show_parsed(page: Page, parsed: ParseResult, *, chosen: Sequence[RecordingTree], is_one: bool) -> None:
    """Show what recurs, and trees: `chosen` if it is one, else the one with the most motifs."""
    page.say(summary(parsed))
    if parsed.gauge is not None:
        _show_network(page, parsed)
    _show_kinds(page, "Motifs", parsed.motifs, parsed)
    _show_kinds(page, "Songs", parsed.songs, parsed)
    if not is_one:
        chosen = [max(chosen, key=lambda tree: tree.levels.count("motif"))]
    for tree in chosen:
        _show_tree(page, tree, is_whole=is_one)
    if not is_one and len(parsed.trees) > 1:
        page.say("")
        page.say(f"That is one of {count(len(parsed.trees), 'tree')}; `coincide parse RECORDING` shows another.")
    if parsed.without_events:
        page.say(f"Without events: {', '.join(parsed.without_events)}.")


def summary(parsed: ParseResult) -> str:
    """Say in a sentence or two what was found."""
    n_recordings = len({tree.recording.id for tree in parsed.trees})
    sentence = (
        f"{count(parsed.n_events, 'event')} in {count(n_recordings, 'recording')}: "
        f"{count(parsed.n_songs, 'song')} and {count(parsed.n_motifs, 'motif')}; "
        f"{count(len(parsed.motifs), 'kind of motif recurs', 'kinds of motifs recur')}."
    )
    return sentence if parsed.is_new else f"{sentence} Nothing has changed since the last parse."


def _show_network(page: Page, parsed: ParseResult) -> None:
    """Say how a network has learned, and what its trees are like beside others."""
    page.heading(f"Trees by the {parsed.trees_by}")
    page.say(f"Gauge: {parsed.gauge}.")
    rows = [(name, percent(share)) for name, share in parsed.recurring.items()]
    page.table(["trees by", "nodes that recur"], rows, left=["trees by"])
    page.say(
        "A node recurs if another node holds the same events in a row. It may still be wrong: `coincide evaluate TRUTH "
        "--of motifs` compares it with your annotations."
    )


def _show_kinds(page: Page, heading: str, kinds: Sequence[Motif], parsed: ParseResult) -> None:
    from coincide.cli.commands.tree_text import in_short

    page.heading(heading)
    if not kinds:
        page.say("None recurs.")
        return
    times = "×" if page.has_blocks else "x"
    rows: list[tuple[str, ...]] = []
    for kind in kinds[:_MAX_ROWS]:
        first = kind.occurrences[0]
        rows.append(
            (
                kind.name,
                str(kind.count),
                " ".join(in_short(kind.variants[0].names, times=times)),
                str(len(kind.variants)),
                f"{kind.mean_edits:.2f}",
                duration(kind.mean_duration_s),
                percent(kind.duration_cv),
                f"{parsed.trees[first.sequence].recording.name} {clock(first.onset_s)}",
            )
        )
    columns = ["name", "times", "usual events", "variants", "edits", "length", "varies", "first in"]
    page.table(columns, rows, left=["name", "usual events", "first in"], names=["first in"])
    if len(kinds) > _MAX_ROWS:
        page.say(f"and {count(len(kinds) - _MAX_ROWS, 'more kind')}, listed by `--json`.")


def _show_tree(page: Page, tree: RecordingTree, *, is_whole: bool) -> None:
    from coincide.cli.commands.tree_text import draw_tree

    page.heading("Tree")
    lines = draw_tree(tree, width=page.width, is_plain=not page.has_blocks)
    shown = lines if is_whole or len(lines) <= _MAX_LINES + 5 else lines[:_MAX_LINES]
    for line in shown:
        page.line(line)
    if len(shown) < len(lines):
        rest = count(len(lines) - len(shown), "more line")
        page.say(f"and {rest}: `coincide parse {tree.recording.name}` shows the whole tree.")
