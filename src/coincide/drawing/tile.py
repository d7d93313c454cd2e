"""Pieces of one long spectrogram: drawn one by one, and joining without a seam.

All pieces of a recording share one scale of levels, taken from samples all over it, and linear frequency. Levels are
densities (power per Hz), so that the background has one color at every zoom. The analysis window follows the zoom as in
`spectrogram`, and is the same for all pieces of a zoom.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from coincide.drawing.png import palette_png
from coincide.drawing.spectrogram import BLOCK_VALUES, N_SHADES, decibels_between, magma

Read = Callable[[int, int], NDArray[np.float32]]
"""Returns the samples from one number up to another; what lies outside the recording is left out."""
_MAX_WINDOW, _MIN_WINDOW = 16_384, 16
_READ_WHOLE = 4_000_000
"""Samples up to which a piece is read as one; of a longer one only what is under each column."""
_N_FRAMES = 4
_EFFORT = 4
_RANGE_DB = (35.0, 70.0)
_N_HEARD, _HEARD_WINDOW = 64, 1024


@dataclass(frozen=True, slots=True)
class LevelScale:
    """Which levels are black and brightest, in dB of power per Hz."""

    dark_db: float
    bright_db: float


@dataclass(frozen=True, slots=True)
class TileView:
    """What a piece shows.

    Attributes
    ----------
    from_s, to_s : may reach beyond the recording; that is black.
    """

    from_s: float
    to_s: float
    low_hz: float
    high_hz: float
    width_px: int
    height_px: int


def hear_scale(read: Read, n_samples: int) -> LevelScale:
    """Choose the scale of a recording from short windows all over it."""
    starts = np.linspace(0, max(0, n_samples - _HEARD_WINDOW), _N_HEARD).astype(np.int64)
    heard = [read(int(start), int(start) + _HEARD_WINDOW) for start in dict.fromkeys(starts.tolist())]
    whole = np.stack([_filled(each, _HEARD_WINDOW) for each in heard])
    with np.errstate(divide="ignore"):
        levels = 10 * np.log10(_densities(whole))
    known = levels[np.isfinite(levels)]
    if known.size == 0:
        return LevelScale(-100.0, -50.0)
    usual_db, top_db = np.percentile(known, (50, 99.8))
    range_db = float(np.clip(top_db - usual_db + 4, *_RANGE_DB))
    # A little above the background, or its flicker would hide faint calls.
    return LevelScale(float(usual_db) + 2, float(usual_db) + 2 + range_db)


def tile_png(read: Read, sample_rate_hz: int, n_samples: int, view: TileView, scale: LevelScale) -> bytes:
    """Draw a piece as PNG, low frequencies at the bottom."""
    n_window = _window(view, sample_rate_hz)
    step = (view.to_s - view.from_s) * sample_rate_hz / view.width_px
    n_frames = int(np.clip(step / n_window, 1, _N_FRAMES))
    places = view.from_s * sample_rate_hz + (np.arange(view.width_px * n_frames) + 0.5) * (step / n_frames)
    centers = np.round(places).astype(np.int64).reshape(view.width_px, n_frames)
    read = _read_once(read, max(0, int(centers[0, 0]) - n_window), min(n_samples, int(centers[-1, -1]) + n_window))
    n_block = max(1, BLOCK_VALUES // (n_frames * n_window))
    shades = np.zeros((view.width_px, view.height_px), dtype=np.uint8)
    for first in range(0, view.width_px, n_block):
        densities = _densities_at(read, n_samples, centers[first : first + n_block], n_window)  # (columns, bins)
        shades[first : first + n_block] = _shades(densities, sample_rate_hz, view, scale)
    return palette_png(shades.T[::-1], magma(), effort=_EFFORT)


def _read_once(read: Read, first: int, last: int) -> Read:
    """Return a way to read that needs the file but once, if the stretch is short enough to be held."""
    if not 0 < last - first <= _READ_WHOLE:
        return read
    whole = read(first, last)
    return lambda start, stop: whole[start - first : stop - first]


def _densities_at(read: Read, n_samples: int, centers: NDArray[np.int64], n_window: int) -> NDArray[np.float64]:
    """Return the mean density around the centers (columns, frames) of each column; zero beyond the recording."""
    flat = centers.reshape(-1)
    inside = (flat >= 0) & (flat < n_samples)
    found = np.zeros((len(flat), int(fft.next_fast_len(2 * n_window, real=True) or 0) // 2 + 1))
    if inside.any():
        found[inside] = _densities(_frames(read, flat[inside], n_window), n_window)
    return found.reshape(*centers.shape, -1).mean(axis=1)


def _shades(
    densities: NDArray[np.float64], sample_rate_hz: int, view: TileView, scale: LevelScale
) -> NDArray[np.uint8]:
    """Return the shade of each pixel, (columns, height), lowest frequency first."""
    bins_per_hz = (densities.shape[1] - 1) / (sample_rate_hz / 2)
    middles_hz = view.low_hz + (np.arange(view.height_px) + 0.5) * (view.high_hz - view.low_hz) / view.height_px
    levels_db = decibels_between(densities, np.minimum(middles_hz * bins_per_hz, densities.shape[1] - 1))
    scaled = np.clip((levels_db - scale.dark_db) / (scale.bright_db - scale.dark_db), 0, 1)
    return np.round(scaled * (N_SHADES - 1)).astype(np.uint8)


def _window(view: TileView, sample_rate_hz: int) -> int:
    s_per_px = (view.to_s - view.from_s) / view.width_px
    hz_per_px = (view.high_hz - view.low_hz) / view.height_px
    ideal = 2.0 * math.sqrt(s_per_px / hz_per_px) * sample_rate_hz
    return int(np.clip(ideal, _MIN_WINDOW, _MAX_WINDOW))


def _frames(read: Read, centers: NDArray[np.int64], n_window: int) -> NDArray[np.float32]:
    """Return the samples around each center, (centers, n_window)."""
    starts = centers - n_window // 2
    first, last = int(starts[0]), int(starts[-1]) + n_window
    if last - first <= max(_READ_WHOLE, 4 * n_window):
        before = max(0, -first)
        whole = np.zeros(last - first, dtype=np.float32)
        heard = read(max(first, 0), last)
        whole[before : before + len(heard)] = heard
        return np.lib.stride_tricks.sliding_window_view(whole, n_window)[starts - first]
    return np.stack([_filled(read(max(start, 0), start + n_window), n_window) for start in starts.tolist()])


def _densities(frames: NDArray[np.float32], n_window: int | None = None) -> NDArray[np.float64]:
    """Return power per frequency of frames (n, window), (n, bins), for a sample rate of 1."""
    size = frames.shape[1] if n_window is None else n_window
    taper = np.hanning(size + 1)[:-1].astype(np.float32) if size > 1 else np.ones(1, dtype=np.float32)
    sound = np.nan_to_num(frames, nan=0.0, posinf=0.0, neginf=0.0)
    spectrum = np.asarray(fft.rfft(sound * taper, fft.next_fast_len(2 * size, real=True), axis=1))
    return np.square(np.abs(spectrum)).astype(np.float64) / float(np.square(taper).sum())


def _filled(samples: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    return np.pad(samples[:size], (0, max(0, size - len(samples))))
