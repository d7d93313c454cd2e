"""Up to which frequency a recording holds sound at all, where an encoder left out what is higher.

MP3 and other lossy formats leave the highest frequencies empty. At the edge, sound comes and goes with what the encoder
can afford, and would look like calls. So a recording is heard up to there, as if its sample rate were lower. The noise
of microphones and converters is much closer to the sound below than what an encoder leaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide import kernels

_N_FFT = 1024
_MOST_FRAMES = 400
_USUAL_SHARE = 0.75
"""So many frames are no louder: for half of the time, there may be digital silence."""
_EMPTY_DB = 70.0
"""What is left out lies so far below the rest at least; MP3 encoders leave 85 dB and more."""
_EDGE_DB = 10.0
"""Bins so far below the rest are on the edge."""
_REST = (0.5, 0.8)
"""The rest, as shares of what may be kept: near its end, so that noise which falls with frequency has no limit."""
_FEWEST_BINS = 64
"""An eighth of all are kept at least: in fewer, hum would be sound, and all else nothing."""
_STEP_BINS = 16
"""Recordings of one encoder agree in whole steps. The last one below the edge is left out: its level is restless."""
_TINY_POWER = 1e-30


def limit_hz(sound: NDArray[np.float32], sample_rate_hz: int) -> float | None:
    """Return the frequency up to which a recording holds sound, in steps of a 64th of the sample rate.

    Parameters
    ----------
    sound : array (time,), full scale ±1; its beginning is enough.

    Returns
    -------
    None if it holds sound up to the highest frequency, or if nothing can be said.
    """
    if len(sound) < _N_FFT:
        return None
    level_db = _levels(sound)  # (bins,)
    highest_db = np.maximum.accumulate(level_db[::-1])[::-1]  # of this bin and those above
    n_loud = int(np.count_nonzero(highest_db >= level_db.max() - _EMPTY_DB))
    for n_kept in range(max(_FEWEST_BINS, n_loud), len(level_db)):
        rest_db = np.median(level_db[int(_REST[0] * n_kept) : int(_REST[1] * n_kept)])
        if highest_db[n_kept] < rest_db - _EMPTY_DB:
            n_heard = int(np.flatnonzero(level_db[:n_kept] >= rest_db - _EDGE_DB)[-1]) + 1
            return (n_heard // _STEP_BINS - 1) * _STEP_BINS * sample_rate_hz / _N_FFT
    return None


def _levels(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the level of each bin in dB, (bins,): that of white noise is about the level of the noise."""
    n_frames = min(_MOST_FRAMES, len(sound) // _N_FFT)
    starts = np.linspace(0, len(sound) - _N_FFT, n_frames).astype(np.int64)
    taper = np.hanning(_N_FFT)
    windows = np.lib.stride_tricks.sliding_window_view(sound, _N_FFT)
    spectra = np.fft.rfft(windows[starts] * taper, axis=1)  # (frames, bins)
    power = np.square(spectra.real) + np.square(spectra.imag)
    usual = kernels.percentiles_around(
        power.astype(np.float32), apart=n_frames, half=n_frames, stride=1, share=_USUAL_SHARE
    )[0]
    return 10.0 * np.log10(usual.astype(np.float64) / np.sum(taper**2) + _TINY_POWER)
