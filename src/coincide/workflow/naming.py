"""Two ways to name events by their embeddings: by what a person taught, or by category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import ModelRecord
from coincide.categorize import UNSURE
from coincide.recognize import UNKNOWN, Recognizer
from coincide.workflow.model import Model
from coincide.workflow.moved_categories import in_current_numbers


@dataclass(frozen=True, slots=True)
class Named:
    """Names of events.

    Attributes
    ----------
    labels : a name, ``noise`` or ``unknown``; empty where the category says it.
    categories : number of the category, None where the label says it.
    scores : (n,) probability that this is right.
    """

    labels: Sequence[str]
    categories: Sequence[int | None]
    scores: NDArray[np.float32]

    def said(self, place: int, label: str) -> Named:
        """Return the same with what a person said about one event."""
        scores = self.scores.copy()
        scores[place] = 1.0
        return Named([*self.labels[:place], label, *self.labels[place + 1 :]], self.categories, scores)


Namer = Callable[[NDArray[np.float32]], Named]


def by_labels(recognizer: Recognizer) -> Namer:
    """Name events by what a person taught."""

    def name(embeddings: NDArray[np.float32]) -> Named:
        if len(embeddings) == 0:
            return Named([], [], np.zeros(0, dtype=np.float32))
        found = recognizer.recognize(embeddings)
        labels = [found.name(row) for row in range(len(embeddings))]
        return Named(labels, [None] * len(labels), found.scores)

    return name


def by_categories(model: Model, record: ModelRecord) -> Namer:
    """Name events by the category that they would join; what fits none well is unknown."""

    def name(embeddings: NDArray[np.float32]) -> Named:
        if len(embeddings) == 0:
            return Named([], [], np.zeros(0, dtype=np.float32))
        found = in_current_numbers(record, model.assign(embeddings))
        numbers = [None if number == UNSURE else int(number) + 1 for number in found.categories]
        labels = [UNKNOWN if number is None else "" for number in numbers]
        return Named(labels, numbers, found.certainty)

    return name
