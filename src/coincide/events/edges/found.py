"""Where events begin and end more exactly: onsets where the sound rises, ends where it stops, and before echoes.

Smoothing lets attacks begin too early and sounds that stop abruptly end too late, and echoes let calls end too late. A
bat's call is over in milliseconds, and its echoes are not; the syllables of song fade, but not for long.

Smoothing also fills gaps of milliseconds, so that two calls become one event. Such events are parted at dips of the
level, smoothed much less. A dip counts by its share of the height over the quiet frames: faint calls cannot dip by many
dB. Loud calls can, but echoes fill the gap between two of them far above the quiet frames, so a dip of `valley_db`
counts as well, if the next call begins abruptly. Pulses of a trill dip as deeply, so there are only parts as long as
calls. Words such as "seven" dip too: but two calls are about twice as long as one, and such words hardly longer than
others.
"""

from __future__ import annotations

import math
import statistics

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from coincide import kernels
from coincide.events.pieces import pieces
from coincide.events.smoothing import smooth_with_bell

BODY_DB, FIRST_FALL_DB = 9.0, 6.0
"""The body of an event ends with its last frame that is so near to the peak; or where it first falls by so much."""
LONG_TAIL = 0.5
"""Longest tail of most events that is theirs, in bodies: song has .1 to .2, mice .1 to .45, bats .5 and more."""
RISE_SHARE = 0.85
STEEP_SHARE, STEEP_FRAMES = 0.3, 2
"""A sound stops abruptly if it falls from this share of the depth of its edge to all of it in at most this many frames.
Drums and words fade, and smoothing does not move the end of what fades."""
HALVINGS_PER_DB = 1 / 8
"""A dip goes down by half of the lower peak beside it where `valley_db` is 8, by three quarters where it is 16."""
NOISE_DB = 2.0
"""Added to all heights, so that noise just over the quiet frames does not dip by half of itself."""
BELOW_SLOPE = 0.01
"""What is quieter than the quiet frames hardly counts, but tells which of them is the lowest."""
DIP_SMOOTHING_SHARE, LEAST_DIP_SMOOTHING = 0.025, 0.7
"""Standard deviation of the smoothing, in event lengths, and at least so many frames."""
RISE_LENGTH_SHARE = 0.2
"""Longest time in which the level rises by `valley_db` out of a gap between loud calls, in event lengths: the level of
one long call may dip by as much, but more slowly."""
LEAST_PART_SHARE = 0.5
"""Shortest part between dips, in event lengths."""
LEAST_PAIR = 1.6
"""Shortest length of most events with dips, in lengths of those without, if they are calls that follow at once."""

Floats = NDArray[np.float32]
Spans = NDArray[np.int64]


def body_stops(smooth: Floats, spans: Spans, *, is_narrow: bool) -> Spans:
    """Return the frame after the body of each event, (events,).

    Parameters
    ----------
    smooth : (frames,) level in dB, smoothed.
    spans : (events, 2), at least one.
    is_narrow : a body ends where it first falls by 6 dB, since echoes may be nearly as loud as a call in one band; else
        after the last frame within 9 dB of the peak, since the levels of words and syllables rise again.
    """
    found = pieces(spans)
    level = smooth[found.frames]
    peak = found.spread(found.highest(level))
    if not is_narrow:
        return found.last_where(level >= peak - np.float32(BODY_DB)) + 1
    is_after = found.frames > np.repeat(found.first_where(level == peak), found.lengths)
    return found.first_where(is_after & (level < peak - np.float32(FIRST_FALL_DB)))


def have_long_tails(spans: Spans, stops: Spans) -> bool:
    """Say whether what follows the body, which ends at `stops` (events,), is long in most events."""
    bodies = stops - spans[:, 0]
    return statistics.median(((spans[:, 1] - stops) / bodies).tolist()) > LONG_TAIL


def sharpened(curve: Floats, smooth: Floats, spans: Spans, *, quiet_db: float, range_db: float, width: float) -> Spans:
    """Return the first frame of each event where the curve rises, (events,).

    Parameters
    ----------
    curve, smooth : (frames,) level in dB, as it is and smoothed with a bell `width` frames wide.
    spans : (events, 2), at least one.
    quiet_db : level of quiet frames.
    range_db : how far below its peak an event may begin.
    """
    found = pieces(spans)
    level = curve[found.frames]
    peak = found.highest(level)
    onsets = found.first_where(level >= found.spread(peak - _depths(peak, quiet_db, range_db)))
    starts = spans[:, 0]
    onsets = np.where(onsets < spans[:, 1], onsets, starts)
    advance = step_advance(smooth[starts] - quiet_db, peak - quiet_db) * width
    return np.minimum(onsets, starts + np.round(advance).astype(np.int64))


