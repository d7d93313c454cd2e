"""How near the next label is: the nearer, the more a name is believed.

Walks along the graph compare names with each other. Where labels are few, an event far from all of them also walks to
one, so how probable a name is depends on how many labels there are, and not only on how well they fit. How alike the
event and the nearest label are does not. How often the best name is right follows a logistic curve over

- the log odds of its share,
- the cosine to the nearest label,
- how much more surely than others a walk from the event comes to any label at all: kinds without a name are islands.

Generated and real folders agreed on its numbers, from 5 to 100 answers. Names do not depend on it, only how far they
are believed. Decision 0039 tells what this gains.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from coincide.label.spread import Spread, Spreader
from coincide.label.sureness import LEAST_SHARE, log_odds, logistic

CLEAR = 0.8
"""How far a name is believed where it is clear to everybody else."""
INTERCEPT, OF_SHARE, OF_COSINE, OF_REACH = -3.2, 1.1, 6.0, 0.5


def nearest_label(embeddings: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the cosine of unit rows (n, dim) and the nearest of the labeled ones, (n,)."""
    return (embeddings @ embeddings[rows].T).max(axis=1)


def nearest_other_label(embeddings: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the cosine of each labeled row and the nearest other one, (m,); -1 without another."""
    cosines = embeddings[rows] @ embeddings[rows].T
    np.fill_diagonal(cosines, -1.0)
    return cosines.max(axis=1)


def believe(spread: Spread, nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how probably the best name of each event is right, (n,), before the person's own answers are asked.

    Parameters
    ----------
    nearness : (n,) cosine to the nearest label.
    """
    odds = INTERCEPT + OF_SHARE * log_odds(spread.share) + OF_COSINE * nearness + OF_REACH * spread.reach
    return logistic(odds).astype(np.float32)


def weigh(spread: Spread, nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much the probabilities of each event count, (n,): the best becomes what `believe` says."""
    return (believe(spread, nearness) / np.maximum(spread.share, LEAST_SHARE)).astype(np.float32)


def doubtful(
    embeddings: NDArray[np.float32], spreader: Spreader, labels: Mapping[int, str], unnamed: Collection[int]
) -> list[int]:
    """Return the rows that a person did not know, except those that the labels make clear.

    Parameters
    ----------
    labels : name by row, at least one.
    """
    if not unnamed:
        return []
    rows = np.array(list(labels), dtype=np.int64)
    believed = believe(spreader.spread(labels), nearest_label(embeddings, rows))
    return [row for row in sorted(unnamed) if believed[row] < CLEAR]
