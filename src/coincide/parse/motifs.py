"""Motifs: what recurs in trees, how often, where, and how much it varies.

A motif is known by the name of its nodes. Its variants are the rows of events under them; the most frequent stands for
it. Its variability is measured by the mean number of edits from that one, per event of it, and by the spread of
durations among its occurrences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from coincide_trees import Span, Tree

from coincide.parse.structure import MOTIF, edit_distance
from coincide.records import MotifVariant


@dataclass(frozen=True, slots=True)
class ParsedSequence:
    """A tree with the categories and times of its leaves.

    Attributes
    ----------
    levels : of each inner node, such as ``song``.
    categories : of each leaf; equal ones sound alike.
    onsets_s, offsets_s : of each leaf.
    """

    tree: Tree
    levels: Sequence[str]
    categories: Sequence[int]
    onsets_s: Sequence[float]
    offsets_s: Sequence[float]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a motif: the number of the sequence, and of the events in it."""

    sequence: int
    span: Span
    onset_s: float
    offset_s: float


@dataclass(frozen=True, slots=True)
class Motif:
    """A recurring sequence of events, or of motifs.

    Attributes
    ----------
    name : of its nodes.
    level : ``motif`` or ``song``.
    variants : most frequent first.
    occurrences : in order.
    mean_edits : mean number of edits from the first variant, per event; 0 if all are alike.
    mean_duration_s, duration_cv : mean length, and its standard deviation divided by the mean.
    """

    name: str
    level: str
    variants: Sequence[MotifVariant]
    occurrences: Sequence[Occurrence]
    mean_edits: float
    mean_duration_s: float
    duration_cv: float

    @property
    def count(self) -> int:
        """How often the motif occurs, in any variant."""
        return len(self.occurrences)


def find_motifs(sequences: Sequence[ParsedSequence], *, level: str = MOTIF) -> list[Motif]:
    """Gather the named nodes of one level.

    Parameters
    ----------
    level : ``motif`` or ``song``.

    Returns
    -------
    Most frequent first, then longer ones first.
    """
    places: dict[str, list[Occurrence]] = defaultdict(list)
    for number, each in enumerate(sequences):
        for label, found, (first, stop) in zip(each.tree.labels, each.levels, each.tree.spans, strict=True):
            if label != level and found == level:
                place = Occurrence(number, (first, stop), each.onsets_s[first], max(each.offsets_s[first:stop]))
                places[label].append(place)
    motifs = [_motif(name, level, found, sequences) for name, found in places.items()]
    return sorted(motifs, key=lambda motif: (-motif.count, -len(motif.variants[0].categories), motif.name))


def _motif(name: str, level: str, places: list[Occurrence], sequences: Sequence[ParsedSequence]) -> Motif:
    counts: Counter[tuple[int, ...]] = Counter()
    names: dict[tuple[int, ...], tuple[str, ...]] = {}
    for place in places:
        owner, (first, stop) = sequences[place.sequence], place.span
        row = tuple(owner.categories[first:stop])
        counts[row] += 1
        names.setdefault(row, owner.tree.leaves[first:stop])
    variants = [
        MotifVariant(row, names[row], count) for row, count in sorted(counts.items(), key=lambda v: (-v[1], v[0]))
    ]
    usual = variants[0].categories
    edits = sum(edit_distance(each.categories, usual) * each.count for each in variants) / len(places)
    durations = np.array([place.offset_s - place.onset_s for place in places])
    mean = float(durations.mean())
    return Motif(
        name=name,
        level=level,
        variants=variants,
        occurrences=sorted(places, key=lambda place: (place.sequence, place.span)),
        mean_edits=edits / len(usual),
        mean_duration_s=mean,
        duration_cv=float(durations.std() / mean) if mean > 0 else 0.0,
    )
