"""Running percentiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def percentiles_around(levels: Floats, *, apart: int, half: int, stride: int, share: float) -> Floats:
    """Return the percentile of the levels around each of some frames.

    Parameters
    ----------
    levels : (frames, bands); no NaN.
    apart : frames 0, `apart`, 2 `apart`, … are meant.
    half, stride : every so many frames of those that lie at most `half` before or after count, from the first.
    share : of the levels that lie below the percentile, in [0, 1); between two levels it is interpolated.

    Returns
    -------
    (frames meant, bands).
    """
    spans = [levels[max(0, at - half) : at + half + 1 : stride] for at in range(0, len(levels), apart)]
    return np.array([np.quantile(span, share, axis=0) for span in spans], np.float32).reshape(-1, levels.shape[1])


def join_anchors(floors: Floats, *, apart: int, n_frames: int) -> Floats:
    """Return the floor of each frame: straight lines between anchors `apart` frames apart, level after the last."""
    frames = np.arange(n_frames)
    anchors = np.minimum(frames // apart, len(floors) - 1)
    after = np.minimum(anchors + 1, len(floors) - 1)
    shares = ((frames - anchors * apart) / apart).astype(np.float32)[:, None]
    return (floors[anchors] + shares * (floors[after] - floors[anchors])).astype(np.float32)
