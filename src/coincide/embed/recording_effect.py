"""How much of the difference between calls is the difference between their recordings.

Nothing is left of a folder whose recordings all hold the same, so that it does not matter how calls are compared. It
does not tell why recordings differ: other places, or other kinds of call.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
