"""Query strategies: which question helps most next.

A strategy is a function of what is known: asked twice, it answers the same, so a session can stop, undo and go on
anywhere. All share one protocol.

| name | asks about |
| --- | --- |
| ``tree`` | typical members of a nested tree of clusters, then where doubt is; ours |
| ``random`` | any event |
| ``k-center`` | the event farthest from all before it (Gonzalez 1985) |
| ``typical`` | the most typical member of each cluster by k-means (Hacohen, Dekel and Weinshall 2022) |
| ``uncertain`` | the event whose name is most in doubt, weighted by how typical it is; to review what is labeled |
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coincide.label.questions import KnownLabels, Question
from coincide.label.spread import Spreader
from coincide.seeds import derive, generator

MAX_MEMBERS = 8
N_NEAREST = 20
"""Neighbors whose mean distance says how typical an event is."""
_BLOCK = 1024


class Strategy(Protocol):
    """Chooses the next question."""

    @property
    def name(self) -> str:
        """Its name on the command line."""
        ...

    def next(self, known: KnownLabels) -> Question | None:
        """Return the next question, about a row that may be asked about; None if there is nothing left to ask."""
        ...


class InOrder:
    """Asks about single events in an order that is fixed from the start.

    Parameters
    ----------
    order : rows.
    """

    def __init__(self, name: str, order: NDArray[np.int64]) -> None:
        self.name = name
        self._order = order

    def next(self, known: KnownLabels) -> Question | None:
        """Return the first event of the order that nothing was said about."""
        done = _done(known)
        row = next((row for row in self._order.tolist() if row not in done and known.may_ask(row)), None)
        return None if row is None else Question(row, (row,), 1)


class UncertainQuestions:
    """Asks about the event whose name is most in doubt among typical ones; before any label, about the most typical.

    Settles and Craven 2008: uncertainty times density.
    """

    name = "uncertain"

    def __init__(self, embeddings: NDArray[np.float32], spreader: Spreader) -> None:
        self._typical = typicality(embeddings)
        self._spreader = spreader

    def next(self, known: KnownLabels) -> Question | None:
        """Return the question about the greatest doubt."""
        doubts = 1 - self._spreader.spread(known.labels).lead if known.labels else np.ones_like(self._typical)
        worth = doubts * np.maximum(self._typical, 0.0)
        done = _done(known)
        open_rows = [row for row in range(len(worth)) if row not in done and known.may_ask(row)]
        if not open_rows:
            return None
        row = open_rows[int(np.argmax(worth[open_rows]))]
        return Question(row, (row,), 1)


def random_order(embeddings: NDArray[np.float32], *, seed: int) -> NDArray[np.int64]:
    """Return all rows in random order."""
    return generator(seed, "labels").permutation(len(embeddings))


def farthest_first(embeddings: NDArray[np.float32], *, n_wanted: int, seed: int) -> NDArray[np.int64]:
    """Return rows, each the one farthest from all before it; a random one is first."""
    order = [int(generator(seed, "labels").integers(len(embeddings)))]
    nearest = embeddings @ embeddings[order[0]]
    while len(order) < min(n_wanted, len(embeddings)):
        nearest[order[-1]] = np.inf
        order.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, embeddings @ embeddings[order[-1]])
    return np.array(order, dtype=np.int64)


def typical_first(embeddings: NDArray[np.float32], *, n_wanted: int, seed: int) -> NDArray[np.int64]:
    """Return the most typical row of each of `n_wanted` clusters, the biggest cluster first."""
    from sklearn.cluster import KMeans

    n_clusters = min(n_wanted, len(embeddings))
    model = KMeans(n_clusters, n_init=1, random_state=derive(seed, "labels") % 2**31)  # pyright: ignore[reportArgumentType]
    clusters = model.fit_predict(embeddings)
    typical = typicality(embeddings)
    sizes = np.bincount(clusters, minlength=n_clusters)
    biggest_first = [int(number) for number in np.argsort(-sizes, kind="stable") if sizes[number] > 0]
    members = [np.flatnonzero(clusters == number) for number in biggest_first]
    return np.array([rows[np.argmax(typical[rows])] for rows in members], dtype=np.int64)


def typicality(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean cosine to the nearest 20 others, (n,); big is typical."""
    k = min(N_NEAREST, len(embeddings) - 1)
    typical = np.ones(len(embeddings), dtype=np.float32)
    for start in range(0, len(embeddings) if k > 0 else 0, _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ embeddings.T
        nearest = -np.partition(-similarity, k, axis=1)[:, : k + 1]  # an event is its own nearest
        typical[start : start + _BLOCK] = (nearest.sum(axis=1) - 1) / k
    return typical


def spread_out(ranked: NDArray[np.int64]) -> tuple[int, ...]:
    """Return up to 8 of some rows at equal steps, the first and the last among them."""
    steps = np.linspace(0, len(ranked) - 1, min(MAX_MEMBERS, len(ranked))).round().astype(np.int64)
    return tuple(int(row) for row in ranked[np.unique(steps)])


def _done(known: KnownLabels) -> set[int]:
    return set(known.labels) | known.skipped | {row for row, _ in known.mixed}
