"""Two ways to name events by their embeddings: by what a person taught, or by category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import ModelRecord
from coincide.learned.model import Model
from coincide.learned.moves import in_current_numbers
from coincide.recognize import UNKNOWN, CategoryRecognizer, Recognizer


@dataclass(frozen=True, slots=True)
class NamingResult:
    """Names of events.

    Attributes
    ----------
    labels : a name, ``noise`` or ``unknown``; empty where the category says it.
    categories : number of the category, None where the label says it.
    scores : (n,) probability that this is right.
    said_places : which of them a person named.
    """

    labels: Sequence[str]
    categories: Sequence[int | None]
    scores: NDArray[np.float32]
    said_places: frozenset[int] = frozenset()

    def said(self, place: int, label: str) -> NamingResult:
        """Return the same with what a person said about one event."""
        scores = self.scores.copy()
        scores[place] = 1.0
        labels = [*self.labels[:place], label, *self.labels[place + 1 :]]
        return NamingResult(labels, self.categories, scores, self.said_places | {place})

    def between(self, start: int, stop: int) -> NamingResult:
        """Return the part about some events."""
        said = frozenset(place - start for place in self.said_places if start <= place < stop)
        return NamingResult(self.labels[start:stop], self.categories[start:stop], self.scores[start:stop], said)


Namer = Callable[[NDArray[np.float32], bool], NamingResult]
"""Names the events of one place; the second argument is `is_placed` of `CategoryRecognizer`."""


def by_labels(recognizer: Recognizer) -> Namer:
    """Name events by what a person taught."""

    def name(embeddings: NDArray[np.float32], _: bool) -> NamingResult:
        if len(embeddings) == 0:
            return NamingResult([], [], np.zeros(0, dtype=np.float32))
        found = recognizer.recognize(embeddings, of_one_place=True)
        labels = [found.name(row) for row in range(len(embeddings))]
        return NamingResult(labels, [None] * len(labels), found.scores)

    return name


def by_categories(model: Model, record: ModelRecord) -> Namer:
    """Name events by the category that they would join; what fits none well is unknown."""
    recognizer = CategoryRecognizer.of(model.categorizer)

    def name(embeddings: NDArray[np.float32], is_placed: bool) -> NamingResult:
        if len(embeddings) == 0:
            return NamingResult([], [], np.zeros(0, dtype=np.float32))
        here = recognizer.at_place(embeddings) if is_placed else recognizer
        found = in_current_numbers(record, here.assign(embeddings, is_placed=is_placed))
        labels = [UNKNOWN if number is None else "" for number in found.numbers]
        return NamingResult(labels, found.numbers, found.certainty)

    return name
