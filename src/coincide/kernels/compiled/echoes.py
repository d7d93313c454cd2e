"""What falls as an echo does, compiled: all bands of a frame at once, beside the highest of the frames before.

Plain twin: `kernels/plain/echoes.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, read_only
from numba import types

Floats = npt.NDArray[np.float32]


def count_echoes(levels: Floats, steady: Floats, *, n_ago: int, fall: float, least: float) -> int:
    """Count the loud places that lie below an earlier one by as much as sound has faded since; see the plain twin."""
    return _count_echoes(np.ascontiguousarray(levels), np.ascontiguousarray(steady), n_ago, fall, least)


@entry(types.int64(read_only(types.float32, 2), read_only(types.float32, 2), types.int64, types.float32, types.float32))
def _count_echoes(levels: Floats, steady: Floats, n_ago: int, fall: float, least: float) -> int:
    n_frames, n_bands = steady.shape
    highest = np.full(n_bands, -np.inf, np.float32)
    n_echoes = 0
    for frame in range(n_ago, n_frames):
        before, now = steady[frame - n_ago], steady[frame]
        fallen_before, fallen = fall * np.float32(frame - n_ago), fall * np.float32(frame)
        for band in range(n_bands):
            highest[band] = max(highest[band], before[band] + fallen_before)
            n_echoes += (now[band] + fallen <= highest[band]) & (levels[frame, band] > least)
    return n_echoes
