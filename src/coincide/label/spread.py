"""Spreading: what was said about a few events says something about all.

It is asked twice. Walks from the labels of a name say where its events lie, and how many they are follows from all
names together (see `shares`). Walks from an event say which label it comes to first, if to any. The probability of a
name is the geometric mean of both, so that a name counts where both agree:

- Without sizes, a label of a rare kind takes over what no label reaches well. They come from the walks of labels.
- An odd event is not come to by others, so that a wrong or strange answer stays with it, however far its own walks go.
- An event that walks to no label is in doubt, however clearly one name is ahead of the others: a kind of call that
  has no name yet is an island.

Events that a person was asked about and did not know count like those of one more name, which nothing is called: what
is like them is unnamed.

Decision 0031 tells what each half gains.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.label.shares import estimate_sizes, share_out
from coincide.label.sureness import log_odds
from coincide.label.walks import Walks

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Spread:
    """The probable name of each event.

    Attributes
    ----------
    names : in alphabetical order.
    probabilities : (n, names), rows sum to 1 at most; the rest is "unnamed".
    reach : (n,) log odds that a walk from the event comes to any label, less their mean over all events.
    """

    names: tuple[str, ...]
    probabilities: NDArray[np.float32]
    reach: NDArray[np.float32]

    @property
    def best(self) -> NDArray[np.int64]:
        """Number of the most probable name of each event, (n,)."""
        return self.probabilities.argmax(axis=1)

    @property
    def share(self) -> NDArray[np.float32]:
        """How probable the most probable name is, as far as the graph knows, (n,) in [0, 1]."""
        return self.probabilities.max(axis=1)

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
    """Spreads labels over one graph; remembers the walks of labels that it has seen, and what it spread last.

    Parameters
    ----------
    graph : (n, n), see `coincide.label.graph`.
    """

    def __init__(self, graph: Any) -> None:
        self._walks = Walks(graph)
        self._last: _Walked | None = None

    def spread(self, labels: Mapping[int, str], unnamed: Collection[int] = ()) -> Spread:
        """Spread labels, name by row, at least one.

        Parameters
        ----------
        unnamed : rows that a person was asked about and did not know; those with a label do not count.
        """
        return self._walked(labels, unnamed).spread

    def without_own(self, labels: Mapping[int, str], unnamed: Collection[int] = ()) -> tuple[Spread, NDArray[np.bool_]]:
        """Spread to each labeled event what was said about the others; the sizes of names are those of all labels.

        Parameters
        ----------
        labels, unnamed : see `spread`.

        Returns
        -------
        Probabilities of the labeled events, in the order of `labels`, and whether the most probable name is theirs.
        """
        walked = self._walked(labels, unnamed)
        names, rows, is_named, everywhere = walked.spread.names, walked.rows, walked.is_named, walked.coming
        walks = np.concatenate([each[:, rows] for each in self._walks.out_of(rows)])  # (from, to)
        arriving = np.maximum(walks.T @ is_named - np.diag(walks)[:, None] * is_named, 0.0)
        n_others = is_named.sum(axis=0) - is_named
        densities = np.where(n_others > 0, arriving / np.maximum(n_others, 1), 0.0).astype(np.float32)
        of_labels = share_out(densities, *walked.sizes, n_events=self._walks.n)
        of_events = self._walks.between(rows, is_named)
        shares = np.sqrt(of_labels * _odds_of_coming(of_events, everywhere, rows))
        is_label, k = ~np.isin(rows, list(walked.said.unnamed)), len(names)
        reach = _reach(of_events[:, :k], everywhere[:, :k], rows)
        spread = Spread(names, shares[is_label, :k], reach[is_label])
        return spread, spread.best == is_named[is_label].argmax(axis=1)

    def _walked(self, labels: Mapping[int, str], unnamed: Collection[int]) -> _Walked:
        said, last = _said(labels, unnamed), self._last
        if last is None or last.said != said:
            self._last = last = self._walk(said)
        return last

    def _walk(self, said: _Said) -> _Walked:
        names, rows, is_named = _as_arrays(said)
        densities = self._densities(rows, is_named)
        sizes = estimate_sizes(densities)
        of_labels = share_out(densities, *sizes, n_events=self._walks.n)
        of_events = self._walks.to(rows, is_named)
        shares = np.sqrt(of_labels * _odds_of_coming(of_events, of_events, rows))
        shares[rows] = is_named
        coming = of_events[:, : len(names)]
        spread = Spread(names, shares[:, : len(names)], _reach(coming, coming, rows))
        return _Walked(said, rows, is_named, sizes, of_events, spread)

    def _densities(self, rows: NDArray[np.int64], is_named: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how the walks of each name's labels lie over all events, (n, names)."""
        densities = np.zeros((self._walks.n, is_named.shape[1]), dtype=np.float32)
        walks = (each for some in self._walks.out_of(rows) for each in some)
        for walk, number in zip(walks, is_named.argmax(axis=1).tolist(), strict=True):
            densities[:, number] += walk
        return densities / is_named.sum(axis=0)


def _odds_of_coming(
    coming: NDArray[np.float32], everywhere: NDArray[np.float32], rows: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Weigh the chances of coming to a name (m, names) against what is usual around labels.

    The fewer labels, the smaller all chances are, which says nothing about an event. The usual chance is the mean over
    all events (n, names) but the labeled ones (`rows`), each counted by its chance: where no name is known, it is not
    asked.
    """
    chances = np.delete(everywhere.sum(axis=1), rows)
    usual = min(1.0, float((chances**2).sum() / max(float(chances.sum()), _TINY)))
    return coming / (coming.sum(axis=1, keepdims=True) + max(usual * (1 - usual), _TINY))


def _reach(
    coming: NDArray[np.float32], everywhere: NDArray[np.float32], rows: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the log odds of coming to any name (m, names), less their mean over events without a label (n, names)."""
    others = np.delete(everywhere.sum(axis=1), rows)
    usual = log_odds(others).mean() if len(others) else 0.0
    return (log_odds(coming.sum(axis=1)) - usual).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Said:
    """Names by row, and the rows that nobody knew."""

    labels: dict[int, str]
    unnamed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Walked:
    """What the walks from and to labels say.

    Attributes
    ----------
    said : what the labels are.
    rows, is_named : see `_as_arrays`.
    sizes : see `estimate_sizes`.
    coming : (n, names) the chances that a walk from an event comes to each name first.
    spread : follows from all this.
    """

    said: _Said
    rows: NDArray[np.int64]
    is_named: NDArray[np.float32]
    sizes: tuple[NDArray[np.float32], float]
    coming: NDArray[np.float32]
    spread: Spread


def _said(labels: Mapping[int, str], unnamed: Collection[int]) -> _Said:
    return _Said(dict(labels), tuple(sorted(set(unnamed) - set(labels))))


def _as_arrays(said: _Said) -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.float32]]:
    """Return the names in alphabetical order, the rows (m,), and which has which name, (m, names) of 0 and 1.

    Rows that nobody knew come last, and have a column of their own after the names, if there are any.
    """
    names = tuple(sorted(set(said.labels.values())))
    number_of = {name: number for number, name in enumerate(names)}
    numbers = [number_of[name] for name in said.labels.values()] + [len(names)] * len(said.unnamed)
    n_columns = len(names) + bool(said.unnamed)
    rows = np.array([*said.labels, *said.unnamed], dtype=np.int64)
    return names, rows, np.eye(n_columns, dtype=np.float32)[numbers]
