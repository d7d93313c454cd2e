"""Rain: which broad sounds are drops, and what is left of a recording without them.

Clicks and bursts of noise are broad as well, but they leave something narrow at their own times. Drops fall whenever
they like: as many narrow calls are apart from them as chance would leave. They are also of all levels, most of them
just loud enough to be heard, where an animal's clicks are about equally loud.

Calls that are loud or broad hide this: they are told from drops by how long they last. All bands rise for a moment in a
drop, and what lasts longer stays. Drops of one recording also sound alike, so what stays of them in some bands, without
what all bands share, is known from all of them together. A drop is never taken off so far that its frames become
quieter than those of noise: noise would seem to spread more, and faint calls would be lost in it.
"""

from __future__ import annotations

import math

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from coincide.features import FrameGrid

_FEWEST_APART = 3
"""Fewer narrow calls apart from broad sounds do not tell whether these come by chance."""
_APART_SHARE = 0.75
"""At least this share of the narrow calls that chance would leave apart from drops must be apart."""
_FEWEST_DROPS = 8
"""Fewer broad sounds do not tell of which levels they are."""
_FEWEST_LASTING = 2
"""If fewer events than this last longer than a moment, the rises themselves may be the calls."""
_MEDIAN_HEIGHT = 0.37
"""Where the median of the drops' levels lies at most, on the way from the faintest to the loudest: made-up rain has
.16 to .38, clicks of three times the amplitude at most have .42 to .60."""
_MOST_IN_CALLS, _MORE_BY_CHANCE = 2.0, 2
"""How many times as often all bands may rise for a moment in what lasts as beside it, and how many times more: in
made-up rain up to 1.5 times as often, in the song of finches, whose notes begin abruptly, 2.8 to 15 times."""
_MOST_EVEN, _MOST_UNEVEN = 0.65, 1.4
"""Ratio of two intervals in a row (median), and standard deviation of intervals by their mean, at most. At random,
these are .33 and 1; in dense rain, whose drops run into each other, the first is up to .6. Made-up trains of clicks
have ratios of more than .82; clicks in bouts have deviations of more than 1.4."""
_MOST_FILLED, _FAINT_DB, _MOST_FAINT = 0.02, 4.0, 0.2
"""Clicks at random fill at most this share of the time. Between them, all bands rise by more than this, beyond
`SHARED_DB`, at most so many times for each click: in made-up rain .5 times and more, in noise at most .15 times."""
SHARED_DB = 1.5
"""Bands of steady noise have a median excess of about this much or less; only what is above is shared."""
MOMENT_WINDOWS = 1.5
"""A rise of all bands is momentary if it is over after this many windows; a drop is about as long as one."""
DROP_DB = 3.0
"""A rise of all bands by more than this, beyond `SHARED_DB`, may be a drop."""
FEWEST_DROP_FRAMES = 20
"""Fewer frames do not tell what drops sound like."""
DROP_PERCENTILE, DROP_BANDS = 25.0, 0.1
"""What stays of drops is what three quarters of their frames exceed, as a median over this share of the bands to either
side: something narrower may be a call that begins abruptly."""
_SHORTEST = 1e-9
_FAINTEST, _LOUDEST = 5.0, 95.0
"""Percentiles of the levels."""

Spans = NDArray[np.int64] | NDArray[np.floating]


def n_apart(calls: Spans, others: Spans) -> int:
    """Return how many of the calls (n, 2) touch none of the others (m, 2), which are ascending and disjoint."""
    return int(np.count_nonzero(~_touch(calls, others)))


def _touch(calls: Spans, others: Spans) -> NDArray[np.bool_]:
    n_before = np.searchsorted(others[:, 1], calls[:, 0], side="right")
    n_begun = np.searchsorted(others[:, 0], calls[:, 1], side="left")
    return n_begun > n_before


def n_apart_by_chance(calls: Spans, others: Spans) -> float:
    """Return how many calls would touch none of the others if they came at any time; at least one of each."""
    end = max(calls[-1, 1], others[-1, 1])
    gaps = np.append(others[:, 0], end) - np.append(0, others[:, 1])
    lengths = calls[:, 1] - calls[:, 0]
    free = np.maximum(gaps[:, None] - lengths, 0).sum(axis=0)  # (calls,)
    return float((free / np.maximum(end - lengths, _SHORTEST)).sum())


def are_drops(broad: Spans, heights_db: NDArray[np.floating], calls: Spans) -> bool:
    """Say whether broad sounds are drops of rain.

    Parameters
    ----------
    broad : (sounds, 2) where they begin and end, at least one.
    heights_db : (sounds,) how loud they are.
    calls : (calls, 2) where narrow calls of the same stretch are loudest, in the same unit; without what all bands
        share.
    """
    n = n_apart(calls, broad)
    if n < _FEWEST_APART or n < _APART_SHARE * n_apart_by_chance(calls, broad):
        return False
    return len(broad) < _FEWEST_DROPS or _are_of_all_levels(heights_db)


def _are_of_all_levels(heights_db: NDArray[np.floating]) -> bool:
    low, middle, high = np.percentile(heights_db, [_FAINTEST, 50.0, _LOUDEST])
    return bool(middle - low <= _MEDIAN_HEIGHT * (high - low))


def moment_frames(grid: FrameGrid) -> int:
    """Return how many frames a rise of all bands may last to be momentary."""
    return math.ceil(MOMENT_WINDOWS * grid.window_samples / grid.hop_samples)


