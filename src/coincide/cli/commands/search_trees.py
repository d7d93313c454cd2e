"""`coincide search --tree QUERY`: what has a similar tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coincide.wording import clock, count, duration

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.parse.search_trees import TreeSearchResult


def show_trees(page: Page, found: TreeSearchResult) -> None:
    """Show the hits as a table, and below it what was sought."""
    from coincide.cli.commands.tree_text import in_short

    times = "×" if page.has_blocks else "x"
    rows = [
        (
            str(rank),
            hit.recording.name,
            clock(hit.onset_s),
            duration(hit.offset_s - hit.onset_s),
            f"{hit.distance:.3f}",
            " ".join(hit.names),
            " ".join(in_short(hit.events, times=times)),
        )
        for rank, hit in enumerate(found.hits, start=1)
    ]
    columns = ["rank", "recording", "time", "length", "distance", "motifs", "events"]
    page.table(columns, rows, left=["recording", "motifs", "events"], names=["recording"])
    page.say("")
    page.say(f"Compared {found.query} with {count(found.n_compared, 'sequence')} in {found.search_ms:.0f} ms.")
