"""Categories of new events, where nobody gave names; what is far from everything known joins none.

A categorizer only compares categories with each other: a frog's call is more like one syllable of a finch than like the
others. So certainty falls with the distance from all events that were learned from, as it does for names.

Without labels, false events and kinds with few calls are among these events. They lie far from all others, so that
foreign sounds would seem to be usual. Hence the farthest events do not say what is far where distances are large. See
docs/decisions/0087-what-far-means-without-labels.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import Assignment, Categorizer
from coincide.label import FAR_PERCENTILE, distances_to_others, familiarity_at, nearest_distance
from coincide.records import UNSURE

_MOST = 95.0
"""Percentile of the distances of known events that counts where `FAR_PERCENTILE` of them is wide."""
_WIDE = 0.35
"""Cosine distance from which on only most known events count."""


@dataclass(frozen=True, slots=True)
class CategoryRecognizer:
    """Puts events that were not learned from into categories.

    Attributes
    ----------
    far : a cosine distance that known events seldom have from the nearest others, see `seldom_reached`.
    """

    categorizer: Categorizer
    far: float

    @classmethod
    def of(cls, categorizer: Categorizer) -> Self:
        """Measure what is far among the events that the categorizer knows."""
        return cls(categorizer, seldom_reached(categorizer.smoother.reference))

    def assign(self, embeddings: NDArray[np.float32], *, is_placed: bool | NDArray[np.bool_] = True) -> Assignment:
        """Assign unit rows (n, dim).

        Parameters
        ----------
        is_placed : of all, or of each (n,): whether it is known where the event is from, or does not matter. Otherwise
            what all sounds of its place have in common makes it distant, however familiar it is.
        """
        found = self.categorizer.assign(embeddings)
        distances = nearest_distance(embeddings, self.categorizer.smoother.reference)
        certainty = found.certainty * np.where(is_placed, familiarity_at(distances, far=self.far), np.float32(1))
        is_unsure = certainty < self.categorizer.unsure_below
        return Assignment(np.where(is_unsure, UNSURE, found.categories).astype(np.int64), certainty)


def seldom_reached(embeddings: NDArray[np.float32]) -> float:
    """Return the mean cosine distance to the nearest others that 99% of unit rows (n, dim) stay below, if it is small.

    If it is more than 0.35, that of 95% counts, but 0.35 at least.
    """
    if len(embeddings) < 2:
        return 0.0
    most, farthest = np.percentile(distances_to_others(embeddings), (_MOST, FAR_PERCENTILE))
    return min(float(farthest), max(float(most), _WIDE))
