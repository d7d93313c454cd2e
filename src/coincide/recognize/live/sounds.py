"""Sounds on which two runtimes must agree: silence, a constant, tones, noise and calls.

Pure tones are the hard ones: 100 dB beside them lies nothing but rounding, which no two machines do alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SECONDS = 1.5
_CALLS = ((0.5, 0.62), (1.1, 1.18))
"""When there are calls, in seconds."""


def hard_sounds(sample_rate_hz: int, *, low_hz: float, high_hz: float) -> dict[str, NDArray[np.float32]]:
    """Return sounds (time,) of 2 s by name, the calls between `low_hz` and `high_hz`."""
    seconds = np.arange(round(_SECONDS * sample_rate_hz)) / sample_rate_hz
    noise = np.random.default_rng(0).normal(size=len(seconds))
    is_call = np.zeros(len(seconds))
    for start_s, stop_s in _CALLS:
        is_call[(seconds >= start_s) & (seconds < stop_s)] = 1.0
    middle_hz = (low_hz * high_hz) ** 0.5 if low_hz > 0 else high_hz / 4
    tone = np.sin(2 * np.pi * middle_hz * seconds)
    chirp = np.sin(2 * np.pi * (middle_hz * seconds + (high_hz - middle_hz) * (seconds % 0.5) ** 2 / 2))
    sounds = {
        "silence": 0.0 * seconds,
        "a constant": 0.0 * seconds + 0.5,
        "a tone": 0.9 * tone,
        "noise": 0.1 * noise,
        "tones": 0.5 * is_call * tone,
        "tones in noise": 0.5 * is_call * tone + 1e-3 * noise,
        "chirps": 0.5 * is_call * chirp + 1e-4 * noise,
        "chirps as 16 bits": np.round(16384 * is_call * chirp) / 32768,
    }
    return {name: sound.astype(np.float32) for name, sound in sounds.items()}
