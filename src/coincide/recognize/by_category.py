"""Categories of new events, where nobody gave names; what is far from everything known joins none.

A categorizer only compares categories with each other: a frog's call is more like one syllable of a finch than like the
others. So certainty falls with the distance from all events that were learned from, as it does for names.

Without labels, false events and kinds with few calls are among these events. They lie far from all others, so that
foreign sounds would seem to be usual. Hence the farthest events do not say what is far where distances are large. But
at a place where most calls are near, a new individual or microphone may make all of them somewhat farther, and then
what is far lies farther away as well. See docs/decisions/0087-what-far-means-without-labels.md and
docs/decisions/0092-calls-of-a-new-voice-are-farther.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import Assignment, Categorizer
from coincide.embed import MIN_SOURCE_EVENTS
from coincide.label import FAR_PERCENTILE, distances_to_others, familiarity_at, nearest_distance
from coincide.records import UNSURE

_MOST = 95.0
"""Percentile of the distances of known events that counts where `FAR_PERCENTILE` of them is wide."""
_WIDE = 0.35
"""Cosine distance from which on only most known events count."""
_MOST_OF_A_PLACE = 2 / 3
"""At most places of foreign sounds, fewer join a category."""
_CLEARLY_FARTHER = 1.25
"""Calls of a new place are a little farther away even where all individuals are known."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Mean cosine distances of known events to the nearest others.

    Attributes
    ----------
    usual, most, farthest : half, 95% and 99% of them stay below.
    """

    usual: float
    most: float
    farthest: float

    @classmethod
    def of(cls, embeddings: NDArray[np.float32]) -> Self:
        """Measure unit rows (n, dim)."""
        if len(embeddings) < 2:
            return cls(0.0, 0.0, 0.0)
        return cls(*np.percentile(distances_to_others(embeddings), (50.0, _MOST, FAR_PERCENTILE)).tolist())

    @property
    def far(self) -> float:
        """Distance that is seldom reached: that of 99%, but if it is more than 0.35, that of 95%, or 0.35 at least."""
        return self.where_farther(1.0)

    def where_farther(self, factor: float) -> float:
        """Return `far` where all events are `factor` ≥ 1 times as far away; at most the distance of 99%."""
        return min(self.farthest, max(factor * self.most, _WIDE))


@dataclass(frozen=True, slots=True)
class CategoryRecognizer:
    """Puts events that were not learned from into categories.

    Attributes
    ----------
    far : a cosine distance that known events seldom have from the nearest others.
    """

    categorizer: Categorizer
    reach: Reach
    far: float

    @classmethod
    def of(cls, categorizer: Categorizer) -> Self:
        """Measure what is far among the events that the categorizer knows."""
        reach = Reach.of(categorizer.smoother.reference)
        return cls(categorizer, reach, reach.far)

    def at_place(self, embeddings: NDArray[np.float32]) -> Self:
        """Return the recognizer for the events of a place, unit rows (n, dim).

        If there are at least 20, two thirds of them join a category, and these are farther from known events than
        those are from each other, by a quarter or more, what counts as far is as many times farther, but at most what
        99% of the known events stay below.
        """
        if len(embeddings) < MIN_SOURCE_EVENTS:
            return self
        is_known = self.assign(embeddings).categories != UNSURE
        if np.mean(is_known) < _MOST_OF_A_PLACE:
            return self
        factor = float(np.median(self._distances(embeddings[is_known]))) / max(self.reach.usual, 1e-9)
        return self if factor < _CLEARLY_FARTHER else replace(self, far=self.reach.where_farther(factor))

    def assign(self, embeddings: NDArray[np.float32], *, is_placed: bool | NDArray[np.bool_] = True) -> Assignment:
        """Assign unit rows (n, dim).

        Parameters
        ----------
        is_placed : of all, or of each (n,): whether it is known where the event is from, or does not matter. Otherwise
            what all sounds of its place have in common makes it distant, however familiar it is.
        """
        found = self.categorizer.assign(embeddings)
        familiarity = familiarity_at(self._distances(embeddings), far=self.far)
        certainty = found.certainty * np.where(is_placed, familiarity, np.float32(1))
        is_unsure = certainty < self.categorizer.unsure_below
        return Assignment(np.where(is_unsure, UNSURE, found.categories).astype(np.int64), certainty)

    def _distances(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        return nearest_distance(embeddings, self.categorizer.smoother.reference)
