"""Echoes taken off frame by frame and band by band: the slow twin of `coincide.events.echoes`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.events.echoes import Echo


def without_echoes(excess: NDArray[np.float32], echo: Echo) -> NDArray[np.float32]:
    """See the fast one."""
    n_frames, n_bands = excess.shape
    around = np.concatenate([excess[:1], excess, excess[-1:]]).astype(np.float64)
    steady = (around[:-2] + around[1:-1] + around[2:]) / 3
    kept = excess.copy()
    for frame in range(n_frames):
        for band in range(n_bands):
            for ago in range(echo.n_ago, frame + 1):
                if steady[frame - ago, band] - steady[frame, band] >= echo.fall_db * ago + echo.step_db:
                    kept[frame, band] = min(kept[frame, band], 0.0)
    return kept
