"""Assignment: which category an event belongs to, and how sure that is. Needs no torch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coincide.categorize.head import Head
from coincide.categorize.silhouette import cosine_silhouette
from coincide.categorize.smooth import Smoother
from coincide.records import UNSURE


@dataclass(frozen=True, slots=True)
class Categorizer:
    """Puts embeddings into categories.

    Attributes
    ----------
    head : prototypes, biggest category first.
    unsure_below : events with a lower certainty are in no category.
    """

    smoother: Smoother
    head: Head
    unsure_below: float

    def nearest(self, embeddings: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return the category (n,) from 0 that each unit row (n, dim) belongs to most, however unsure that is."""
        return self.head.probabilities(self.smoother.apply(embeddings)).argmax(axis=1)

    def assign(self, embeddings: NDArray[np.float32]) -> Assignment:
        """Assign unit rows (n, dim), also of events from new recordings."""
        best = self.nearest(embeddings)
        # The smoothed embedding says where an event belongs, its own says how sure that is.
        certainty = self.head.probabilities(embeddings)[np.arange(len(best)), best]
        categories = np.where(certainty < self.unsure_below, UNSURE, best).astype(np.int64)
        return Assignment(categories=categories, certainty=certainty)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Categories of events, as arrays for computing; `numbers` says the same as people and the catalog do.

    Attributes
    ----------
    categories : (n,) from 0, or -1 for unsure.
    certainty : (n,) in [0, 1].
    """

    categories: NDArray[np.int64]
    certainty: NDArray[np.float32]

    @classmethod
    def of(cls, numbers: Iterable[int | None], certainty: Iterable[float]) -> Self:
        """Return the assignment to categories by their numbers, which begin at 1; None for unsure."""
        categories = np.array([UNSURE if number is None else number - 1 for number in numbers], dtype=np.int64)
        return cls(categories, np.array([*certainty], dtype=np.float32))

    @property
    def numbers(self) -> list[int | None]:
        """Number of the category of each event, from 1; None for unsure."""
        return [None if place == UNSURE else place + 1 for place in self.categories.tolist()]

    def silhouette(self, embeddings: NDArray[np.float32]) -> float:
        """Return the mean silhouette of the events that are in a category, in [-1, 1]."""
        sure = self.categories != UNSURE
        if not sure.any():
            return 0.0
        return cosine_silhouette(embeddings[sure], np.unique(self.categories[sure], return_inverse=True)[1])


def medoids(embeddings: NDArray[np.float32], categories: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of the most typical member of each category 0 … K - 1, the one nearest to the mean; (K,)."""
    rows: list[int] = []
    for number in range(int(categories.max()) + 1):
        members = np.flatnonzero(categories == number)
        rows.append(int(members[np.argmax(embeddings[members] @ embeddings[members].mean(axis=0))]))
    return np.array(rows, dtype=np.int64)
