"""A clip as a small sound file that every browser plays.

Chromium, Firefox and Safari all play MP3 and 16-bit WAV; Ogg Vorbis fails in older Safari and FLAC is four times
as large as MP3. The smaller of MP3 and WAV is taken: MP3 for all but the shortest clips. People hear up to about
16 kHz, so what lies higher is played slower by a whole factor, as bat detectors do, and 32,000 samples in a second are
enough.
"""

from __future__ import annotations

import io
import math
from fractions import Fraction

import numpy as np

from coincide.errors import InputError
from coincide.wording import duration

LONGEST_S = 4.0
"""Playing time after which a clip is cut, so that many examples fit into one page."""
_AUDIBLE_HZ = 15_000.0
_COMFORTABLE_HZ = 12_000.0
_ORDINARY_RATE_HZ = 48_000
_FADE_S = 0.005
_SLOWER = (2, 4, 5, 8, 10, 16, 20, 32, 50, 100, 200, 500, 1000)
_MP3_RATES_HZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000)
_WAV_RATES_HZ = (*_MP3_RATES_HZ, 44100, 48000)
_PEAK = 0.9


def playable(clip: np.ndarray, sample_rate_hz: int, *, high_hz: float | None = None) -> tuple[bytes, str, str]:
    """Make a clip playable in a browser: peak-normalized, faded over 5 ms, slowed down if it must be.

    It is cut after `LONGEST_S` of playing.

    Parameters
    ----------
    clip : (samples,) mono, at least one sample; not-a-number counts as silence.
    high_hz : highest frequency to be heard; by default half the sample rate.

    Returns
    -------
    The file's bytes, its media type, and a remark for the caption such as ``10 times slower``, often empty.

    Raises
    ------
    InputError : `clip` is empty or not mono.
    """
    sound, rate_hz, remark = _audible(clip, sample_rate_hz, high_hz=high_hz)
    return *_encoded(sound, rate_hz), remark


def playable_wav(clip: np.ndarray, sample_rate_hz: int, *, high_hz: float | None = None) -> bytes:
    """Make a clip playable by any program: the sound of `playable` as 16-bit WAV."""
    sound, rate_hz, _ = _audible(clip, sample_rate_hz, high_hz=high_hz)
    return _as_wav(sound, rate_hz)


def excerpt_wav(clip: np.ndarray, sample_rate_hz: int, *, expand: int = 1) -> bytes:
    """Make a whole excerpt playable as 16-bit WAV: peak-normalized, `expand` times slower, never cut.

    Parameters
    ----------
    clip : (samples,) mono, perhaps empty; not-a-number counts as silence.

    Notes
    -----
    The file has `n_played` samples, which may be far more than `clip` has: check that first.
    """
    samples = np.nan_to_num(clip, nan=0.0, posinf=0.0, neginf=0.0)
    rate_hz = _excerpt_rate_hz(sample_rate_hz, expand)
    if samples.size == 0:
        return _as_wav(samples, rate_hz)
    return _as_wav(_faded(_normalized(_resampled(samples, sample_rate_hz / expand, rate_hz)), rate_hz), rate_hz)


def n_played(n_samples: int, sample_rate_hz: int, *, expand: int = 1) -> int:
    """Return how many samples `excerpt_wav` makes of `n_samples`."""
    return math.ceil(n_samples * expand / sample_rate_hz * _excerpt_rate_hz(sample_rate_hz, expand))


def _excerpt_rate_hz(sample_rate_hz: int, expand: int) -> int:
    return max((rate for rate in _WAV_RATES_HZ if rate * expand <= sample_rate_hz), default=_WAV_RATES_HZ[0])


def slowdown(sample_rate_hz: int, *, high_hz: float | None = None) -> int:
    """Return how many times slower a clip is played: 1 if people hear `high_hz`, else what makes it comfortable."""
    highest_hz = sample_rate_hz / 2 if high_hz is None else high_hz
    is_ordinary = high_hz is None and sample_rate_hz <= _ORDINARY_RATE_HZ
    if highest_hz <= _AUDIBLE_HZ or is_ordinary:
        return 1
    return next((factor for factor in _SLOWER if highest_hz / factor <= _COMFORTABLE_HZ), _SLOWER[-1])


def _audible(clip: np.ndarray, sample_rate_hz: int, *, high_hz: float | None) -> tuple[np.ndarray, int, str]:
    """Return samples that people can hear, their rate, and a remark on what was done to them."""
    if clip.ndim != 1 or clip.size == 0:
        raise InputError(
            f"`clip` must be mono with at least one sample, got shape {clip.shape}. Mix its channels, or leave it out."
        )
    factor = slowdown(sample_rate_hz, high_hz=high_hz)
    played_rate_hz = sample_rate_hz / factor
    n_kept = max(1, int(LONGEST_S * played_rate_hz))
    samples = np.nan_to_num(clip[:n_kept], nan=0.0, posinf=0.0, neginf=0.0).astype(np.float64)
    rate_hz = max((rate for rate in _MP3_RATES_HZ if rate <= played_rate_hz), default=_MP3_RATES_HZ[0])
    sound = _faded(_normalized(_resampled(samples, played_rate_hz, rate_hz)), rate_hz)
    remarks = [f"{factor} times slower"] if factor > 1 else []
    remarks += [f"first {duration(LONGEST_S / factor)}"] if n_kept < clip.size else []
    return sound, rate_hz, ", ".join(remarks)


def _resampled(samples: np.ndarray, from_hz: float, to_hz: int) -> np.ndarray:
    from scipy.signal import resample_poly

    # A ratio of small numbers keeps the filter short; the pitch is off by less than a thousandth.
    ratio = Fraction(to_hz / from_hz).limit_denominator(500)
    if ratio == 1 or ratio == 0:
        return samples
    return np.asarray(resample_poly(samples, ratio.numerator, ratio.denominator))


def _normalized(samples: np.ndarray) -> np.ndarray:
    centered = samples - samples.mean()
    peak = max(float(centered.max()), -float(centered.min()))
    return centered * (_PEAK / peak) if peak > 0 else centered


def _faded(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    n_fade = min(math.ceil(_FADE_S * rate_hz), samples.size // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, n_fade)) ** 2
    faded = samples.astype(np.float32)
    faded[:n_fade] = samples[:n_fade] * ramp
    faded[samples.size - n_fade :] = samples[samples.size - n_fade :] * ramp[::-1]
    return faded


def _encoded(samples: np.ndarray, rate_hz: int) -> tuple[bytes, str]:
    import soundfile

    wav = _as_wav(samples, rate_hz)
    if "MP3" not in soundfile.available_formats():  # libsndfile before 1.1, still shipped by some Linux systems
        return wav, "audio/wav"
    mp3 = io.BytesIO()
    soundfile.write(
        mp3,
        samples,
        rate_hz,
        format="MP3",
        subtype="MPEG_LAYER_III",
        compression_level=0.5,
        bitrate_mode="VARIABLE",
    )
    if len(mp3.getvalue()) < len(wav):
        return mp3.getvalue(), "audio/mpeg"
    return wav, "audio/wav"


def _as_wav(samples: np.ndarray, rate_hz: int) -> bytes:
    import soundfile

    wav = io.BytesIO()
    soundfile.write(wav, samples, rate_hz, format="WAV", subtype="PCM_16")
    return wav.getvalue()
