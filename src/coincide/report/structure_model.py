"""What the report needs to know about songs and motifs: plain frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide.drawing.tree import TreePicture
from coincide.records import MotifVariant


@dataclass(frozen=True, slots=True)
class MotifRow:
    """A motif or a kind of song.

    Attributes
    ----------
    variants : most frequent first.
    mean_edits : edits from the first variant, per event, on average.
    duration_cv : deviation over mean of its lengths.
    places : recordings and times of some occurrences, in words.
    """

    name: str
    count: int
    variants: Sequence[MotifVariant]
    mean_edits: float
    mean_duration_s: float
    duration_cv: float
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class StructureData:
    """Everything in the section on structure.

    Attributes
    ----------
    summary : what was found, in a sentence.
    made_by : who made the trees and how, in a sentence or two.
    pictures : stretches that show much; may be none.
    motifs, songs : what recurs, most frequent first.
    """

    summary: str
    made_by: str
    pictures: Sequence[TreePicture]
    motifs: Sequence[MotifRow]
    songs: Sequence[MotifRow]
