"""Songs and motifs as the report shows them: some stretches with their sound, and what recurs."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from coincide.drawing.spectrogram import frequency_window
from coincide.drawing.tree import TreeBranch, TreeLeaf, TreePicture
from coincide.learned.clips import read_or_silence
from coincide.learned.opened import LearnedCatalog
from coincide.learned.originals import Originals
from coincide.parse.motifs import Motif
from coincide.parse.structure import MOTIF, SONG
from coincide.recordings import ChannelChoice
from coincide.report.structure_model import MotifRow, StructureData
from coincide.wording import clock, count
from coincide.workflow.parse.parsed import ParseResult, RecordingTree, gather

N_PICTURES = 3
_MOST_EVENTS = 36
_MOST_S = 60.0
_MARGIN = 0.03
_N_PLACES = 5
_MADE_BY = {
    "songs": "Motifs are the recurring parts that give the shortest description of all songs. This needs no labels.",
    "autoencoder": "Motifs are sequences of events that recur in the trees of a network, the autoencoder, which "
    "learned from these songs alone.",
    "grammar": "A network, the grammar, named the motifs. It learned from the motifs that recurrence and gaps give.",
}


def describe_structure(learned: LearnedCatalog, private: Collection[int] = ()) -> StructureData | None:
    """Return songs and motifs of the current model; None if it was not parsed.

    Parameters
    ----------
    private : ids of events that no picture may show.
    """
    contents = learned.contents
    parsed = gather(learned.store, contents, is_new=False)
    if not parsed.trees:
        return None
    richest = sorted(parsed.trees, key=lambda tree: -_n_named(tree, 0, tree.tree.n_leaves))[:N_PICTURES]
    return StructureData(
        summary=summary(parsed),
        made_by=made_by(parsed),
        pictures=[
            draw_stretch(tree, *choose_stretch(tree), learned.originals, channel=contents.heard_in(tree.channel))
            for tree in richest
            if tree.tree.children and not _shows(tree, *choose_stretch(tree), private)
        ],
        motifs=[_row(motif, parsed) for motif in parsed.motifs],
        songs=[_row(song, parsed) for song in parsed.songs],
    )


def summary(parsed: ParseResult) -> str:
    """Say in a sentence what was found."""
    n_recordings = len({tree.recording.id for tree in parsed.trees})
    return (
        f"{count(parsed.n_events, 'event')} in {count(n_recordings, 'recording')} make {count(parsed.n_songs, 'song')} "
        f"with {count(parsed.n_motifs, 'motif')}; {count(len(parsed.motifs), 'kind')} of motif and "
        f"{count(len(parsed.songs), 'kind')} of song recur."
    )


def made_by(parsed: ParseResult) -> str:
    """Say who made the trees, and by which gauge a network is judged."""
    gauge = "" if parsed.gauge is None else f" Its gauge: {parsed.gauge}."
    return f"Songs end at the longest kind of silence. {_MADE_BY[parsed.trees_by]}{gauge}"


def choose_stretch(tree: RecordingTree) -> tuple[int, int]:
    """Choose the events to draw: whole songs where they are short enough, else whole motifs, with most kinds of motifs.

    Returns
    -------
    The first event and one past the last, at most 36 of them and a minute of sound.
    """
    for level in (SONG, MOTIF):
        spans = [span for span, each in zip(tree.tree.spans, tree.levels, strict=True) if each == level]
        fitting = [(a, b) for a, _ in spans for _, b in spans if a < b and _is_drawable(tree, a, b)]
        if fitting:
            return max(fitting, key=lambda span: (_n_kinds(tree, *span), _n_named(tree, *span), -span[0]))
    return 0, next(stop for stop in range(tree.tree.n_leaves, 0, -1) if stop == 1 or _is_drawable(tree, 0, stop))


def draw_stretch(
    tree: RecordingTree, first: int, stop: int, originals: Originals, *, channel: ChannelChoice
) -> TreePicture:
    """Gather what a picture of some events shows, with their sound in a channel or in the mix."""
    events = tree.events[first:stop]
    onset_s, offset_s = events[0].onset_s, max(event.offset_s for event in events)
    margin_s = _MARGIN * (offset_s - onset_s)
    onset_s, offset_s = max(0.0, onset_s - margin_s), offset_s + margin_s
    low_hz = float(np.percentile([event.low_hz for event in events], 5))
    high_hz = float(np.percentile([event.high_hz for event in events], 95))
    low_hz, high_hz = frequency_window(low_hz, high_hz, tree.recording.sample_rate_hz)
    songs = tree.tree.children[-1]
    return TreePicture(
        recording_name=tree.recording.name,
        songs=[branch for song in songs if isinstance(branch := _cut(tree, song, first, stop), TreeBranch)],
        onset_s=onset_s,
        offset_s=offset_s,
        clip=read_or_silence(tree.recording, originals, channel, onset_s, offset_s),
        sample_rate_hz=tree.recording.sample_rate_hz,
        low_hz=low_hz,
        high_hz=high_hz,
    )


def _shows(tree: RecordingTree, first: int, stop: int, private: Collection[int]) -> bool:
    """Say whether a stretch holds one of some events."""
    return any(event.id in private for event in tree.events[first:stop])


def _cut(tree: RecordingTree, node: int, first: int, stop: int) -> TreeBranch | TreeLeaf | None:
    """The part of a node over some events; None if it is over none of them."""
    if node < tree.tree.n_leaves:
        event, category = tree.events[node], tree.categories[node]
        if not first <= node < stop:
            return None
        return TreeLeaf(event.onset_s, event.offset_s, tree.tree.leaves[node], category)
    inner = node - tree.tree.n_leaves
    children = [_cut(tree, child, first, stop) for child in tree.tree.children[inner]]
    kept = [child for child in children if child is not None]
    label, level = tree.tree.labels[inner], tree.levels[inner]
    return TreeBranch(kept, "" if label == level else label, level) if kept else None


def _row(motif: Motif, parsed: ParseResult) -> MotifRow:
    places = [(parsed.trees[place.sequence].recording.name, place.onset_s) for place in motif.occurrences[:_N_PLACES]]
    return MotifRow(
        name=motif.name,
        count=motif.count,
        variants=motif.variants,
        mean_edits=motif.mean_edits,
        mean_duration_s=motif.mean_duration_s,
        duration_cv=motif.duration_cv,
        places=[f"{name} {clock(onset_s)}" for name, onset_s in places],
    )


def _is_drawable(tree: RecordingTree, first: int, stop: int) -> bool:
    return stop - first <= _MOST_EVENTS and tree.events[stop - 1].offset_s - tree.events[first].onset_s <= _MOST_S


def _named(tree: RecordingTree, first: int, stop: int) -> list[str]:
    nodes = zip(tree.tree.labels, tree.levels, tree.tree.spans, strict=True)
    return [
        label
        for label, level, span in nodes
        if level in (SONG, MOTIF) and label != level and first <= span[0] and span[1] <= stop
    ]


def _n_named(tree: RecordingTree, first: int, stop: int) -> int:
    return len(_named(tree, first, stop))


def _n_kinds(tree: RecordingTree, first: int, stop: int) -> int:
    return len(set[str](_named(tree, first, stop)))
