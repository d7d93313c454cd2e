"""The background: a running low percentile per band, and how far frames rise above it.

Following the 20th percentile of each band over some seconds keeps up with wind, rain and passing ships, and stays below
calls as long as they fill less than four fifths of that time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FLOOR_PERCENTILE = 20.0
LOUD_SHARE = 0.2
"""Share of the bands that count for the activity of a frame: calls are narrower than the spectrum."""
_ANCHORS_PER_SPAN = 20
_FRAMES_PER_ANCHOR = 400


def running_floor(levels: NDArray[np.float32], *, span_frames: int) -> NDArray[np.float32]:
    """Follow the background of each band.

    Parameters
    ----------
    levels : array (frames, bands) in dB.
    span_frames : length of the stretch around each frame.

    Returns
    -------
    Array (frames, bands): 20th percentile over the stretch, linear between anchors one twentieth of a span apart.
    """
    n_frames = len(levels)
    half = max(1, span_frames // 2)
    anchors = np.arange(0, n_frames, max(1, span_frames // _ANCHORS_PER_SPAN))
    # A percentile over every few frames is as good as over all, since neighboring frames overlap.
    stride = max(1, span_frames // _FRAMES_PER_ANCHOR)
    floors = np.stack(
        [np.percentile(levels[max(0, a - half) : a + half + 1 : stride], FLOOR_PERCENTILE, axis=0) for a in anchors]
    )
    right = np.clip(np.searchsorted(anchors, np.arange(n_frames), side="right"), 1, max(1, len(anchors) - 1))
    if len(anchors) == 1:
        return np.repeat(floors, n_frames, axis=0).astype(np.float32)
    left = right - 1
    share = np.clip((np.arange(n_frames) - anchors[left]) / (anchors[right] - anchors[left]), 0.0, 1.0)
    return (floors[left] * (1 - share)[:, None] + floors[right] * share[:, None]).astype(np.float32)


def activity(excess: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far each frame rises above the background.

    Parameters
    ----------
    excess : array (frames, bands), level minus background in dB.

    Returns
    -------
    Array (frames,): mean of the loudest fifth of the bands, in dB.
    """
    n_loud = max(1, round(LOUD_SHARE * excess.shape[1]))
    loud = np.partition(excess, excess.shape[1] - n_loud, axis=1)[:, -n_loud:]
    return loud.mean(axis=1)
