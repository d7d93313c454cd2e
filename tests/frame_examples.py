"""Levels of made sound, for the tests of taught detectors."""

from __future__ import annotations

import numpy as np

from coincide.events import usual_hearing
from coincide.features import FeatureSettings, FrameGrid, frame_grid

RATE_HZ = 8000
GRID = frame_grid(RATE_HZ, FeatureSettings())
HEARING = usual_hearing(RATE_HZ, FeatureSettings(hearing="fixed"))


def levels_with_calls(seed: int, *, n_frames: int = 3000, peak_db: float = 12.0) -> tuple[np.ndarray, np.ndarray]:
    """Return levels (frames, bands) of noise with a soft call every 100 frames, and whether a frame is in one."""
    rng = np.random.default_rng(seed)
    power = rng.gamma(4.0, 0.25, (n_frames, GRID.n_bands))
    inside = np.zeros(n_frames, dtype=bool)
    for start in range(40, n_frames - 60, 100):
        length = int(rng.integers(15, 30))
        low = int(rng.integers(5, 20))
        level = 10.0 ** ((peak_db + rng.uniform(-3.0, 3.0)) / 10.0)
        shape = level * np.hanning(length + 2)[1:-1, None] ** 0.5
        power[start : start + length, low : low + 10] += shape * rng.gamma(4.0, 0.25, (length, 10))
        inside[start : start + length] = True
    return (10.0 * np.log10(power) - 40.0).astype(np.float32), inside


def other_grid() -> FrameGrid:
    """Frames of another sample rate."""
    return frame_grid(2 * RATE_HZ, FeatureSettings())
