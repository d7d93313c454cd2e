"""Echoes: where sound only dies away as fast as the room lets it, there is no call.

A room, a cage or a forest goes on sounding after a call, and dense song then never falls back to the background: its
syllables run into each other. But no sound falls faster than its echo. So the steepest falls in a stretch of sound say
how fast echoes die away (Sabine, 1900: by a constant number of dB a second), and what has fallen nearly at that rate or
faster for some time is not part of a call until it rises again.

Ultrasound fades too fast for that. There, what is fainter than a call before it by a step, and by more the later it is,
counts as its echo (decision 0081).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide import kernels
from coincide.events.pieces import pieces
from coincide.features import FrameGrid

SMOOTHED_FRAMES = 3
"""Echoes of many paths add up by chance: single frames fall faster or slower than the echo."""
LEAST_FALL_DB = 6.0
"""What fell for less than the time in which an echo falls by this may be a call that varies."""
RATE_SHARE = 0.8
"""What falls at this share of the steepest rate counts as echo: the steepest falls are steep by chance as well."""
LEAST_DB_S = 20.0
"""Slower falls are those of calls."""
_FALL_S = 0.08
_FROM_DB, _TO_DB = 15.0, 6.0
"""Falls are measured from above the one to above the other, so that none of them ends in the background."""
_STEEP_PERCENTILE = 95.0
_FEWEST_FALLS = 30
_EVERY = 3
"""Every third band tells as much as all of them."""
LEAST_SHARE = 0.15
"""In noise, up to a tenth of what is loud falls like an echo; in rooms, a fifth and more."""
STEP_DB = 6.0
"""By how much echoes behind narrow calls are fainter than these. Calls in a row usually differ by less."""
LEAST_HEIGHT_DB = 12.0
"""Echoes of fainter calls are not heard; what seems to be one is noise."""
FADING_SHARE = 0.25
"""Echoes are sought for four times as long as events last with them, since they fluctuate."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What counts as echo in a band: what lies below an earlier frame by a step, and by more the later it is.

    Attributes
    ----------
    n_ago : frames from a sound to the first that may be its echo.
    fall_db : by how much more an echo lies below it with each frame, positive.
    step_db : by how much in any case. Below 0, what lies above the echo by less than that is echo as well, and with it
        the rest of calls that do not rise.
    """

    n_ago: int
    fall_db: float
    step_db: float = 0.0


def echo_rate(excess: NDArray[np.float32], grid: FrameGrid) -> float | None:
    """Return how fast echoes die away.

    Parameters
    ----------
    excess : (frames, bands) over the background, in dB.
    grid : of its frames.

    Returns
    -------
    dB a second; None where too little sound falls to tell, or too slowly for an echo, where hardly any loud sound is
    echo, and for ultrasound and infrasound.
    """
    n_apart = max(2, round(_FALL_S / grid.hop_s))
    if grid.is_ultrasonic or grid.is_infrasonic or len(excess) <= n_apart:
        return None
    some = np.ascontiguousarray(excess[:, ::_EVERY])
    steady = _steady(some)
    before, after = steady[:-n_apart], steady[n_apart:]
    is_fall = (before > _FROM_DB) & (after > _TO_DB)
    falls = before[is_fall] - after[is_fall]
    if len(falls) < _FEWEST_FALLS:
        return None
    rate = float(np.percentile(falls, _STEEP_PERCENTILE)) / n_apart / grid.hop_s
    if rate < LEAST_DB_S:
        return None
    echo, n_loud = echo_in_room(rate, grid), np.count_nonzero(some > _TO_DB)
    n_echo = kernels.count_echoes(some, steady, n_ago=echo.n_ago, fall=echo.fall_db, least=_TO_DB)
    return rate if n_loud - n_echo <= (1.0 - LEAST_SHARE) * n_loud else None


def echo_in_room(rate_db_s: float, grid: FrameGrid) -> Echo:
    """Return the echo of a room in which sound fades by so many dB a second.

    It is one where a band fell at `RATE_SHARE` of the rate or faster, for at least the time in which an echo falls by
    `LEAST_FALL_DB`.
    """
    rate_db = rate_db_s * grid.hop_s
    return Echo(math.ceil(LEAST_FALL_DB / rate_db), RATE_SHARE * rate_db)


def echo_behind_calls(
    over_quiet_db: NDArray[np.float32], spans: NDArray[np.int64], length_frames: float, grid: FrameGrid
) -> Echo | None:
    """Return the echo behind narrow calls, from how long and loud these are with it; None if they are faint.

    Parameters
    ----------
    over_quiet_db : (frames,) level over that of quiet frames.
    spans : (events, 2) first frame and frame after the last, at least one event.
    length_frames : length of a typical one.
    """
    found = pieces(spans)
    height_db = float(np.median(found.highest(over_quiet_db[found.frames])))
    if height_db < LEAST_HEIGHT_DB:
        return None
    n_window = max(2, math.ceil(grid.window_samples / grid.hop_samples))
    return Echo(n_window, FADING_SHARE * height_db / length_frames, STEP_DB)


def without_echoes(excess: NDArray[np.float32], echo: Echo) -> NDArray[np.float32]:
    """Take away what is echo.

    Parameters
    ----------
    excess : (frames, bands) over the background, in dB.

    Returns
    -------
    The same, but at most 0 where a band is echo.
    """
    dry = excess.copy()
    late = dry[echo.n_ago :]
    np.minimum(late, np.float32(0.0), out=late, where=_are_echo(_steady(excess), echo))
    return dry


def _are_echo(steady: NDArray[np.float32], echo: Echo) -> NDArray[np.bool_]:
    """Say where a band is echo, (frames, bands), from frame `echo.n_ago` on."""
    fall = np.float32(echo.fall_db) * np.arange(len(steady), dtype=np.float32)
    raised = steady + fall[:, None]
    return raised[echo.n_ago :] <= np.maximum.accumulate(raised[: -echo.n_ago], axis=0) - np.float32(echo.step_db)


def _steady(excess: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return means of three frames; the first and the last count twice at the ends."""
    padded = np.concatenate([excess[:1], excess, excess[-1:]])
    sums = padded[:-2] + excess
    sums += padded[2:]
    sums /= np.float32(SMOOTHED_FRAMES)
    return sums
