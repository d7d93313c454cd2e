"""How much of the sound at other frequencies comes into each band, through the window of the frames.

No window keeps other frequencies out altogether (Harris 1978). Beside a steep edge in the spectrum, such as that of a
recorder's filter, bands that are empty hold what louder ones leak, and that rises and falls in many of them at once, as
a call does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coincide.features.mel import Spacing
from coincide.features.spectrogram import FrameGrid

_OWN_BANDS, _OWN_RESOLUTIONS = 1.0, 0.75
"""How far from the middle of a band frequencies are its own: in widths of the band, plus steps by which the window
tells frequencies apart."""
_MARGIN_DB: Mapping[Spacing, float] = {"linear": 12.0, "mel": 8.0}
"""A background that lies further above what leaks into its band is its own. Low mel bands beside a rumble hold up to a
tenth of it, and edges of song hang on them."""
_MOST_OF_WHITE = 0.6
"""With the margin, in white noise. More leaks where bands are too narrow to be told apart."""


@lru_cache(maxsize=16)
def leakage(grid: FrameGrid) -> NDArray[np.float32]:
    """Return how much of the power in each band (column) may come into each other one (row), (bands, bands).

    The margin is included: a background is the band's own if its power exceeds the sum of the backgrounds of all bands,
    each times its share in the row of the band.
    """
    spectrum = np.abs(np.fft.fft(np.hanning(grid.window_samples), grid.n_fft)) ** 2  # of one frequency, around it
    # Filters and spectrum are convolved by multiplying their transforms.
    lags = np.fft.irfft(grid.filters().astype(np.float64), axis=1) * np.fft.fft(spectrum / spectrum.sum()).real
    heard = np.fft.rfft(lags, axis=1).real  # (bands, bins)
    edges_hz, bins_hz = grid.edges_hz, np.fft.rfftfreq(grid.n_fft, 1.0 / grid.sample_rate_hz)
    own_hz = _OWN_BANDS * np.diff(edges_hz) + _OWN_RESOLUTIONS * grid.sample_rate_hz / grid.window_samples
    is_own = np.abs(bins_hz - (edges_hz[1:, None] + edges_hz[:-1, None]) / 2) <= own_hz[:, None]
    is_in = (bins_hz >= edges_hz[:-1, None]) & (bins_hz < edges_hz[1:, None])  # (bands, bins)
    shares = 10.0 ** (_MARGIN_DB[grid.spacing] / 10.0) * np.where(is_own, 0.0, np.maximum(heard, 0.0)) @ is_in.T
    too_much = np.maximum(1.0, shares.sum(axis=1, keepdims=True) / _MOST_OF_WHITE)
    return np.asarray(shares / too_much, dtype=np.float32)
