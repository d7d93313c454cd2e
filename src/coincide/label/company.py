"""Company: calls of a voice that was never heard are named together.

A new individual's calls lie apart from those of all known ones, but close to each other, each kind in a group of its
own. Named alone, a call at the edge of its group gets the name of another individual's call nearby. So where most calls
of a place are nearer to each other than to what is known, each of these keeps a fifth of its own votes, and takes the
rest from its companions, the five calls nearest to it, these from theirs, and so on. How far it is from what is known
spreads likewise: one call that is far away is known if its companions are, but a group far away stays unknown. So does
a group whose calls are much nearer to each other than to what is known. Calls that are nearer to what is known, as
those of known individuals are, are named one by one. Decisions 0082, 0083 and 0085 have the numbers.

Zhou, Bousquet, Lal, Weston and Schölkopf 2004, step 3, with links in one direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.label.graph import SHARPNESS

N_COMPANIONS = 5
COMPANIONS_SHARE = 0.8
"""Share of its votes that a call takes from its companions."""
_N_ROUNDS = 40
"""By then, what is left to come is less than one in 7,000 votes."""
_MIN_CALLS = 20
"""Among fewer, the five nearest are not of one kind."""
_BLOCK = 4096
"""Companions are sought among so many calls, to save time and memory; more calls are taken block by block."""


@dataclass(frozen=True, slots=True)
class Company:
    """Calls that are named together, and the companions of each.

    Attributes
    ----------
    rows : (n,) which calls these are.
    places : (n, 5) places of their companions among `rows`.
    weights : (n, 5) share of its votes that a call takes from each; rows sum to 0.8, or to 0 for a call that is nearer
        to what is known.
    gaps : (n, 1) mean cosine to the companions, minus that to the five nearest of what is known.
    """

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    weights: NDArray[np.float32]
    gaps: NDArray[np.float32]

    def spread(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the votes of the calls, or other values (n, columns), after they have spread among companions."""
        own = values * (1 - self.weights.sum(axis=1, keepdims=True))
        shared = values
        for _ in range(_N_ROUNDS):
            shared = own + np.einsum("nk,nkc->nc", self.weights, shared[self.places])
        return shared


def find_company(embeddings: NDArray[np.float32], nearness: NDArray[np.float32]) -> Iterator[Company]:
    """Yield calls that are named together, if there are any.

    Parameters
    ----------
    embeddings : (n, dim) unit rows, calls of one place, recording by recording in the order of time.
    nearness : (n,) mean cosine of each to the five nearest of what is known.
    """
    for rows in np.array_split(np.arange(len(embeddings)), -(-len(embeddings) // _BLOCK) or 1):
        if len(rows) < _MIN_CALLS:
            continue
        places, cosines = _companions(embeddings[rows])
        gaps = cosines.mean(axis=1) - nearness[rows]
        is_nearer = gaps > 0
        if is_nearer.mean() > 0.5:
            weights = is_nearer[:, None] * np.exp((cosines - cosines.max(axis=1, keepdims=True)) / SHARPNESS)
            sums = np.maximum(weights.sum(axis=1, keepdims=True), 1)
            yield Company(rows, places, COMPANIONS_SHARE * weights / sums, gaps[:, None])


def _companions(embeddings: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    from coincide.kernels import highest_of_rows

    cosines = embeddings @ embeddings.T
    np.fill_diagonal(cosines, -np.inf)
    places = highest_of_rows(cosines, n=N_COMPANIONS)
    return places, np.take_along_axis(cosines, places, axis=1)
