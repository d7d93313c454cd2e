"""What the report needs to know about songs and motifs: plain frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class TreeLeaf:
    """One event of a drawn stretch.

    Attributes
    ----------
    name : of its category, or its number.
    category : number of its category, `UNSURE` for none.
    """

    onset_s: float
    offset_s: float
    name: str
    category: int


@dataclass(frozen=True, slots=True)
class TreeBranch:
    """A song, a motif or a phrase of a drawn stretch.

    Attributes
    ----------
    children : leaves and branches under it, in order.
    label : its name, empty if it does not recur.
    """

    children: Sequence[TreeBranch | TreeLeaf]
    label: str
    level: str


@dataclass(frozen=True, slots=True)
class TreePicture:
    """A stretch of a recording with its songs.

    Attributes
    ----------
    songs : at least one, in order.
    onset_s, offset_s : the stretch, from the first sample of the recording.
    clip : (samples,) float, mono, the sound of the stretch; empty if it cannot be read any more.
    low_hz, high_hz : band to show.
    """

    recording_name: str
    songs: Sequence[TreeBranch]
    onset_s: float
    offset_s: float
    clip: np.ndarray
    sample_rate_hz: int
    low_hz: float
    high_hz: float


@dataclass(frozen=True, slots=True)
class MotifVariant:
    """One way in which a motif occurs: names and categories of its events, and how often."""

    names: Sequence[str]
    categories: Sequence[int]
    count: int


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
    pictures : stretches that show much; may be none.
    motifs, songs : what recurs, most frequent first.
    """

    summary: str
    pictures: Sequence[TreePicture]
    motifs: Sequence[MotifRow]
    songs: Sequence[MotifRow]
