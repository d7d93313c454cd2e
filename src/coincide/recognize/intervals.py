"""What few trials say about a share: intervals that hold for small numbers, too.

Nine right of nine is no proof of 100%. Wilson's score interval (1927) stays inside [0, 1] and keeps about its promise
from a handful of trials on, which the textbook's normal interval does not (Brown, Cai and DasGupta 2001).
"""

from __future__ import annotations

import math

TWO_SIDED_95, ONE_SIDED_90 = 1.959964, 1.281552
"""Quantiles of the normal distribution."""


def interval(n_right: int, n: int) -> tuple[float, float]:
    """Return the limits between which the true share lies with 95% confidence; (0, 1) without trials.

    Parameters
    ----------
    n_right, n : successes and trials, 0 ≤ `n_right` ≤ `n`.

    Examples
    --------
    >>> [round(limit, 2) for limit in interval(9, 10)]
    [0.6, 0.98]
    """
    if n == 0:
        return 0.0, 1.0
    return _limit(n_right, n, -TWO_SIDED_95), _limit(n_right, n, TWO_SIDED_95)


def at_least(n_right: int, n: int) -> float:
    """Return the share that the true one reaches with 90% confidence, 0 without trials.

    Examples
    --------
    >>> round(at_least(15, 15), 2)
    0.9
    """
    return 0.0 if n == 0 else _limit(n_right, n, -ONE_SIDED_90)


def _limit(n_right: int, n: int, z: float) -> float:
    share = n_right / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    limit = (middle + half) / (1 + z * z / n)
    # Rounding must not put the limit on the other side of the share.
    return min(1.0, max(limit, share)) if z > 0 else max(0.0, min(limit, share))
