"""How sure a score is: percentile bootstrap over recordings (Efron, 1979).

Events of one recording resemble each other, so recordings are drawn with replacement, never single events.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coincide.errors import InputError


def interval(
    values: ArrayLike,
    statistic: Callable[[NDArray[np.float64]], float],
    *,
    n: int = 1000,
    level: float = 0.95,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the interval of a statistic over recordings, by resampling the recordings.

    Parameters
    ----------
    values : shape (n_recordings, ...), one row per recording: a score, or counts such as (truth, found,
        matched). At least 2 rows: a single recording says nothing about the spread between recordings.
    statistic : from resampled rows of the same shape to one number.
    n : number of draws, at least 1; 1000 give the ends of a 95% interval to about a tenth of its width.
    level : share of the draws inside, in (0, 1).
    rng : the source of chance.

    Returns
    -------
    (low, high), with low ≤ high.

    Raises
    ------
    InputError
        If there are fewer than 2 recordings, or `n` or `level` is out of range.
    """
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim == 0 or len(rows) < 2:
        raise InputError(
            f"`values` must hold at least 2 recordings, got {len(rows) if rows.ndim > 0 else 0}. Report the "
            "score without an interval."
        )
    if n < 1 or not 0 < level < 1:
        raise InputError(
            f"`n` must be at least 1 and `level` in (0, 1), got {n} and {level}. The usual choice is 1000 and 0.95."
        )
    draws = [statistic(rows[rng.integers(len(rows), size=len(rows))]) for _ in range(n)]
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
