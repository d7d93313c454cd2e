"""Rain: which broad sounds are drops that fall between narrow calls.

Clicks and bursts of noise are broad as well, but they leave something narrow at their own times. Drops fall whenever
they like: as many narrow calls are apart from them as chance would leave. They are also of all levels, most of them
just loud enough to be heard, where an animal's clicks are about equally loud.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FEWEST_APART = 3
"""Fewer narrow calls apart from broad sounds do not tell whether these come by chance."""
_APART_SHARE = 0.75
"""At least this share of the narrow calls that chance would leave apart from drops must be apart."""
_FEWEST_DROPS = 8
"""Fewer broad sounds do not tell of which levels they are."""
_MEDIAN_HEIGHT = 0.37
"""Where the median of the drops' levels lies at most, on the way from the faintest to the loudest: made-up rain has
.16 to .38, clicks of three times the amplitude at most have .42 to .60."""
_SHORTEST = 1e-9
_FAINTEST, _LOUDEST = 5.0, 95.0
"""Percentiles of the levels."""

Spans = NDArray[np.int64] | NDArray[np.floating]


def n_apart(calls: Spans, others: Spans) -> int:
    """Return how many of the calls (n, 2) touch none of the others (m, 2), which are ascending and disjoint."""
    n_before = np.searchsorted(others[:, 1], calls[:, 0], side="right")
    n_begun = np.searchsorted(others[:, 0], calls[:, 1], side="left")
    return int(np.count_nonzero(n_begun == n_before))


def n_apart_by_chance(calls: Spans, others: Spans) -> float:
    """Return how many calls would touch none of the others if they came at any time; at least one of each."""
    end = max(calls[-1, 1], others[-1, 1])
    gaps = np.append(others[:, 0], end) - np.append(0, others[:, 1])
    lengths = calls[:, 1] - calls[:, 0]
    free = np.maximum(gaps[:, None] - lengths, 0).sum(axis=0)  # (calls,)
    return float((free / np.maximum(end - lengths, _SHORTEST)).sum())


def are_drops(broad: Spans, heights_db: NDArray[np.floating], calls: Spans) -> bool:
    """Say whether broad sounds are drops of rain.

    Parameters
    ----------
    broad : (sounds, 2) where they begin and end, at least one.
    heights_db : (sounds,) how loud they are.
    calls : (calls, 2) where narrow calls of the same stretch are loudest, in the same unit; without what all bands
        share.
    """
    n = n_apart(calls, broad)
    if n < _FEWEST_APART or n < _APART_SHARE * n_apart_by_chance(calls, broad):
        return False
    if len(broad) < _FEWEST_DROPS:
        return True
    low, middle, high = np.percentile(heights_db, [_FAINTEST, 50.0, _LOUDEST])
    return bool(middle - low <= _MEDIAN_HEIGHT * (high - low))
