"""Categories of new events, where nobody gave names; what is far from everything known joins none.

A categorizer only compares categories with each other: a frog's call is more like one syllable of a finch than like the
others. So certainty falls with the distance from all events that were learned from, as it does for names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import Assignment, Categorizer
from coincide.label import familiarity_at, nearest_distance, usual_distance
from coincide.records import UNSURE


@dataclass(frozen=True, slots=True)
class CategoryRecognizer:
    """Puts events that were not learned from into categories.

    Attributes
    ----------
    far : cosine distance to the nearest others, on average, that 99% of the known events stay below.
    """

    categorizer: Categorizer
    far: float

    @classmethod
    def of(cls, categorizer: Categorizer) -> Self:
        """Measure what is far among the events that the categorizer knows."""
        return cls(categorizer, usual_distance(categorizer.smoother.reference))

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
