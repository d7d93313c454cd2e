"""Which events belong together by one method, as records that the catalog keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.embed import is_guessing
from coincide.records import Category, Event, Membership

if TYPE_CHECKING:
    from coincide.categorize import Assignment

OURS, PCA, KMEANS, ORIGINAL = "coincide", "logmel-pca-kmeans", "embedding-kmeans", "original-recipe"
"""Names of the methods whose categories a catalog keeps: ours and the baselines."""


def is_better_at_copies(method: str, copies: Mapping[str, float]) -> bool:
    """Say whether a method recognizes changed copies of calls better than ours, the one fair comparison without labels.

    A method that guesses is not better than ours, as where calls are all alike.

    Parameters
    ----------
    copies : share of the other calls that are farther from a call than its copy, by method, where it was measured.
    """
    reached = copies.get(method, 0.0)
    return reached > copies.get(OURS, 1.0) and not is_guessing(reached)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Categories by one method.

    Attributes
    ----------
    silhouette : in the method's own space, in [-1, 1].
    """

    categories: list[Category]
    memberships: Sequence[Membership]
    silhouette: float


def group(
    events: Sequence[Event], embeddings: NDArray[np.float32], assignment: Assignment, *, n_categories: int
) -> Grouping:
    """Turn an assignment of events with embeddings (n, dim) into records, with categories numbered from 1."""
    from coincide.categorize import medoids

    memberships = [
        Membership(event.id, number, float(sure))
        for event, number, sure in zip(events, assignment.numbers, assignment.certainty, strict=True)
    ]
    categories: list[Category] = []
    for number in range(n_categories):
        rows = np.flatnonzero(assignment.categories == number)
        if len(rows) == 0:
            continue
        medoid = rows[medoids(embeddings[rows], np.zeros(len(rows), dtype=np.int64))[0]]
        certainty = float(assignment.certainty[rows].mean())
        categories.append(Category(number + 1, len(rows), certainty, events[int(medoid)].id))
    return Grouping(categories, memberships, assignment.silhouette(embeddings))
