"""How much of the difference between calls is the difference between their recordings, and of which sort it is.

If recordings explain nothing, they all hold the same, and it does not matter how calls are compared. If they explain
something, they are other places, or hold other kinds of call. Where they are other places, all calls of a recording
are moved alike, so without its mean each has its like in the other recordings; other kinds do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.embed.centering import center, fit_centers
from coincide.embed.sources import MIN_SOURCE_EVENTS
from coincide.record_arrays import rows_by

MAX_SOURCES, MAX_SOURCE_EVENTS = 20, 100
"""Of more sources, or more events of one, an evenly spread part is looked at."""
_QUANTILE = 0.25
"""Lower than the middle, since recordings of one place hold the same kinds even where other places do not."""


def recording_share(rows: NDArray[np.float32], sources: NDArray[np.int64]) -> float:
    """Return the share of the variance of rows (n, dim) that their sources (n,) explain, about 0 by chance, at most 1.

    Notes
    -----
    Adjusted for the numbers of events and sources, since the means of many sources explain something by chance: the ε²
    of Kelley 1935, summed over the dimensions. 0 for one source, and where each event is a source of its own.
    """
    numbers = np.unique(sources, return_inverse=True)[1]
    n, n_sources = len(rows), int(numbers.max()) + 1
    if n_sources == 1 or n == n_sources:
        return 0.0
    sums = np.zeros((n_sources, rows.shape[1]))
    np.add.at(sums, numbers, rows)
    means = sums / np.bincount(numbers)[:, None]
    within = float(((rows - means[numbers]) ** 2).sum()) / (n - n_sources)
    total = float(((rows - rows.mean(axis=0)) ** 2).sum()) / (n - 1)
    return 1.0 - within / total if total > 0.0 else 0.0


def shared_calls(rows: NDArray[np.float32], sources: NDArray[np.int64]) -> float:
    """Return how near calls have their like in other sources, as a part of how near they have it in their own.

    About 1 where sources hold the same kinds of call, whatever is done to all calls of one; lower where they do not.
    The mean of each source is taken away, and the cosine to the nearest call of another source is compared with that
    to the nearest call of the own one. Pairs of sources differ; a quarter of them has less than what is returned.

    Parameters
    ----------
    rows : (n, dim), unit rows of an embedding that tells calls of different sources apart.
    sources : (n,) those with fewer than 20 events have no say.

    Returns
    -------
    At most about 1; 1 if fewer than two sources have a say, or a source is full of equal calls.
    """
    groups = _groups(sources)
    if len(groups) < 2:
        return 1.0
    centered = center(rows, sources, fit_centers(rows, sources))
    ratios: list[float] = []
    for own in groups:
        inside = centered[own] @ centered[own].T
        np.fill_diagonal(inside, -1.0)
        nearest = float(inside.max(axis=1).mean())
        for other in groups:
            if other is not own:
                ratios.append(float((centered[own] @ centered[other].T).max(axis=1).mean()) / max(nearest, 1e-9))
    return float(np.quantile(ratios, _QUANTILE))


def _groups(sources: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the rows of each source that is looked at."""
    groups = [rows for rows in rows_by(sources).values() if len(rows) >= MIN_SOURCE_EVENTS]
    looked_at = [groups[place] for place in _spread(len(groups), MAX_SOURCES)]
    return [rows[_spread(len(rows), MAX_SOURCE_EVENTS)] for rows in looked_at]


def _spread(n: int, most: int) -> NDArray[np.int64]:
    """Return at most so many of n places, evenly spread."""
    return np.linspace(0, n - 1, min(most, n)).astype(np.int64)
