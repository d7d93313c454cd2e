"""Mel-spaced triangular filters for any sample rate.

The mel scale is O'Shaughnessy's (1987): `m = 2595 log10(1 + f / 700)`. Every filter covers at least one bin of the
Fourier transform, since a filter without a bin would give a constant band.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Spacing = Literal["mel", "linear"]
"""Whether bands are equally wide on the mel scale or in Hz."""


def mel_from_hz(frequency_hz: NDArray[np.floating] | float) -> NDArray[np.float64]:
    """Convert Hz to mel."""
    return 2595.0 * np.log10(1.0 + np.asarray(frequency_hz, dtype=np.float64) / 700.0)


def hz_from_mel(mel: NDArray[np.floating] | float) -> NDArray[np.float64]:
    """Convert mel to Hz."""
    return 700.0 * (10.0 ** (np.asarray(mel, dtype=np.float64) / 2595.0) - 1.0)


def band_edges_hz(*, low_hz: float, high_hz: float, n_bands: int, spacing: Spacing = "mel") -> NDArray[np.float64]:
    """Return the `n_bands + 1` edges of bands that are equally wide in mel or in Hz; in Hz, ascending."""
    if spacing == "linear":
        return np.linspace(low_hz, high_hz, n_bands + 1)
    mels = np.linspace(float(mel_from_hz(low_hz)), float(mel_from_hz(high_hz)), n_bands + 1)
    return hz_from_mel(mels)


def mel_filterbank(
    *, sample_rate_hz: float, n_fft: int, low_hz: float, high_hz: float, n_bands: int, spacing: Spacing = "mel"
) -> NDArray[np.float32]:
    """Build triangular filters that average the power of their bins.

    Parameters
    ----------
    n_fft : length of the Fourier transform in samples.
    low_hz, high_hz : outer edges, 0 ≤ low < high. Bands above the Nyquist frequency are all zero.

    Returns
    -------
    Array (n_bands, n_fft // 2 + 1); each row that lies below Nyquist sums to 1.
    """
    edges = band_edges_hz(low_hz=low_hz, high_hz=high_hz, n_bands=n_bands, spacing=spacing)
    bins_hz = np.fft.rfftfreq(n_fft, 1.0 / sample_rate_hz)
    centers = (edges[1:] + edges[:-1]) / 2
    half_widths = np.maximum(edges[1:] - edges[:-1], sample_rate_hz / n_fft)
    weights = np.maximum(0.0, 1.0 - np.abs(bins_hz[None, :] - centers[:, None]) / half_widths[:, None])
    weights[centers > sample_rate_hz / 2] = 0.0
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0).astype(np.float32)