def steep_stops(
    curve: Floats, smooth: Floats, spans: Spans, *, quiet_db: float, range_db: float, width: float
) -> Spans:
    """Return the frame after the last of each event, earlier where it stops abruptly, (events,); see `sharpened`."""
    # Played backward, an event begins where it ends.
    backward, reversed_curve = len(curve) - spans[::-1, ::-1], curve[::-1]
    begins = sharpened(reversed_curve, smooth[::-1], backward, quiet_db=quiet_db, range_db=range_db, width=width)
    found = pieces(backward)
    level = reversed_curve[found.frames]
    peak = found.highest(level)
    edge = found.first_where(level >= found.spread(peak - _depths(peak, quiet_db, range_db)))
    high = found.first_where(level >= found.spread(peak - _depths(peak, quiet_db, range_db, share=STEEP_SHARE)))
    begins = np.where(high - edge <= STEEP_FRAMES, begins, backward[:, 0])
    return len(curve) - begins[::-1]


def _depths(peak: Floats, quiet_db: float, range_db: float, *, share: float = 1.0) -> Floats:
    """Return a share of how far below their peaks (events,) events may begin and end, in dB."""
    whole = np.minimum(np.float32(range_db), np.float32(RISE_SHARE) * (peak - np.float32(quiet_db)))
    return np.asarray(np.float32(share) * whole, dtype=np.float32)


def step_advance(edge_db: NDArray[np.floating], height_db: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return by how much smoothing brings steps of `height_db` (n,) forward where they reach `edge_db` (n,).

    Counted in standard deviations of the smoothing. What begins earlier than that begins softly, and in noise the soft
    beginning of a faint call would be taken for smoothing.
    """
    share = np.minimum(0.5, np.maximum(edge_db, 0.1) / np.maximum(height_db, 0.2))
    return -ndtri(share.astype(np.float64))


def parted_at_dips(
    level: Floats,
    spans: Spans,
    *,
    quiet_db: float,
    length_frames: float,
    valley_db: float,
    in_echoes: bool = True,
) -> Spans:
    """Part events at their dips.

    Parameters
    ----------
    level : (frames,) in dB, not smoothed.
    spans : (events, 2), ascending and disjoint.
    quiet_db : level of quiet frames.
    length_frames : typical event length.
    valley_db : see `EventSettings`.
    in_echoes : gaps between loud calls count, though echoes fill them.

    Returns
    -------
    First frame and frame after the last of each part, (parts, 2); those of an event touch.
    """
    fine = smooth_with_bell(level, max(LEAST_DIP_SMOOTHING, DIP_SMOOTHING_SHARE * length_frames))
    over = fine - np.float32(quiet_db)
    heights = np.log(np.maximum(over, np.float32(BELOW_SLOPE) * over) + np.float32(NOISE_DB))
    dips = _dips(heights, spans, dip_depth(valley_db))
    if in_echoes:
        gaps = _dips(fine, spans, valley_db)
        is_abrupt = _rises(fine, gaps, rise_frames(length_frames)) >= np.float32(valley_db)
        dips = np.union1d(dips, gaps[is_abrupt])
    if len(dips) == 0:
        return spans
    bounds = np.union1d(spans, dips)
    at, shortest = np.searchsorted(bounds, dips), LEAST_PART_SHARE * length_frames
    is_between_calls = (dips - bounds[at - 1] >= shortest) & (
        bounds[np.minimum(at + 1, len(bounds) - 1)] - dips >= shortest
    )
    kept = dips[is_between_calls]
    return np.stack([np.union1d(spans[:, 0], kept), np.union1d(spans[:, 1], kept)], axis=1)


def _dips(curve: Floats, spans: Spans, depth: float) -> NDArray[np.int64]:
    """Return the lowest frames between peaks of a curve (frames,) inside events, ascending."""
    ends = np.zeros(len(curve) + 1, dtype=np.int64)
    np.add.at(ends, spans.ravel(), np.tile([1, -1], len(spans)))
    is_inside = np.cumsum(ends[:-1]) > 0
    parts = kernels.part_runs(curve, is_inside, is_inside, valley=depth, depth=np.inf)
    return np.setdiff1d(parts[:, 0], spans) if len(parts) > 1 else parts[:0, 0]


def _rises(curve: Floats, dips: NDArray[np.int64], n_frames: int) -> Floats:
    """Return by how much a curve (frames,) rises within so many frames after each dip, (dips,)."""
    after = np.minimum(dips[:, None] + np.arange(n_frames + 1), len(curve) - 1)
    return curve[after].max(axis=1) - curve[dips]


def are_calls(spans: Spans, parts: Spans) -> bool:
    """Say whether parts between dips are calls, and not pieces of one.

    Parameters
    ----------
    spans, parts : (events, 2) before, and (parts, 2) after they were parted; see `parted_at_dips`.
    """
    lengths = spans[:, 1] - spans[:, 0]
    n_parts = np.diff(np.append(np.searchsorted(parts[:, 0], spans[:, 0]), len(parts)))
    whole, dipped = lengths[n_parts == 1], lengths[n_parts > 1]
    if len(whole) == 0 or len(dipped) == 0:
        return True
    return statistics.median(dipped.tolist()) >= LEAST_PAIR * statistics.median(whole.tolist())


def rise_frames(length_frames: float) -> int:
    """Return within how many frames the level rises out of a gap between loud calls."""
    return max(1, round(RISE_LENGTH_SHARE * length_frames))


def dip_depth(valley_db: float) -> float:
    """Return how deep a dip is on a curve of logarithms of heights."""
    return valley_db * HALVINGS_PER_DB * math.log(2.0)
