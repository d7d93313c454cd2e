"""Band levels of many frames, compiled: taper, Fourier transform, bands and decibels, 32 frames at a time.

Nothing but the levels is ever written to memory: the transform of 32 frames stays in the processor's cache. Plain
twin: `kernels/plain/bands.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

from functools import lru_cache

import numpy as np
from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.lane_code import LANES, SQUARE
from coincide_smallworld.distances.lanes import transpose_square
from numba import types

from coincide.kernels.band_plan import BandPlan, Floats, Ints
from coincide.kernels.compiled.fourier_steps import (
    add_power,
    butterfly_of_four,
    butterfly_of_two,
    take_power,
    to_decibels,
    weigh_point,
)

_FLOATS, _INTS = read_only(types.float32, 1), read_only(types.int64, 1)
_PARTED = np.float32(0.5)
"""Two frames that are transformed as one come out with twice their amplitude."""


def band_levels(sound: Floats, starts: Ints, plan: BandPlan) -> Floats:
    """Return the levels of some frames in dB, (frames, bands).

    Parameters
    ----------
    sound : (time,), contiguous.
    starts : (frames,) first sample of each; all of its window lies in the sound.
    """
    levels = np.empty((len(starts), len(plan.first)), dtype=np.float32)
    _band_levels(
        sound,
        np.ascontiguousarray(starts),
        plan.taper * _PARTED,
        _turns(plan.n_fft),
        plan.first,
        plan.stop,
        plan.weights,
        np.float32(plan.floor_power),
        plan.n_fft,
        levels,
    )
    return levels


@lru_cache(maxsize=16)
def _turns(n_fft: int) -> Floats:
    """Return three complex numbers for each joining of four points, stage after stage; they turn the points."""
    parts = [np.zeros(0, dtype=np.complex128)]
    n = n_fft
    while n >= 4:
        angles = -2j * np.pi / n * np.arange(n // 4)
        parts.append(np.exp(angles[:, None] * np.arange(1, 4)).ravel())
        n //= 4
    joined = np.concatenate(parts)
    return np.stack([joined.real, joined.imag], axis=1).astype(np.float32).ravel()


@inner
def _transform(points: Floats, spare: Floats, n_fft: int, turns: Floats) -> bool:
    """Transform `points` in place or into `spare`; return whether the result is in `spare`."""
    n, apart, first_turn, is_spare = n_fft, 1, 0, False
    while n >= 4:
        quarter = n // 4
        source, into = (spare, points) if is_spare else (points, spare)
        for p in range(quarter):
            for q in range(apart):
                butterfly_of_four(
                    source, into, p * apart + q, quarter * apart, 4 * p * apart + q, apart, turns, first_turn + p
                )
        first_turn += quarter
        n, apart, is_spare = quarter, 4 * apart, not is_spare
    if n == 2:
        source, into = (spare, points) if is_spare else (points, spare)
        for q in range(apart):
            butterfly_of_two(source, into, q, apart)
        is_spare = not is_spare
    return is_spare


@inner
def _take_frames(sound: Floats, starts: Ints, taper: Floats, points: Floats) -> None:
    """Lay 32 tapered frames side by side."""
    window = len(taper)
    for shift in range(0, window - SQUARE + 1, SQUARE):
        for half in range(2):
            transpose_square(sound, starts, shift, points, half)
    for time in range(window // SQUARE * SQUARE, window):
        for lane in range(LANES):
            points[time * LANES + lane] = sound[starts[lane] + time]
    for time in range(window):
        weigh_point(points, time, taper, time)


@entry(
    types.none(
        *(_FLOATS, _INTS, _FLOATS, _FLOATS, _INTS, _INTS, _FLOATS, types.float32, types.int64),
        writable(types.float32, 2),
    )
)
def _band_levels(
    sound: Floats,
    starts: Ints,
    taper: Floats,
    turns: Floats,
    first: Ints,
    stop: Ints,
    weights: Floats,
    floor_power: float,
    n_fft: int,
    levels: Floats,
) -> None:
    points, spare = np.empty(n_fft * LANES, np.float32), np.empty(n_fft * LANES, np.float32)
    power, sums = np.empty((n_fft // 2 + 1) * LANES, np.float32), np.empty(LANES, np.float32)
    at = np.empty(LANES, np.int64)
    for frame in range(0, len(starts), LANES):
        n_frames = min(LANES, len(starts) - frame)
        for lane in range(LANES):
            at[lane] = starts[frame + min(lane, n_frames - 1)]
        _take_frames(sound, at, taper, points)
        points[len(taper) * LANES :] = np.float32(0.0)
        found = spare if _transform(points, spare, n_fft, turns) else points
        for k in range(n_fft // 2 + 1):
            take_power(found, k, (n_fft - k) % n_fft, power)
        which = 0
        for band in range(len(first)):
            sums[:] = floor_power
            for k in range(first[band], stop[band]):
                add_power(power, k, weights, which, sums)
                which += 1
            to_decibels(sums)
            for lane in range(n_frames):
                levels[frame + lane, band] = sums[lane]
