"""A tree drawn in characters: songs as branches, motifs as lines with their events."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from coincide.cli.output.broken_lines import broken
from coincide.wording import clock, count

if TYPE_CHECKING:
    from coincide.workflow.parse.parsed import RecordingTree

_LINES = ("├─ ", "└─ ", "│  ", "   ", "×")
_PLAIN_LINES = ("|- ", "`- ", "|  ", "   ", "x")
LOOSE = "·"
"""Stands before events that are in no motif."""


def draw_tree(drawn: RecordingTree, *, width: int, is_plain: bool = False) -> list[str]:
    """Draw the tree of a recording.

    Parameters
    ----------
    width : characters in a line, at least 40; longer rows of events are broken.
    is_plain : whether to use ASCII only.

    Returns
    -------
    Lines: the recording, below it each song with its times, below that each motif with its onset and its events.
    """
    pen = _PLAIN_LINES if is_plain else _LINES
    tree, events = drawn.tree, drawn.events
    channel = f", channel {drawn.channel}" if drawn.channel else ""
    lines = [f"{drawn.recording.name}{channel}: {count(len(events), 'event')}"]
    if not tree.children:
        return [*lines, f"{pen[1]}{clock(events[0].onset_s)}  {tree.leaves[0]}"]
    songs = tree.children[-1]
    for place, song in enumerate(songs):
        is_last = place == len(songs) - 1
        first, stop = tree.spans[song - tree.n_leaves]
        label = tree.labels[song - tree.n_leaves]
        dash = "-" if is_plain else "–"
        until_s = max(event.offset_s for event in events[first:stop])
        lines.append(f"{pen[is_last]}{label}  {clock(events[first].onset_s)}{dash}{clock(until_s)}")
        lines += _song(drawn, tree.children[song - tree.n_leaves], pen[3 if is_last else 2], pen, width)
    return lines


def in_short(names: Sequence[str], *, times: str = "×") -> list[str]:
    """Say repeats by number: ``tom×2`` for ``tom tom``."""
    runs = [(name, len(list(run))) for name, run in groupby(names)]
    return [name if length == 1 else f"{name}{times}{length}" for name, length in runs]


def _song(drawn: RecordingTree, parts: Sequence[int], indent: str, pen: Sequence[str], width: int) -> list[str]:

    tree = drawn.tree
    rows: list[tuple[str, int, int]] = []
    for is_leaf, group in groupby(parts, key=lambda node: node < tree.n_leaves):
        nodes = list(group)
        if is_leaf:
            rows.append((LOOSE if pen is _LINES else "-", nodes[0], nodes[-1] + 1))
        else:
            rows += [(tree.labels[node - tree.n_leaves], *tree.spans[node - tree.n_leaves]) for node in nodes]
    widest = max(len(label) for label, _, _ in rows)
    lines: list[str] = []
    for place, (label, first, stop) in enumerate(rows):
        is_last = place == len(rows) - 1
        head = f"{label:{widest}}  {clock(drawn.events[first].onset_s)}  "
        words = " ".join(in_short(tree.leaves[first:stop], times=pen[4]))
        room = max(width - len(indent) - 3 - len(head), 10)
        first_line, *others = broken(words, room).split("\n")
        lines.append(f"{indent}{pen[is_last]}{head}{first_line}")
        lines += [f"{indent}{pen[3 if is_last else 2]}{' ' * len(head)}{line}" for line in others]
    return lines
