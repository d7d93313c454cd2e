"""`coincide search QUERY`: what resembles this."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coincide.cli.shared_options import ANY_PATH, ChoiceOrNumber, one_of, shared_options

if TYPE_CHECKING:
    from coincide.workflow.search import Found, Metric

METRICS = ("embedding", "euclidean", "dtw")
"""As in `coincide.workflow.search`, repeated so that help does without importing that; a test compares them."""


@click.command("search")
@click.argument("query", type=ANY_PATH)
@click.option("--at", "at_s", type=float, metavar="SECONDS", help="Where in QUERY the part that is meant begins.")
@click.option("--for", "for_s", type=float, metavar="SECONDS", help="How long that part is.")
@click.option("-k", "--hits", "k", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="How many.")
@click.option(
    "--channels",
    type=ChoiceOrNumber(("mix",)),
    default="mix",
    show_default=True,
    help="Mix all channels of QUERY, or take one by number from 0.",
)
@click.option(
    "--metric",
    type=one_of(METRICS),
    default="embedding",
    show_default=True,
    help="Compare learned embeddings, or frames, with warping or without; the first by frames reads all events.",
)
@click.option(
    "--tree",
    "is_tree",
    is_flag=True,
    help="Find sequences with a similar tree of motifs; QUERY may also be names in brackets: '((tom tom) blip)'.",
)
@shared_options
def command(
    query: Path,
    at_s: float | None,
    for_s: float | None,
    k: int,
    channels: Any,
    metric: Metric,
    is_tree: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Find the events that resemble QUERY, a sound file.

    Without --at and --for, the clearest event in QUERY is searched for, or the whole file if it holds no event. QUERY
    need not be in the catalog.
    """
    from coincide.cli.json_output import write_json
    from coincide.cli.progress import show_progress
    from coincide.workflow.search import search

    if is_tree:
        _search_trees(query, at_s=at_s, for_s=for_s, k=k, catalog=catalog, as_json=as_json)
        return
    with show_progress(is_quiet=metric == "embedding") as progress:
        found = search(catalog, query, at_s=at_s, for_s=for_s, k=k, channels=channels, metric=metric, progress=progress)
    if as_json:
        write_json(found)
    else:
        _show(found, is_part_given=at_s is not None or for_s is not None)


def _search_trees(
    query: Path, *, at_s: float | None, for_s: float | None, k: int, catalog: Path | None, as_json: bool
) -> None:
    from coincide.cli.json_output import write_json
    from coincide.cli.search_trees import show_trees
    from coincide.workflow.search_trees import search_trees

    found = search_trees(catalog, str(query), at_s=at_s, for_s=for_s, k=k)
    if as_json:
        write_json(found)
    else:
        show_trees(found)


def _show(found: Found, *, is_part_given: bool) -> None:
    from coincide.cli.output import Page
    from coincide.report.wording import clock, count, duration, percent

    page = Page()
    columns = ["rank", "recording", "time", "length", "distance", "category"]
    rows = [
        (
            str(rank),
            hit.recording.name,
            clock(hit.event.onset_s),
            duration(hit.event.duration_s),
            f"{hit.distance:.3f}",
            _category(hit.category),
        )
        for rank, hit in enumerate(found.hits, start=1)
    ]
    page.table(columns, rows, left=["recording"], names=["recording"])
    page.say("")
    page.say(_part(found, is_part_given))
    page.say(
        "It fits no category well."
        if found.category is None
        else f"It belongs to category {found.category} (certainty {percent(found.certainty)})."
    )
    page.say(
        f"Searched by {found.metric} in {found.search_ms:.2f} ms, {count(found.n_distances, 'distance')} computed."
    )
    if found.left_out:
        page.say(_left_out(found))


def _part(found: Found, is_part_given: bool) -> str:
    if is_part_given:
        reason = "as you asked"
    elif found.n_events_in_query == 0:
        reason = "all of it, since it holds no event that stands out"
    elif found.n_events_in_query == 1:
        reason = "the only event in it"
    else:
        reason = f"the clearest of {found.n_events_in_query} events in it"
    return f"Used {found.onset_s:.2f} to {found.offset_s:.2f} s of `{found.query}`: {reason}."


def _left_out(found: Found) -> str:
    first = found.left_out[0].reason
    if len(found.left_out) == 1:
        return f"Not compared are the events of one recording: {first}"
    return f"Not compared are the events of {len(found.left_out)} recordings, listed by `--json`; the first: {first}"


def _category(number: int | None) -> str:
    return "unsure" if number is None else str(number)
