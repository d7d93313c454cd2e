"""White noise that levels are compared with, the same for all."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray


def white_noise(n_samples: int) -> NDArray[np.float32]:
    """Return the first samples of white noise, (n_samples,), with a standard deviation of 1; they cannot be changed."""
    return _NOISE.first(n_samples)


class Noise:
    """Keeps what was drawn so far, since drawing a frame takes ten times as long as turning it into levels."""

    def __init__(self) -> None:
        self._generator = np.random.default_rng(0)
        self._drawn = np.empty(0, dtype=np.float32)
        self._lock = Lock()

    def first(self, n_samples: int) -> NDArray[np.float32]:
        """Return the first samples, (n_samples,), and draw those that are missing."""
        with self._lock:
            if n_samples > len(self._drawn):
                more = self._generator.standard_normal(n_samples - len(self._drawn))
                self._drawn = np.concatenate([self._drawn, more], dtype=np.float32, casting="same_kind")
                self._drawn.flags.writeable = False
            return self._drawn[:n_samples]


_NOISE = Noise()
