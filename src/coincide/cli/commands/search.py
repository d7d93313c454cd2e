"""`coincide search QUERY`: what resembles this."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coincide.cli.options.heeded import check_heeded
from coincide.cli.options.shared import ANY_PLACE, ChoiceOrNumber, one_of, shared_options, workers_option
from coincide.cli.output.result import tell
from coincide.wording import clock, count, duration, percent

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.search.search import Metric, SearchResult

METRICS = ("embedding", "euclidean", "dtw")
"""As in `coincide.workflow.search.search`, repeated so that help does without importing that; a test compares them."""
_NOT_OF_TREES = {"channels": (), "metric": (), "workers": ()}
"""Options that change nothing with ``--tree``."""
_OF_FRAMES = {"workers": ("--metric euclidean", "--metric dtw")}
"""An option that changes nothing in a search by embedding, which has no work to share."""


@click.command("search", epilog="Example: coincide search my_recordings/night.wav --at 12.3 --for 0.8")
@click.argument("query", type=ANY_PLACE)
@click.option("--at", "at_s", type=float, metavar="SECONDS", help="Start of the part of QUERY to search for.")
@click.option("--for", "for_s", type=float, metavar="SECONDS", help="Length of that part.")
@click.option(
    "-k", "--hits", "k", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Number of hits."
)
@click.option(
    "--channels",
    type=ChoiceOrNumber(("mix",)),
    help="Mix all channels of QUERY, or take one by number from 0; if not given, the one that the catalog was learned "
    "from, or else the mix.",
)
@click.option(
    "--metric",
    type=one_of(METRICS),
    default="embedding",
    show_default=True,
    help="Compare learned embeddings, or frames with (dtw) or without warping. The first search by frames is slow.",
)
@click.option(
    "--tree",
    "is_tree",
    is_flag=True,
    help="Find sequences with a similar tree of motifs; QUERY may also be names in brackets: '((tom tom) blip)'.",
)
@workers_option
@shared_options
@click.pass_context
def command(
    context: click.Context,
    query: Path | str,
    at_s: float | None,
    for_s: float | None,
    k: int,
    channels: Any,
    metric: Metric,
    is_tree: bool,
    workers: str,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Find the events that resemble QUERY, a sound file or its address.

    Without --at and --for, this searches for the clearest event in QUERY, or for the whole file if there is none. QUERY
    need not be in the catalog.
    """
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.search.search import search

    if is_tree:
        check_heeded(context, "--tree", _NOT_OF_TREES)
        _search_trees(query, at_s=at_s, for_s=for_s, k=k, catalog=catalog, as_json=as_json)
        return
    check_heeded(context, f"--metric {metric}", _OF_FRAMES)
    with show_progress(is_quiet=metric == "embedding") as progress:
        found = search(
            catalog,
            query,
            at_s=at_s,
            for_s=for_s,
            k=k,
            channels=channels,
            metric=metric,
            workers=workers,
            progress=progress,
        )
    tell(found, partial(_show, is_part_given=at_s is not None or for_s is not None), as_json=as_json)


def _search_trees(
    query: Path | str, *, at_s: float | None, for_s: float | None, k: int, catalog: Path | None, as_json: bool
) -> None:
    from coincide.cli.commands.search_trees import show_trees
    from coincide.workflow.parse.search_trees import search_trees

    found = search_trees(catalog, str(query), at_s=at_s, for_s=for_s, k=k)
    tell(found, show_trees, as_json=as_json)


def _show(page: Page, found: SearchResult, *, is_part_given: bool) -> None:
    columns = ["rank", "recording", "time", "length", "distance", "category"]
    rows = [
        (
            str(rank),
            hit.recording.name,
            clock(hit.event.onset_s),
            duration(hit.event.duration_s),
            f"{hit.distance:.3f}",
            _category(hit.category, found),
        )
        for rank, hit in enumerate(found.hits, start=1)
    ]
    page.table(columns, rows, left=["recording", "category"], names=["recording"])
    page.say("")
    page.say(_part(found, is_part_given))
    page.say(
        "It fits no category well."
        if found.category is None
        else f"It belongs to category {_category(found.category, found)} (certainty {percent(found.certainty)})."
    )
    page.say(
        f"Compared by {found.metric} in {duration(found.search_ms / 1000)}, "
        f"{count(found.n_distances, 'distance')} computed."
    )
    if found.left_out:
        page.say(_left_out(found))


def _part(found: SearchResult, is_part_given: bool) -> str:
    if is_part_given:
        reason = ""
    elif found.n_events_in_query == 0:
        reason = ", all of it, since no event in it stands out"
    elif found.n_events_in_query == 1:
        reason = ", the only event in it"
    else:
        reason = f", the clearest of {found.n_events_in_query} events in it"
    return f"Searched for {found.onset_s:.2f} to {found.offset_s:.2f} s of `{found.query}`{reason}."


def _left_out(found: SearchResult) -> str:
    first = found.left_out[0].reason
    if len(found.left_out) == 1:
        return f"The events of one recording were not compared: {first}"
    return f"The events of {len(found.left_out)} recordings, listed by `--json`, were not compared. The first: {first}"


def _category(number: int | None, found: SearchResult) -> str:
    """Name a category as `coincide info` does: its number, and its name if it has one."""
    return "unsure" if number is None else f"{number} {found.names.get(number, '')}".rstrip()
