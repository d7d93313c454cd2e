"""Digital silence: what recorders write where they did not record, and what computers write between sounds.

A frame of digital silence is no background. Two ways to hear sound beside it:

- The noise of a recording is assumed to go on in its silence, so that neither its end nor its beginning is a call.
- Where silence is most of a recording, and what lies between holds no noise to go on, short sounds are calls
  themselves: tones and bursts made by a computer, or cut out by a gate. They are heard over made-up faint noise.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from coincide.events.background.floor import FLOOR_PERCENTILE, running_floor
from coincide.features import FLOOR_POWER, FrameGrid, Spectrograph, white_noise

_N_NOISE_FRAMES = 2_000
"""Frames that tell how much a band spreads: more tell no better, and take longer."""
_SILENT_DB = 10.0 * math.log10(FLOOR_POWER) + 0.01
"""No sound has so little in any band."""
_MOSTLY = 0.5
"""Share of the frames from which on silence is most of a recording."""
_SHORT_SPANS, _TONE_SPANS = 0.05, 0.25
"""Longest sound, and longest tone, that is a call itself, as shares of the span over which the background is followed.
Recorders write longer pieces."""
_TONE_DB, _TONE_BANDS, _LOW_BANDS = 10.0, 0.25, 0.125
"""A tone stands out by so much from bands on both sides, within this share of the bands; the lowest do not tell, since
noise may fall with frequency."""
_FAINT_DB = -80.0
"""Level of the faintest made-up noise, in dB of full scale. Steps of a 16-bit converter are no calls over it."""
_DEPTH_DB = 40.0
"""How far made-up noise lies below the sounds: what fades by more is no part of a call, nor what leaks from it."""


def are_silent(levels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say which frames of levels (frames, bands) are digital silence."""
    is_silent = levels[:, 0] < _SILENT_DB  # a cheap look first: hardly any are
    is_silent[is_silent] = levels[is_silent].max(axis=1) < _SILENT_DB
    return is_silent


def are_sound(spans: NDArray[np.int64], levels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say in the middle of which spans (spans, 2) the levels (frames, bands) are not digital silence."""
    return ~are_silent(levels[spans.sum(axis=1) // 2])


def without_silence(levels: NDArray[np.float32], grid: FrameGrid, span_frames: int) -> NDArray[np.float32]:
    """Replace digital silence by white noise at the background of the nearest sound.

    Frames that are partly silent get the levels of those on the other side of the nearest one that is not: the step
    would look like a call, and one frame, repeated, like a tone. Sound too short for such a frame stays as it is: the
    nearest one may be that of a call.

    Parameters
    ----------
    levels : (frames, bands) in dB.
    span_frames : over how many frames the background is followed.
    """
    is_silent = are_silent(levels)
    reach, is_whole = _whole_frames(is_silent, grid)
    whole = np.flatnonzero(is_whole)
    if len(whole) in (0, len(levels)):
        return levels
    frames = np.arange(len(levels))
    nearest = np.searchsorted((whole[:-1] + whole[1:]) / 2, frames)
    near = whole[nearest]
    mirrored = np.clip(2 * near - frames, 0, len(levels) - 1)
    filled = levels[np.where(np.abs(near - frames) > reach, frames, np.where(is_whole[mirrored], mirrored, near))]
    floor = running_floor(levels[whole], span_frames=span_frames)
    noise = white_excess(grid)
    filled[is_silent] = floor[nearest[is_silent]] + noise[frames[is_silent] % len(noise)]
    return filled


def sounds_in_silence(levels: NDArray[np.float32], grid: FrameGrid, span_frames: int) -> NDArray[np.int64]:
    """Return where sounds begin and end that may be calls because most of the rest is digital silence, (sounds, 2).

    None if they are as long as what recorders write in one piece; parameters as in `without_silence`.
    """
    is_silent = are_silent(levels)
    if np.count_nonzero(is_silent) <= _MOSTLY * len(levels):
        return np.zeros((0, 2), dtype=np.int64)
    is_sound = _whole_frames(is_silent, grid)[1] & (levels.max(axis=1) > _faint_noise(grid).max())
    sounds = np.flatnonzero(np.diff(is_sound, prepend=False, append=False)).reshape(-1, 2)
    if len(sounds) == 0:
        return sounds
    typical = np.median(sounds[:, 1] - sounds[:, 0])
    if typical <= _SHORT_SPANS * span_frames:
        return sounds
    return sounds[_are_tones(levels, sounds) & (typical <= _TONE_SPANS * span_frames)]


def _whole_frames(is_silent: NDArray[np.bool_], grid: FrameGrid) -> tuple[int, NDArray[np.bool_]]:
    """Return how many frames the window of one reaches, and which hold no silence."""
    reach = math.ceil(grid.window_samples / grid.hop_samples)
    return reach, np.asarray(scipy.ndimage.minimum_filter1d(~is_silent, 2 * reach + 1), dtype=np.bool_)


def _are_tones(levels: NDArray[np.float32], sounds: NDArray[np.int64]) -> NDArray[np.bool_]:
    means = np.stack([levels[start:stop].mean(axis=0) for start, stop in sounds.tolist()])
    n_bands = means.shape[1]
    around = scipy.ndimage.grey_opening(means, (1, round(_TONE_BANDS * n_bands)), mode="nearest")
    return (means - around)[:, round(_LOW_BANDS * n_bands) :].max(axis=1) > _TONE_DB


def in_faint_noise(levels: NDArray[np.float32], sounds: NDArray[np.int64], grid: FrameGrid) -> NDArray[np.float32]:
    """Add faint noise to levels (frames, bands), well below the sounds (sounds, 2) in them."""
    noise = _faint_noise(grid)
    loudest = [levels[start:stop].max() for start, stop in sounds.tolist()]
    lift_db = max(0.0, float(np.median(loudest)) - _DEPTH_DB - noise.max())
    added = noise[np.arange(len(levels)) % len(noise)] + np.float32(lift_db)
    return np.float32(10.0) * np.log10(np.float32(10.0) ** (levels / 10) + np.float32(10.0) ** (added / 10))


@lru_cache(maxsize=16)
def white_excess(grid: FrameGrid) -> NDArray[np.float32]:
    """Return how far white noise lies above its background, (frames, bands) in dB."""
    levels = _white_levels(grid, 0.0)
    return (levels - np.percentile(levels, FLOOR_PERCENTILE, axis=0)).astype(np.float32)


@lru_cache(maxsize=16)
def _faint_noise(grid: FrameGrid) -> NDArray[np.float32]:
    return _white_levels(grid, _FAINT_DB)


def _white_levels(grid: FrameGrid, level_db: float) -> NDArray[np.float32]:
    noise = white_noise(_N_NOISE_FRAMES * grid.hop_samples + grid.window_samples)
    return Spectrograph(grid).levels(noise) + np.float32(level_db)
