"""The background: a running low percentile per band, and how far frames rise above it.

Following the 20th percentile of each band over some seconds keeps up with wind, rain and passing ships, and stays below
calls as long as they fill less than four fifths of that time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide import kernels
from coincide.features import FLOOR_POWER

FLOOR_PERCENTILE = 20.0
LOUD_SHARE = 0.2
"""Share of the bands that count for the activity of a frame: calls are narrower than the spectrum."""
ANCHORS_PER_SPAN = 20
_FRAMES_PER_ANCHOR = 400
LEAK_SLOPE = 1.5
"""By how many dB a background is lifted for each dB by which it is below what may leak into its band. Leaks fluctuate:
where there is nothing else, it is lifted by 12 to 18 dB."""


def running_floor(
    levels: NDArray[np.float32],
    *,
    span_frames: int,
    n_anchors: int = ANCHORS_PER_SPAN,
    leaks: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Follow the background of each band.

    Parameters
    ----------
    levels : array (frames, bands) in dB.
    span_frames : length of the stretch around each frame.
    n_anchors : how often the background is measured within a span.
    leaks : array (bands, bands), what may leak into each band; see `coincide.features.leakage`. None for nothing.

    Returns
    -------
    Array (frames, bands): 20th percentile over the stretch, linear between the anchors. Where it may come from
    other bands, it is lifted.
    """
    apart = max(1, span_frames // n_anchors)
    # A percentile over every few frames is as good as over all, since neighboring frames overlap.
    stride = max(1, span_frames // _FRAMES_PER_ANCHOR)
    half, share = max(1, span_frames // 2), FLOOR_PERCENTILE / 100
    floors = kernels.percentiles_around(levels, apart=apart, half=half, stride=stride, share=share)
    if leaks is not None:
        floors = _over_leaks(floors, leaks)
    return kernels.join_anchors(floors, apart=apart, n_frames=len(levels))


def _over_leaks(floors: NDArray[np.float32], leaks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lift backgrounds (anchors, bands) that are little more than what comes from other bands."""
    leaked = 10.0 * np.log10(10.0 ** (floors / 10.0) @ leaks.T + np.float32(FLOOR_POWER))
    return floors + np.float32(LEAK_SLOPE) * np.maximum(leaked - floors, np.float32(0.0))


def activity(excess: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far each frame rises above the background.

    Parameters
    ----------
    excess : array (frames, bands), level minus background in dB.

    Returns
    -------
    Array (frames,): mean of the loudest fifth of the bands, in dB.
    """
    return kernels.mean_of_loudest(excess, n_loud=max(1, round(LOUD_SHARE * excess.shape[1])))
