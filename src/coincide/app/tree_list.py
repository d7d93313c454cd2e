"""The parse trees of a recording, with the times of their leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide.app.browse import Browse
from coincide.catalog import StoredTree
from coincide.records import Event
from coincide.workflow.parse.parsed import trees_by


@dataclass(frozen=True, slots=True)
class TimedTree:
    """One tree; nodes are numbered as in `coincide_trees.Tree`.

    Attributes
    ----------
    channel : of the recording, whose events these are; 0 for the mix, too.
    leaves : event of each leaf.
    labels, scores : of each inner node, as far as the parser gave any.
    """

    channel: int
    leaves: list[int]
    onsets_s: list[float]
    offsets_s: list[float]
    children: list[list[int]]
    labels: list[str]
    scores: list[float]


@dataclass(frozen=True, slots=True)
class TreePage:
    """The parse trees of a recording, one per channel.

    Attributes
    ----------
    trees_by : who made the trees: ``songs``, ``autoencoder`` or ``grammar``.
    """

    trees_by: str
    trees: list[TimedTree]


def tree_page(browse: Browse, recording_id: int) -> TreePage:
    """Return the trees of a recording; none if it was not parsed.

    Raises
    ------
    NoSuchError : there is no such recording.
    NotLearnedError : nothing has been learned yet.
    """
    snapshot = browse.snapshot()
    browse.recording(recording_id)
    stored = browse.store.trees.all(snapshot.model.id, recording_id=recording_id)
    events = browse.store.events.by_id([each for tree in stored for each in tree.event_ids])
    trees = [_timed(tree, [events[each] for each in tree.event_ids]) for tree in stored]
    return TreePage(trees_by(browse.store, snapshot.model.id), trees)


def _timed(stored: StoredTree, events: Sequence[Event]) -> TimedTree:
    tree = stored.tree
    return TimedTree(
        channel=stored.channel,
        leaves=[event.id for event in events],
        onsets_s=[event.onset_s for event in events],
        offsets_s=[event.offset_s for event in events],
        children=[list(node) for node in tree.children],
        labels=list(tree.labels or stored.levels),
        scores=[float(score) for score in tree.scores],
    )
