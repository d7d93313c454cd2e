"""Where events begin and end: hysteresis, the valley rule and a length that is learned from the sound.

Frames count in standard deviations of the quiet frames. A run of frames above `edge_z` that somewhere reaches
`onset_z` is an event, with two rules for song, where reverberation never lets the level fall back to the background:
a frame must lie within `range_db` of the peak close by, and a dip of `valley_db` between two peaks (their topographic
prominence) parts them. The curve is smoothed over a share of the typical event length, which is taken from
what is found, and found again with that smoothing: 60 ms syllables and 1 s calls need no different settings.

Where a taught detector gives each frame a probability, that takes the place of the two thresholds; the rules for song
and the learned length stay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide import kernels
from coincide.events.edges.found import are_calls, body_stops, have_long_tails, parted_at_dips, sharpened, steep_stops
from coincide.events.settings import EventSettings
from coincide.events.smoothing import smooth_with_bell

SMOOTHING_SHARE = 0.12
"""Standard deviation of the smoothing, in event lengths."""
PEAK_REACH = 1.25
"""How far the peak close by may lie, in event lengths."""
MIN_SHARE, MAX_SHARE = 0.2, 25.0
"""Shortest and longest event, in event lengths."""
START_LENGTH_FRAMES = 10
EDGE_PROBABILITY, ONSET_PROBABILITY = 0.5, 0.9
"""Weakest and surest frame of an event by a taught detector."""
_MIN_LENGTH_FRAMES = 3.0
_TYPICAL_SHARE = 0.25
ROUNDS = 3
"""How often the typical length is taken from what was found with the one before."""
# Standard normal quantiles of 3% and 25%: the quiet side of the noise, which events do not touch.
QUIET_PERCENTILES, QUIET_QUANTILES = (3.0, 25.0), (-1.881, -0.674)
# Steady noise in a fifth of the bands fluctuates by about 1 dB; more is a background that drifts, not a louder one.
MIN_NOISE_DB, MAX_NOISE_DB = 0.3, 1.3


@dataclass(frozen=True, slots=True)
class Segments:
    """Events on one activity curve.

    Attributes
    ----------
    starts, stops : first frame and frame after the last, each (events,), ascending and disjoint.
    length_frames : typical event length that the curve was smoothed for.
    are_bodies : events end before their tails, since most of them had long ones.
    are_parted : events are parted at short dips, since most of those that have any are as long as two.
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    length_frames: float
    are_bodies: bool = False
    are_parted: bool = False

    @property
    def spans(self) -> NDArray[np.int64]:
        """Starts and stops together, (events, 2)."""
        return np.stack([self.starts, self.stops], axis=1)


def segment(
    curve: NDArray[np.float32],
    *,
    hop_s: float,
    settings: EventSettings,
    length_s: float | None = None,
    probability: NDArray[np.float32] | None = None,
    evidence: NDArray[np.float32] | None = None,
    is_narrow: bool = False,
    in_echoes: bool = True,
    n_rounds: int = ROUNDS,
) -> Segments:
    """Cut an activity curve into events.

    Parameters
    ----------
    curve : array (frames,), activity in dB.
    hop_s : seconds per frame.
    length_s : typical event length where it is known already; the settings come first.
    probability : array (frames,), that a frame is part of an event, by a taught detector; None to go by the level.
    evidence : array (frames,) that is compared with the thresholds in place of the level. Where it is given, events
        are parted at short dips, end where they stop abruptly, and lose their tails if most events of the curve have
        long ones (see `events.edges.found`). Where nothing shorter is found, they may last for longer than
        `MAX_SHARE` of the length that the search starts with.
    is_narrow : calls fill few bands, and their bodies end with the first fall.
    in_echoes : events are also parted at gaps that echoes fill.
    n_rounds : how often the typical length is taken from what was found.
    """
    curves = _Curves(curve, curve if evidence is None else evidence)
    given = length_s if settings.length_s is None else settings.length_s
    given_frames = None if given is None else given / hop_s
    spans, length = _settled(curves, settings, hop_s, given_frames, n_rounds, sees_long=evidence is not None)
    if probability is not None:
        spans = _cut(curves, length, settings, hop_s, probability)
    if len(spans) == 0:
        return Segments(spans[:, 0], spans[:, 1], length)
    smooth = smoothed(curve, length)
    quiet_db = quiet_level(curve)
    are_bodies = are_parted = False
    if evidence is not None:
        parts = parted_at_dips(
            curve,
            spans,
            quiet_db=quiet_db,
            length_frames=length,
            valley_db=settings.valley_db,
            in_echoes=in_echoes,
        )
        are_parted = are_calls(spans, parts)
        spans = parts if are_parted else spans
        stops = body_stops(smooth, spans, is_narrow=is_narrow)
        are_bodies = have_long_tails(spans, stops)
        spans = np.stack([spans[:, 0], stops], axis=1) if are_bodies else spans
    starts, stops = spans.T
    if probability is None:
        facts = {"quiet_db": quiet_db, "range_db": settings.range_db, "width": SMOOTHING_SHARE * length}
        starts = sharpened(curve, smooth, spans, **facts)
        stops = stops if evidence is None else steep_stops(curve, smooth, spans, **facts)
    return Segments(starts, stops, length, are_bodies, are_parted)


