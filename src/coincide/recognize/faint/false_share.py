"""Which matches are taken, by how many decoys match as well.

Of the matches of a template at or above a score, as many are false as decoys reach it, over the number of decoys:
chance prefers none of them (target-decoy search: Elias and Gygi 2007). Moved and flipped decoys are counted apart, and
the larger estimate is believed. One moved decoy more than were seen is counted, so that a few lucky matches are not
taken for certain (Barber and Candès 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.recognize.faint.matching import Match
from coincide.recognize.faint.templates import N_MOVED, Template


@dataclass(frozen=True, slots=True)
class Repeat:
    """A match that is taken for a call.

    Attributes
    ----------
    sound : number of the sound that it is in.
    false_share : estimated share of false ones among the repeats of the template that match as well or better.
    """

    sound: int
    match: Match
    false_share: float


def choose_repeats(
    matches: Sequence[Sequence[Match]], templates: Sequence[Template], *, most_false: float
) -> list[Repeat]:
    """Choose a lowest score for each template, so that the estimated share of false repeats is at most `most_false`.

    Parameters
    ----------
    matches : by sound; all of them together show how often decoys match.
    """
    found: list[Repeat] = []
    for row, template in enumerate(templates):
        rivals = [(sound, match) for sound, these in enumerate(matches) for match in these if match.template == row]
        rivals.sort(key=lambda rival: -rival[1].score)
        pictures = np.array([match.picture for _, match in rivals], dtype=np.int64)
        shares = false_shares(pictures, n_flipped=len(template.weights()) - 1 - N_MOVED)
        found += [
            Repeat(sound, match, float(share))
            for (sound, match), share in zip(rivals, shares, strict=True)
            if share <= most_false and not match.is_decoy
        ]
    return found


def false_shares(pictures: NDArray[np.int64], *, n_flipped: int) -> NDArray[np.float64]:
    """Return the estimated share of false ones down to each match (n,), best first; never more than further down.

    Parameters
    ----------
    pictures : (n,) see `Match`.
    n_flipped : how many flipped decoys there are.
    """
    moved = (np.cumsum((pictures >= 1) & (pictures <= N_MOVED)) + 1) / N_MOVED
    flipped = np.cumsum(pictures > N_MOVED) / max(1, n_flipped)
    shares = np.maximum(moved, flipped) / np.maximum(1, np.cumsum(pictures == 0))
    return np.minimum(1.0, np.minimum.accumulate(shares[::-1])[::-1])
