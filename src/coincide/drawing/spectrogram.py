"""A spectrogram as a PNG: the band around the event, the event marked, the background dark.

The analysis window balances both axes. A window of `w` seconds tells ``view_s / w`` moments and ``band_hz * w``
frequencies apart; it is chosen so that both have the same size in pixels (Gabor 1946: the product of the two
resolutions is fixed). One formula thus serves whale moans at 8 kHz and bat calls at 384 kHz. Levels are relative
to the clip itself. Labels are not drawn: the page writes them as text, which stays sharp and can be read aloud.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import fft

from coincide.drawing.png import palette_png

WIDTH_PX = 320
HEIGHT_PX = 180
N_SHADES = 36
"""Shades of the color map; 36 look like 256 in a small noisy picture and compress to half the bytes."""
# Perceptually uniform, from black over purple to pale yellow (van der Walt and Smith 2015, CC0).
_MAGMA = (
    (0, 0, 4),
    (28, 16, 68),
    (79, 18, 123),
    (129, 37, 129),
    (181, 54, 122),
    (229, 80, 100),
    (251, 135, 97),
    (254, 194, 135),
    (252, 253, 191),
)
BLOCK_VALUES = 2**20
"""Samples under windows that are transformed at once: a large picture needs no more memory than a small one."""
_MARK_COLOR = (158, 237, 230)
_RANGE_DB = (32.0, 55.0)
"""Smallest and largest distance from black to the brightest shade."""


def frequency_window(low_hz: float, high_hz: float, sample_rate_hz: int) -> tuple[float, float]:
    """Return the band to show: that of the event, a margin of half its width, at least an eighth of its top.

    Parameters
    ----------
    low_hz, high_hz : band of the event.

    Returns
    -------
    Lowest and highest frequency in Hz, 0 ≤ lowest < highest ≤ Nyquist.
    """
    nyquist_hz = sample_rate_hz / 2
    margin_hz = max((high_hz - low_hz) / 2, high_hz / 8, nyquist_hz / 50)
    top_hz = min(high_hz + margin_hz, nyquist_hz)
    return min(max(low_hz - margin_hz, 0.0), top_hz * 0.9), top_hz


def spectrogram_png(
    clip: np.ndarray,
    sample_rate_hz: int,
    *,
    event_onset_s: float,
    event_offset_s: float,
    low_hz: float,
    high_hz: float,
    view_onset_s: float = 0.0,
    view_offset_s: float | None = None,
    width_px: int = WIDTH_PX,
    height_px: int = HEIGHT_PX,
    effort: int = 9,
) -> bytes:
    """Draw one event.

    Parameters
    ----------
    clip : (samples,) mono; not-a-number counts as silence.
    event_onset_s, event_offset_s : of the event, from the clip's first sample; marked by thin dashed lines.
    low_hz, high_hz : band of the event; what is shown is `frequency_window` of it.
    view_onset_s, view_offset_s : stretch to show, from the clip's first sample, by default the whole clip;
        what lies outside the clip is drawn as background.
    effort : of packing, see `palette_png`.

    Returns
    -------
    The bytes of a PNG file of `width_px` by `height_px`, low frequencies at the bottom.
    """
    stop_s = clip.size / sample_rate_hz if view_offset_s is None else view_offset_s
    view_s = max(stop_s - view_onset_s, 4 / sample_rate_hz)
    shades = spectrogram_shades(
        clip,
        sample_rate_hz,
        band_hz=frequency_window(low_hz, high_hz, sample_rate_hz),
        view_s=(view_onset_s, view_onset_s + view_s),
        size=(height_px, width_px),
        n_shades=N_SHADES,
    )
    for time_s in (event_onset_s, event_offset_s):
        _mark(shades, round((time_s - view_onset_s) / view_s * width_px))
    return palette_png(shades, magma(), effort=effort)


def spectrogram_shades(
    clip: np.ndarray,
    sample_rate_hz: int,
    *,
    band_hz: tuple[float, float],
    view_s: tuple[float, float],
    size: tuple[int, int],
    n_shades: int,
) -> np.ndarray:
    """Return the spectrogram of a clip as whole numbers, for any way to draw it.

    Parameters
    ----------
    clip : (samples,) mono; not-a-number counts as silence.
    band_hz : lowest and highest frequency to show.
    view_s : stretch to show, from the clip's first sample; longer than nothing.
    size : height and width of the result.

    Returns
    -------
    Array (height, width) of bytes from 0 for background to ``n_shades - 1``, highest frequency first.
    """
    width_s = (view_s[1] - view_s[0]) / size[1]
    levels_db = _levels(
        np.nan_to_num(clip, nan=0.0, posinf=0.0, neginf=0.0),
        sample_rate_hz,
        view_s[0] + (np.arange(size[1]) + 0.5) * width_s,
        band_hz,
        view_s[1] - view_s[0],
        size[0],
    )
    return _shades(levels_db, n_shades)[::-1]


def _levels(
    clip: np.ndarray,
    sample_rate_hz: int,
    centers_s: np.ndarray,
    window: tuple[float, float],
    view_s: float,
    height_px: int,
) -> np.ndarray:
    """Return dB, (height_px, width_px), lowest frequency first; -inf outside the clip and in silence."""
    span_hz = window[1] - window[0]
    ideal_s = 2.0 * math.sqrt(view_s / span_hz * height_px / centers_s.size)
    n_window = int(np.clip(ideal_s * sample_rate_hz, 16, 16384))
    centers = np.round(centers_s * sample_rate_hz).astype(np.int64)
    padded = np.pad(clip.astype(np.float32), n_window)
    levels = np.empty((centers.size, height_px))
    n_block = max(1, BLOCK_VALUES // n_window)
    for first in range(0, centers.size, n_block):
        power = _power(padded, centers[first : first + n_block], n_window)  # (columns, bins)
        levels[first : first + n_block] = _at_rows(power, window, sample_rate_hz, height_px)
    return levels.T


def _at_rows(power: np.ndarray, window: tuple[float, float], sample_rate_hz: int, height_px: int) -> np.ndarray:
    """Return dB at evenly spaced frequencies, (columns, height_px)."""
    bins_per_hz = (power.shape[1] - 1) / (sample_rate_hz / 2)
    return decibels_between(power, np.linspace(window[0], window[1], height_px) * bins_per_hz)


def decibels_between(power: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return dB of power (columns, bins) at places between bins, (columns, places)."""
    below = np.minimum(places.astype(np.int64), power.shape[1] - 2)
    share = places - below
    with np.errstate(divide="ignore"):
        return 10 * np.log10(power[:, below] * (1 - share) + power[:, below + 1] * share)


