"""Random walks along the neighbor graph, from labels and to labels.

A walk goes on with probability α at each step, to a neighbor by the strength of the link. `out_of` asks where the walks
from one event go; `to` asks at which of some events a walk from anywhere comes first, if it comes to any.

With S the normalized graph, D its degrees and M = (I - α S)⁻¹: Zhou, Bousquet, Lal, Weston and Schölkopf 2004 for M,
here one column per event that was asked about, so that one more answer costs one more column; Kemeny and Snell 1960 for
absorbing walks, whose probabilities are D⁻¹ᐟ² M[:, L] M[L, L]⁻¹ D[L]¹ᐟ² for the labeled events L.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from numpy.typing import NDArray

from coincide.label.graph import degree_roots, normalized

ALPHA = 0.9
"""Share of a walk that goes on at each step."""
_PRECISION = 1e-4
_TINY = 1e-9
_N_AT_ONCE = 128


class Walks:
    """Walks over one graph; remembers those of events that it was asked about.

    Parameters
    ----------
    graph : (n, n), see `coincide.label.graph`.
    """

    def __init__(self, graph: Any) -> None:
        self.n = int(graph.shape[0])
        self._roots = degree_roots(graph)
        self._system = (scipy.sparse.identity(self.n, format="csr") - ALPHA * normalized(graph)).tocsr()
        self._columns: dict[int, NDArray[np.float32]] = {}

    def out_of(self, rows: NDArray[np.int64]) -> Iterator[NDArray[np.float32]]:
        """Yield how the walks from each of some events lie over all, (few, n) at a time, at least 0, rows sum to 1."""
        for columns in self._parts(rows):
            yield columns / columns.sum(axis=1, keepdims=True)

    def to(self, rows: NDArray[np.int64], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sum weights of the events that walks come to first.

        Parameters
        ----------
        rows : (m,) events that end a walk.
        weights : (m, k).

        Returns
        -------
        (n, k): for each event the mean over its walks, of which some come to no such event.
        """
        ends = np.linalg.solve(self._among(rows), self._roots[rows, None] * weights).astype(np.float32)
        found = np.zeros((self.n, weights.shape[1]), dtype=np.float32)
        first = 0
        for columns in self._parts(rows):
            found += columns.T @ ends[first : first + len(columns)]
            first += len(columns)
        found = np.maximum(found / self._roots[:, None], 0.0)
        found[rows] = weights  # a walk that begins at such an event ends at once
        return found

    def between(self, rows: NDArray[np.int64], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Do the same for walks from each of these events, none of which ends at once where it began, (m, k)."""
        inverse = np.linalg.inv(self._among(rows))
        first = -inverse / np.diag(inverse)[:, None] * (self._roots[rows] / self._roots[rows, None])
        np.fill_diagonal(first, 0.0)
        return (np.maximum(first, 0.0) @ weights).astype(np.float32)

    def _among(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        among = np.concatenate([columns[:, rows].astype(np.float64) for columns in self._parts(rows)])
        among[np.diag_indices(len(rows))] += _TINY
        return among

    def _parts(self, rows: NDArray[np.int64]) -> Iterator[NDArray[np.float32]]:
        """Yield the columns of events as rows, (few, n), so that not all of them lie in memory twice."""
        for first in range(0, len(rows), _N_AT_ONCE):
            yield np.stack([self._column(row) for row in rows[first : first + _N_AT_ONCE].tolist()])

    def _column(self, row: int) -> NDArray[np.float32]:
        if row not in self._columns:
            start = np.zeros(self.n)
            start[row] = 1 - ALPHA
            reached, _ = scipy.sparse.linalg.cg(self._system, start, rtol=_PRECISION, maxiter=200)
            self._columns[row] = np.maximum(reached, 0.0).astype(np.float32)
        return self._columns[row]
