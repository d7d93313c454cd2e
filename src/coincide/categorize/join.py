"""Categories are joined where changed copies of their calls lie better in all of them together.

The sharpest cut of a tree may be finer than the kinds of call, for instance where a few individuals make each kind. But
a call and its changed copy (a little longer, higher, by another microphone) are of one kind, and individuals hardly
differ by more than that. So the silhouette is measured of copies: how much nearer is a copy to the other calls in the
category of its original than to those in the next category? Categories whose copies have a higher silhouette after
these are joined are one category.

Among many kinds, some are so alike that they look like individuals of one. But where individuals make categories, they
do so in most kinds. So if copies would join few of many categories, none are joined.

Two kinds that are far from each other also look like one beside a third that is farther still. So categories whose
bands lie far apart are not joined.

See docs/decisions/0066-copies-join-categories.md and docs/decisions/0091-few-joins-among-many-categories.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.categorize.silhouette import silhouettes

_CLEARLY = 3.0
"""Standard errors of the mean: some twenty branches of a folder are tried, so chance alone may pass two."""
_FAR_APART = 2.5
"""Ratio of the middles of two bands: individuals move the pitch by a few semitones, and may put their energy an octave
higher, into the second harmonic."""
_MANY = 30
"""With more categories, the share that remains tells individuals of all kinds from a few similar kinds."""
_MOST_STAY = 0.75
"""Two individuals of each kind leave half of the categories, or two thirds if not all are found."""


def join_by_copies(
    embeddings: NDArray[np.float32],
    copies: NDArray[np.float32],
    assignment: NDArray[np.int64],
    *,
    bands_hz: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """Join categories where that gains, from the nearest ones up; at least two remain.

    Parameters
    ----------
    embeddings : (n, dim), unit rows.
    copies : (copies, n, dim), unit rows; changed copies of each event.
    assignment : (n,) categories 0 … K - 1, none empty.
    bands_hz : (n, 2) lowest and highest frequency of each event.

    Returns
    -------
    The category (n,) of each event, from 0; as before if there are more than 30 and at least 75% of them would remain.

    Notes
    -----
    What may be joined are the branches of a tree of the categories (average linkage of their means), since three
    individuals of a kind may be one category although no two of them are. Each is compared with the best that was found
    below it. Otherwise a branch of several kinds would be joined before the individuals of each: it has more calls that
    gain, if each by less. If a branch is clearly better apart, so is each that it is a part of. Otherwise two kinds may
    seem to gain only because a third with few calls, which was next to both, is taken in.
    """
    now = _measure(embeddings, copies, assignment)
    number = np.arange(len(now.sizes))
    apart: set[int] = set()
    is_far = _far_apart(bands_hz, assignment)
    for branch in _branches(now):
        if apart.intersection(branch.tolist()) or is_far[np.ix_(branch, branch)].any():
            continue  # it holds all of a branch that is clearly better apart, or categories of far bands
        joined = _numbers_joined(len(now.sizes), number[branch])
        gains = _gains(now, joined)
        if gains.sum() > 0.0:
            now, number = _joined(now, joined), joined[number]
        elif is_clearly_positive(-gains):
            apart.update(branch.tolist())
    are_few_joined = len(now.sizes) >= _MOST_STAY * len(number)
    return assignment if len(number) > _MANY and are_few_joined else now.assignment


def _far_apart(bands_hz: NDArray[np.float64] | None, assignment: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each two categories (K, K) whether their usual bands neither overlap nor are near to each other."""
    n = int(assignment.max()) + 1
    if bands_hz is None:
        return np.zeros((n, n), dtype=np.bool_)
    low_hz, high_hz = np.array([np.median(bands_hz[assignment == number], axis=0) for number in range(n)]).T
    middles_hz = (low_hz + high_hz) / 2
    is_above = (low_hz[:, None] >= high_hz) & (middles_hz[:, None] >= _FAR_APART * middles_hz)
    return is_above | is_above.T


def silhouettes_of_copies(
    embeddings: NDArray[np.float32], copies: NDArray[np.float32], assignment: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the mean silhouette (n,) of the copies of each call, in [-1, 1]; 0 if there is one category.

    Parameters
    ----------
    embeddings, copies, assignment : see `join_by_copies`.
    """
    if assignment.max() == 0:
        return np.zeros(len(embeddings))
    return _silhouettes(_measure(embeddings, copies, assignment)) / len(copies)


def is_clearly_positive(values: NDArray[np.float64]) -> bool:
    """Say whether the mean of values (n,), n ≥ 2, is above zero by more than three times its standard error."""
    return bool(values.mean() > _CLEARLY * values.std(ddof=1) / np.sqrt(len(values)))


@dataclass(frozen=True, slots=True)
class _Distances:
    """Cosine distances of copies to the members of categories, the own originals left out.

    Attributes
    ----------
    totals : (copies, n, K) sums over the members.
    sums : (K, dim) of the members.
    sizes : (K,) numbers of members.
    assignment : (n,) category of the original.
    """

    totals: NDArray[np.float64]
    sums: NDArray[np.float64]
    sizes: NDArray[np.float64]
    assignment: NDArray[np.int64]

    def of(self, rows: NDArray[np.bool_]) -> _Distances:
        return _Distances(self.totals[:, rows], self.sums, self.sizes, self.assignment[rows])


def _measure(embeddings: NDArray[np.float32], copies: NDArray[np.float32], assignment: NDArray[np.int64]) -> _Distances:
    rows, changed = embeddings.astype(np.float64), copies.astype(np.float64)
    sizes = np.bincount(assignment).astype(np.float64)
    sums = np.zeros((len(sizes), rows.shape[1]))
    np.add.at(sums, assignment, rows)
    totals = sizes - changed @ sums.T  # (copies, n, K)
    totals[:, np.arange(len(rows)), assignment] -= 1.0 - (changed * rows).sum(axis=2)
    return _Distances(np.maximum(totals, 0.0), sums, sizes, assignment)


def _branches(now: _Distances) -> Iterator[NDArray[np.int64]]:
    """Yield the categories of each branch of their tree, parts of a branch before it; all of them are no branch."""
    means = now.sums / np.maximum(np.linalg.norm(now.sums, axis=1, keepdims=True), 1e-9)
    branches = [[number] for number in range(len(means))]
    for one, other, *_ in scipy.cluster.hierarchy.linkage(means, "average")[:-1]:
        branches.append(branches[int(one)] + branches[int(other)])
        yield np.array(branches[-1], dtype=np.int64)


def _numbers_joined(n: int, together: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the new number of each of `n` categories after some became one."""
    first = np.arange(n)
    first[together] = together.min()
    return np.unique(first, return_inverse=True)[1].astype(np.int64)


def _gains(now: _Distances, joined: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return by how much the silhouettes of its copies grow, for each call of the categories that become one."""
    part = now.of((np.bincount(joined)[joined] > 1)[now.assignment])
    return _silhouettes(_joined(part, joined)) - _silhouettes(part)


def _joined(now: _Distances, joined: NDArray[np.int64]) -> _Distances:
    adds = (joined[:, None] == np.arange(joined.max() + 1)).astype(np.float64)  # (K, kept)
    return _Distances(now.totals @ adds, adds.T @ now.sums, now.sizes @ adds, joined[now.assignment])


def _silhouettes(now: _Distances) -> NDArray[np.float64]:
    """Return the silhouettes (n,) of copies, summed over those of a call."""
    return silhouettes(now.totals, now.sizes, now.assignment).sum(axis=0)
