"""Spreading: what was said about a few events says something about all.

Each label walks along the neighbor graph and loses a little strength with every step; where the walks of two names
meet, the stronger one wins. The strength of a name is divided by its sum over all events, or a name that was given ten
times would swallow one that was given once. Where hardly any label arrives, the event is in doubt, however clearly one
name is ahead: a kind of call that nobody has named yet is an island which only stray walks reach.

Zhou, Bousquet, Lal, Weston and Schölkopf 2004: F = (1 - α) (I - α S)⁻¹ Y, here one column per labeled event, so that
one more answer costs one more column and not all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from numpy.typing import NDArray

ALPHA = 0.97
"""Share of a walk that goes on at each step."""
UNREACHED = 1.0
"""Strength that counts for "nobody knows", in units of what one label gives each event if it is spread evenly."""
_PRECISION = 1e-4
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Spread:
    """What each event probably is.

    Attributes
    ----------
    names : in alphabetical order.
    probabilities : (n, names), rows sum to 1 at most; what is missing stands for "nobody knows".
    """

    names: tuple[str, ...]
    probabilities: NDArray[np.float32]

    @property
    def best(self) -> NDArray[np.int64]:
        """Number of the most probable name of each event, (n,)."""
        return self.probabilities.argmax(axis=1)

    @property
    def lead(self) -> NDArray[np.float32]:
        """How far the most probable name is ahead of the next one, (n,) in [0, 1]."""
        return lead(self.probabilities)


def lead(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the difference between the two largest of each row (n, names), or the only one."""
    if probabilities.shape[1] < 2:
        return probabilities.sum(axis=1)
    two = -np.partition(-probabilities, 1, axis=1)[:, :2]
    return two[:, 0] - two[:, 1]


class Spreader:
    """Spreads labels over one graph; remembers the walks of labels that it has seen.

    Parameters
    ----------
    graph : (n, n), see `coincide.label.graph`.
    """

    def __init__(self, graph: Any) -> None:
        self.n = int(graph.shape[0])
        self._system = (scipy.sparse.identity(self.n, format="csr") - ALPHA * graph).tocsr()
        self._walks: dict[int, NDArray[np.float32]] = {}

    def walk(self, row: int) -> NDArray[np.float32]:
        """Return how strongly a label of one event arrives at each, (n,), at least 0."""
        if row not in self._walks:
            start = np.zeros(self.n)
            start[row] = 1 - ALPHA
            reached, _ = scipy.sparse.linalg.cg(self._system, start, rtol=_PRECISION, maxiter=200)
            self._walks[row] = np.maximum(reached, 0.0).astype(np.float32)
        return self._walks[row]

    def spread(self, labels: Mapping[int, str]) -> Spread:
        """Spread labels, name by row, at least one."""
        names = tuple(sorted(set(labels.values())))
        strengths = np.zeros((self.n, len(names)), dtype=np.float32)
        for row, name in labels.items():
            strengths[:, names.index(name)] += self.walk(row)
        probabilities = self._shares(strengths, strengths.sum(axis=0))
        for row, name in labels.items():
            probabilities[row] = 0.0
            probabilities[row, names.index(name)] = 1.0
        return Spread(names, probabilities)

    def without_own(self, labels: Mapping[int, str]) -> tuple[Spread, NDArray[np.bool_]]:
        """Spread to each labeled event what was said about the others.

        Returns
        -------
        Probabilities of the labeled events, in the order of `labels`, and whether the most probable name is theirs.
        """
        names = tuple(sorted(set(labels.values())))
        rows = np.array(list(labels), dtype=np.int64)
        numbers = np.array([names.index(name) for name in labels.values()], dtype=np.int64)
        walks = np.stack([self.walk(int(row)) for row in rows])  # (labels, n)
        one_hot = np.eye(len(names), dtype=np.float32)[numbers]  # (labels, names)
        own = np.arange(len(rows))
        strengths = walks[:, rows].T @ one_hot
        strengths[own, numbers] -= walks[own, rows]
        totals = np.tile(walks.sum(axis=1) @ one_hot, (len(rows), 1))
        totals[own, numbers] -= walks.sum(axis=1)
        probabilities = self._shares(np.maximum(strengths, 0.0), totals)
        return Spread(names, probabilities), probabilities.argmax(axis=1) == numbers

    def _shares(self, strengths: NDArray[np.float32], totals: NDArray[np.float32]) -> NDArray[np.float32]:
        """Divide the strength of each name by its total, and by the sum over the names and nobody."""
        even = strengths / np.maximum(totals, _TINY)
        return np.asarray(even / (even.sum(axis=1, keepdims=True) + UNREACHED / self.n), dtype=np.float32)
