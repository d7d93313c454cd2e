"""What falls as an echo does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def count_echoes(levels: Floats, steady: Floats, *, n_ago: int, fall: float, least: float) -> int:
    """Count the loud places that lie below an earlier one by as much as sound has faded since.

    Parameters
    ----------
    levels, steady : (frames, bands) as they are, which must be above `least`, and smoothed, which are compared.
    n_ago : frames from a sound to the first that may be its echo, at least one.
    fall : by how much an echo fades with each frame.
    """
    raised = steady + np.float32(fall) * np.arange(len(steady), dtype=np.float32)[:, None]
    are_echo = raised[n_ago:] <= np.maximum.accumulate(raised[:-n_ago], axis=0)
    return int(np.count_nonzero(are_echo & (levels[n_ago:] > np.float32(least))))