def _settled(
    curves: _Curves,
    settings: EventSettings,
    hop_s: float,
    given_frames: float | None,
    n_rounds: int,
    *,
    sees_long: bool,
) -> tuple[NDArray[np.int64], float]:
    """Cut, take the typical length from what was found, and cut again; returns spans (events, 2) and the length."""
    length = float(START_LENGTH_FRAMES) if given_frames is None else given_frames
    spans = _cut(curves, length, settings, hop_s)
    if sees_long and given_frames is None and len(spans) == 0:
        # Songs of some seconds are too long for the length that the search starts with.
        spans = _cut(curves, length, settings, hop_s, max_share=math.inf)
    for _ in range(n_rounds if given_frames is None else 0):
        if len(spans) == 0:
            break
        before, length = length, max(_MIN_LENGTH_FRAMES, typical_length(spans[:, 1] - spans[:, 0]))
        if length == before:
            break
        spans = _cut(curves, length, settings, hop_s)
    return spans, length


def quiet_level(curve: NDArray[np.float32]) -> float:
    """Return the level of quiet frames of a curve (frames,) in dB."""
    return float(_percentile(curve, np.float32(QUIET_PERCENTILES[1])))


def _percentile(curve: NDArray[np.float32], percent: np.floating) -> np.floating:
    """Return what `np.percentile` does, whose checks take ten times as long as the work on a curve of a second."""
    place = (len(curve) - 1) * (percent / 100)
    first = int(place)
    last = min(first + 1, len(curve) - 1)
    ordered = np.partition(curve, (first, last))
    lower, upper, part = ordered[first], ordered[last], place - first
    return lower + (upper - lower) * part if part < 0.5 else upper - (upper - lower) * (1 - part)


def typical_length(lengths: NDArray[np.int64]) -> float:
    """Return the length below which a quarter of the time with events lies.

    Weighted by time, a trill cut into ten pulses votes as often as when it is whole; counted by events it would pull
    the length down, and pull more calls into pieces.
    """
    ascending = np.sort(lengths.astype(np.float64))
    covered = np.cumsum(ascending)
    return float(ascending[np.searchsorted(covered, _TYPICAL_SHARE * covered[-1])])


@dataclass(frozen=True, slots=True)
class _Curves:
    """How loud frames are, and how surely they are more than background, (frames,) each; often the same."""

    level: NDArray[np.float32]
    evidence: NDArray[np.float32]


def _cut(
    curves: _Curves,
    length_frames: float,
    settings: EventSettings,
    hop_s: float,
    probability: NDArray[np.float32] | None = None,
    *,
    max_share: float = MAX_SHARE,
) -> NDArray[np.int64]:
    smooth = smoothed(curves.level, length_frames)
    is_same = curves.evidence is curves.level
    surest = smooth if is_same else smoothed(curves.evidence, length_frames)
    is_on, is_sure = _by_level(surest, settings) if probability is None else _by_belief(probability, length_frames)
    spans = _part_at_valleys(smooth, is_on & near_peak(smooth, length_frames, settings), is_sure, settings)
    shortest = shortest_frames(length_frames, settings, hop_s)
    longest = max_share * length_frames if settings.max_duration_s is None else settings.max_duration_s / hop_s
    lengths = spans[:, 1] - spans[:, 0]
    return spans[(lengths >= shortest) & (lengths <= longest)]


def smoothed(curve: NDArray[np.float32], length_frames: float) -> NDArray[np.float32]:
    """Smooth a curve over a share of the event length."""
    return smooth_with_bell(curve, SMOOTHING_SHARE * length_frames)


def near_peak(smooth: NDArray[np.float32], length_frames: float, settings: EventSettings) -> NDArray[np.bool_]:
    """Say which frames lie within `range_db` of the peak close by."""
    reach = 2 * int(PEAK_REACH * length_frames) + 1
    return smooth > scipy.ndimage.maximum_filter1d(smooth, reach) - settings.range_db


def _by_level(smooth: NDArray[np.float32], settings: EventSettings) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    z = standardize(smooth)
    return z > settings.edge_z, z > settings.onset_z


def _by_belief(probability: NDArray[np.float32], length_frames: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    # Probabilities are bounded, so that a steep edge stays in its place when it is smoothed.
    belief = smoothed(probability, length_frames)
    return belief > EDGE_PROBABILITY, belief > ONSET_PROBABILITY


def standardize(curve: NDArray[np.float32]) -> NDArray[np.float32]:
    """Express the curve in standard deviations of its quiet frames."""
    low, high = (_percentile(curve, np.float64(percent)) for percent in QUIET_PERCENTILES)
    spread = (high - low) / (QUIET_QUANTILES[1] - QUIET_QUANTILES[0])
    deviation = min(max(spread, MIN_NOISE_DB), MAX_NOISE_DB)
    center = high - QUIET_QUANTILES[1] * deviation
    return ((curve - center) / deviation).astype(np.float32)


def _part_at_valleys(
    smooth: NDArray[np.float32], is_on: NDArray[np.bool_], is_sure: NDArray[np.bool_], settings: EventSettings
) -> NDArray[np.int64]:
    return kernels.part_runs(smooth, is_on, is_sure, valley=settings.valley_db, depth=settings.range_db)


def shortest_frames(length_frames: float, settings: EventSettings, hop_s: float) -> float:
    """Return the length of the shortest event, from the typical one."""
    return MIN_SHARE * length_frames if settings.min_duration_s is None else settings.min_duration_s / hop_s
