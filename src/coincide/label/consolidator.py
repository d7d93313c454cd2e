"""Consolidation: all that follows from the labels, renewed with every answer.

The neighbor graph and the walks over it are kept, so an answer costs milliseconds. Where a catalog has more than
10,000 events, questions are asked and labels spread among a random 10,000; the others are classified like new ones.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.label.classifier import Classifier, usual_distance
from coincide.label.graph import neighbor_graph
from coincide.label.nearness import believe, doubtful, nearest_label, nearest_other_label, weigh
from coincide.label.spread import Spread, Spreader
from coincide.label.sureness import Sureness, fit_sureness, usual_slope
from coincide.seeds import generator

MAX_POOL = 10_000
ONE_SIDED_95 = 1.644854
"""Quantile of the normal distribution."""
FOLDER_SD = 0.05
"""How far the estimate of a folder is off however many labels were tested, as a standard deviation of shares. Where
kinds look alike it is too high by 0.03, with 0.03 of luck (decision 0039)."""


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The names of all events that follow from a set of labels.

    Attributes
    ----------
    rightness : (n,) probability that the most probable name of each event is right.
    n_tested : labels that the others could predict, since one of these has the same name.
    """

    spread: Spread
    sureness: Sureness
    rightness: NDArray[np.float32]
    classifier: Classifier
    n_tested: int

    @property
    def quality(self) -> float:
        """Expected share of events whose most probable name is right, in [0, 1]."""
        return float(self.rightness.mean())

    @property
    def promised(self) -> float:
        """Share of events whose most probable name is right, in [0, 1], that holds in about 19 of 20 cases.

        The estimate follows from the tested labels, so it is as uncertain as the mean of so many events would be, and
        besides as far off as folders differ.
        """
        luck = float((self.rightness * (1 - self.rightness)).mean()) / max(1, self.n_tested)
        return max(0.0, self.quality - ONE_SIDED_95 * math.sqrt(luck + FOLDER_SD**2))


class Consolidator:
    """Turns labels into names for everything.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 1, unit rows.
    spreader : over the same events; over all pairs of them if not given.
    """

    def __init__(self, embeddings: NDArray[np.float32], *, spreader: Spreader | None = None) -> None:
        self.embeddings = embeddings
        self.spreader = Spreader(neighbor_graph(embeddings)) if spreader is None else spreader
        self._far = usual_distance(embeddings)

    def consolidate(self, labels: Mapping[int, str], unnamed: Collection[int] = ()) -> Consolidation:
        """Consolidate labels, name by row.

        Parameters
        ----------
        unnamed : rows that a person was asked about and did not know; those that the labels make clear do not count.

        Raises
        ------
        InputError : there is no label.
        """
        if not labels:
            raise InputError("expected at least one label, got none. Answer a question, or import labels.")
        rows = np.array(list(labels), dtype=np.int64)
        unnamed = doubtful(self.embeddings, self.spreader, labels, unnamed)
        spread = self.spreader.spread(labels, unnamed)
        nearness = nearest_label(self.embeddings, rows)
        predicted, is_right = self.spreader.without_own(labels, unnamed)
        counts = Counter(labels.values())
        is_once = np.array([counts[name] == 1 for name in labels.values()])
        shares, believed = believe(predicted, nearest_other_label(self.embeddings, rows)), believe(spread, nearness)
        sureness = fit_sureness(shares, is_right, is_once, slope=usual_slope(believed, len(spread.names)))
        rightness = sureness.of(believed)
        rightness[rows] = 1.0
        weights = weigh(spread, nearness)
        classifier = Classifier(spread.names, self.embeddings, spread.probabilities, weights, self._far, sureness)
        return Consolidation(spread, sureness, rightness, classifier, int((~is_once).sum()))


def choose_pool(n_events: int, *, seed: int) -> NDArray[np.int64]:
    """Return the ascending rows that labeling works with: all, or a random 10,000."""
    if n_events <= MAX_POOL:
        return np.arange(n_events, dtype=np.int64)
    return np.sort(generator(seed, "pool").choice(n_events, MAX_POOL, replace=False)).astype(np.int64)
