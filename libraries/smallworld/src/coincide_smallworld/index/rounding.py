"""Says it where numbers as float32, in which an index keeps them, no longer tell apart what differs."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

MOST_SAMPLED = 1_000
# Of the spread of all numbers, what rounding may add; .001 confuses few neighbors.
MOST_LOST = 1e-3

_log = logging.getLogger(__name__)


def tell_of_rounding(X: Any) -> None:
    """Log a warning if rounding the vectors of an array or table to float32 takes much of their differences.

    Times in seconds since 1970 are an example: as float32, all within two minutes are one number.
    """
    given = np.asarray(X) if hasattr(X, "shape") else np.empty(0)
    if given.ndim != 2 or len(given) < 2 or given.dtype.kind not in "fiu" or given.dtype.itemsize < 4:
        return
    if given.dtype == np.float32:
        return
    sample = given[:: -(-len(given) // MOST_SAMPLED)].astype(np.float64)
    lost = sample - sample.astype(np.float32)
    if lost.var(axis=0).sum() > MOST_LOST * MOST_LOST * sample.var(axis=0).sum():
        _log.warning(
            "the vectors differ by little beside their size, and as float32, in which they are stored, near ones "
            "become the same; subtract their mean, from queries too, or scale the columns first"
        )