def momentary(shared: NDArray[np.float32], grid: FrameGrid) -> NDArray[np.float32]:
    """Return by how much all bands rise for a moment, (frames,) in dB.

    Parameters
    ----------
    shared : (frames,) median excess of the bands, in dB.
    """
    lasting = scipy.ndimage.median_filter(shared, 2 * moment_frames(grid) + 1, mode="nearest")
    return np.maximum(shared - lasting - np.float32(SHARED_DB), np.float32(0.0))


def drop_bursts(rises: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return where what may be drops begins and ends, (drops, 2), from `momentary` rises (frames,)."""
    return _bursts(rises, DROP_DB)


def _bursts(rises: NDArray[np.float32], least_db: float) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(rises > least_db, prepend=False, append=False)).reshape(-1, 2)


def are_many(bursts: Spans) -> bool:
    """Say whether there are enough drops (drops, 2) to tell what they are."""
    return len(bursts) >= _FEWEST_DROPS


def are_drops_beside(bursts: Spans, rises: NDArray[np.float32], lasting: Spans) -> bool:
    """Say whether what all bands share for a moment is rain: about as frequent beside what lasts, and of all levels.

    Parameters
    ----------
    bursts : (drops, 2); see `drop_bursts`.
    rises : (frames,); see `momentary`.
    lasting : (calls, 2), ascending and disjoint, what is found without the rises.
    """
    away = bursts[~_touch(bursts, lasting)]
    if len(lasting) < _FEWEST_LASTING or not are_many(away):
        return False
    n_lasting = int((lasting[:, 1] - lasting[:, 0]).sum())
    per_frame = len(away) / max(1, len(rises) - n_lasting)
    if len(bursts) - len(away) > _MOST_IN_CALLS * per_frame * n_lasting + _MORE_BY_CHANCE:
        return False
    return _are_of_all_levels(np.array([rises[start:stop].max() for start, stop in away.tolist()]))


def come_at_random(starts: NDArray[np.int64] | NDArray[np.floating]) -> bool:
    """Say whether sounds that begin at `starts` (sounds,), at least three, keep no time, as drops do not.

    Of two intervals in a row, the shorter one is then about half as long as the longer one or less, where the pulses of
    animals are far more even, or come in bouts.
    """
    gaps = np.diff(starts)
    ratios = np.minimum(gaps[1:], gaps[:-1]) / np.maximum(np.maximum(gaps[1:], gaps[:-1]), _SHORTEST)
    return bool(np.median(ratios) <= _MOST_EVEN and np.std(gaps) <= _MOST_UNEVEN * np.mean(gaps))


def are_apart_in_noise(clicks: Spans, heights_db: NDArray[np.floating], rises: NDArray[np.float32]) -> bool:
    """Say whether broad, short sounds that keep no time are clicks: about equally loud, with only noise between them.

    The loudest drops of dense rain seem equally loud as well, but fainter ones fall between them.

    Parameters
    ----------
    clicks : (clicks, 2) first frame and frame after the last, at least one.
    heights_db : (clicks,) how loud they are.
    rises : (frames,); see `momentary`.
    """
    faint = _bursts(rises, _FAINT_DB)
    is_sparse = (clicks[:, 1] - clicks[:, 0]).sum() <= _MOST_FILLED * len(rises)
    is_calm = n_apart(faint, clicks) <= _MOST_FAINT * len(clicks)
    return bool(is_sparse and is_calm and not _are_of_all_levels(heights_db))


def drop_residue(excess: NDArray[np.float32], rises: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what stays of drops in each band without what all bands share, (bands,) in dB.

    Parameters
    ----------
    excess : (frames, bands) without what all bands share.
    rises : (frames,); see `momentary`.
    """
    is_drop = rises > DROP_DB
    n_bands = excess.shape[1]
    if np.count_nonzero(is_drop) < FEWEST_DROP_FRAMES:
        return np.zeros(n_bands, dtype=np.float32)
    left = np.percentile(excess[is_drop], DROP_PERCENTILE, axis=0)
    smooth = scipy.ndimage.median_filter(left, 2 * drop_bands(n_bands) + 1, mode="nearest")
    return np.maximum(smooth, 0.0).astype(np.float32)


def without_residue(excess: NDArray[np.float32], rises: NDArray[np.float32], *, n_loud: int) -> NDArray[np.float32]:
    """Take off what stays of drops, but bring no band below what three quarters of the frames of noise have in their
    loudest bands; see `drop_residue`.

    Parameters
    ----------
    n_loud : how many bands count in each frame, the loudest ones.
    """
    rest = excess - share_of_drop(rises)[:, None] * drop_residue(excess, rises)
    between = excess[rises == 0.0]
    if len(between) > 0:
        loud_in_noise = np.percentile(np.partition(between, -n_loud, axis=1)[:, -n_loud], DROP_PERCENTILE)
        rest = np.maximum(rest, np.minimum(excess, loud_in_noise))
    return rest.astype(np.float32)


def share_of_drop(rises: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much of what stays of drops is in each frame, (frames,), from `momentary` rises: all from 1 dB on."""
    return np.minimum(rises, np.float32(1.0))


def drop_bands(n_bands: int) -> int:
    """Return how many bands to either side what stays of a drop is a median of."""
    return round(DROP_BANDS * n_bands)
