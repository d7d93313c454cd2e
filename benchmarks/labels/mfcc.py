"""Statistics of mel-frequency cepstra: the features that one would compute without a learned embedding.

Thirteen coefficients per 10 ms; their mean, deviation, the same of their differences, the means of three thirds of the
clip, and its duration: 92 numbers.

Davis and Mermelstein 1980.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.fft
import soundfile

from coincide.features import mel_filterbank

N_COEFFICIENTS, N_BANDS, N_FFT = 13, 40, 512
WINDOW_S, HOP_S = 0.025, 0.010
_FLOOR = 1e-10

Floats = npt.NDArray[np.float32]


def mfcc_statistics(paths: Sequence[Path]) -> Floats:
    """Return one row per clip, (n, 92)."""
    rows: list[Floats] = []
    for path in paths:
        samples, rate_hz = soundfile.read(path, dtype="float32")
        rows.append(_statistics(_cepstra(samples, rate_hz), len(samples) / rate_hz))
    return np.stack(rows)


def _cepstra(samples: Floats, rate_hz: int) -> Floats:
    """Return (frames, coefficients), at least one frame."""
    window, hop = round(WINDOW_S * rate_hz), round(HOP_S * rate_hz)
    padded = np.pad(samples, (0, max(0, window - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]
    power = np.abs(scipy.fft.rfft(frames * np.hanning(window), N_FFT, axis=1)) ** 2
    filters = mel_filterbank(sample_rate_hz=rate_hz, n_fft=N_FFT, low_hz=50.0, high_hz=0.49 * rate_hz, n_bands=N_BANDS)
    levels = np.log(power @ filters.T + _FLOOR)
    return scipy.fft.dct(levels, axis=1, norm="ortho")[:, :N_COEFFICIENTS].astype(np.float32)


def _statistics(cepstra: Floats, duration_s: float) -> Floats:
    differences = np.diff(cepstra, axis=0) if len(cepstra) > 1 else np.zeros_like(cepstra)
    thirds = [part.mean(axis=0) if len(part) > 0 else cepstra.mean(axis=0) for part in np.array_split(cepstra, 3)]
    parts = [cepstra.mean(axis=0), cepstra.std(axis=0), differences.mean(axis=0), differences.std(axis=0), *thirds]
    return np.concatenate([*parts, [duration_s]]).astype(np.float32)