def _power(padded: np.ndarray, centers: np.ndarray, n_window: int) -> np.ndarray:
    """Return the power spectrum around each center sample, (centers, bins); zero outside the clip.

    Parameters
    ----------
    padded : the clip between `n_window` zeros on either side.
    """
    starts = np.clip(centers + n_window - n_window // 2, 0, padded.size - n_window)
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_window)[starts]
    n_fft = fft.next_fast_len(2 * n_window, real=True)
    spectrum = np.asarray(fft.rfft(frames * np.hanning(n_window).astype(np.float32), n_fft, axis=1))
    is_inside = (centers >= 0) & (centers < padded.size - 2 * n_window)
    return np.square(np.abs(spectrum)) * is_inside[:, None]


def _shades(levels_db: np.ndarray, n_shades: int) -> np.ndarray:
    """Map levels to shades: black near the usual background, brightest at the loudest."""
    heard = levels_db[np.isfinite(levels_db)]
    if heard.size == 0:
        return np.zeros(levels_db.shape, np.uint8)
    usual_db, top_db = np.percentile(heard, (50, 99.7))
    range_db = float(np.clip(top_db - usual_db + 2, *_RANGE_DB))
    scaled = np.clip((levels_db - top_db) / range_db + 1, 0, 1)
    return np.round(scaled * (n_shades - 1)).astype(np.uint8)


def _mark(shades: np.ndarray, column: int) -> None:
    """Draw a dashed line two pixels wide, in place; nothing if it lies outside."""
    if 0 <= column < shades.shape[1]:
        is_dash = np.arange(shades.shape[0]) % 10 < 5
        shades[is_dash, max(column - 1, 0) : column + 1] = N_SHADES


def magma() -> np.ndarray:
    """Return the shades, evenly spaced between nine colors of magma, and the color of the marks."""
    shade, anchor = np.linspace(0, 1, N_SHADES), np.linspace(0, 1, len(_MAGMA))
    channels = [np.interp(shade, anchor, channel) for channel in np.transpose(_MAGMA)]
    return np.round(np.vstack([np.transpose(channels), _MARK_COLOR])).astype(np.uint8)
