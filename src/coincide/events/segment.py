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

from dataclasses import dataclass

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray
from scipy.special import ndtri

from coincide.events.settings import EventSettings
from coincide.events.smoothing import smooth_with_bell

SMOOTHING_SHARE = 0.12
"""Standard deviation of the smoothing, in event lengths."""
PEAK_REACH = 1.25
"""How far the peak close by may lie, in event lengths."""
MIN_SHARE, MAX_SHARE = 0.2, 25.0
"""Shortest and longest event, in event lengths."""
START_LENGTH_FRAMES = 10
BODY_DB, FIRST_FALL_DB = 9.0, 6.0
"""The body of an event ends with its last frame that is so near to the peak; or where it first falls by so much."""
LONG_TAIL = 0.5
"""Longest tail of most events that is theirs, in bodies: song has .1 to .2, mice .1 to .45, bats .5 and more."""
EDGE_PROBABILITY, ONSET_PROBABILITY = 0.5, 0.9
"""Weakest and surest frame of an event by a taught detector."""
_MIN_LENGTH_FRAMES = 3.0
_TYPICAL_SHARE = 0.25
_ROUNDS = 3
# Standard normal quantiles of 3% and 25%: the quiet side of the noise, which events do not touch.
QUIET_PERCENTILES, QUIET_QUANTILES = (3.0, 25.0), (-1.881, -0.674)
# Steady noise in a fifth of the bands fluctuates by about 1 dB; more is a background that drifts, not a louder one.
MIN_NOISE_DB, MAX_NOISE_DB = 0.3, 1.3
RISE_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class Segments:
    """Events on one activity curve.

    Attributes
    ----------
    starts, stops : first frame and frame after the last, each (events,), ascending and disjoint.
    length_frames : typical event length that the curve was smoothed for.
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    length_frames: float


def segment(
    curve: NDArray[np.float32],
    *,
    hop_s: float,
    settings: EventSettings,
    length_s: float | None = None,
    probability: NDArray[np.float32] | None = None,
    evidence: NDArray[np.float32] | None = None,
    is_narrow: bool = False,
) -> Segments:
    """Cut an activity curve into events.

    Parameters
    ----------
    curve : array (frames,), activity in dB.
    hop_s : seconds per frame.
    length_s : typical event length where it is known already; the settings come first.
    probability : array (frames,), that a frame is part of an event, by a taught detector; None to go by the level.
    evidence : array (frames,) that is compared with the thresholds in place of the level. Where it is given, events
        also lose their tails, if most events of the curve have long ones (see `without_tails`).
    is_narrow : calls fill few bands, and their bodies end with the first fall.
    """
    curves = _Curves(curve, curve if evidence is None else evidence)
    given = length_s if settings.length_s is None else settings.length_s
    length = START_LENGTH_FRAMES if given is None else given / hop_s
    spans = _cut(curves, length, settings, hop_s)
    if given is None:
        for _ in range(_ROUNDS):
            if not spans:
                break
            length = max(_MIN_LENGTH_FRAMES, typical_length([stop - start for start, stop in spans]))
            spans = _cut(curves, length, settings, hop_s)
    if probability is not None:
        spans = _cut(curves, length, settings, hop_s, probability)
    if evidence is not None:
        spans = without_tails(smoothed(curve, length), spans, is_narrow=is_narrow)
    if probability is None:
        spans = _sharpen_all(curve, spans, length, settings)
    return Segments(
        starts=np.array([start for start, _ in spans], dtype=np.int64),
        stops=np.array([stop for _, stop in spans], dtype=np.int64),
        length_frames=float(length),
    )


def without_tails(
    smooth: NDArray[np.float32], spans: list[tuple[int, int]], *, is_narrow: bool
) -> list[tuple[int, int]]:
    """End events with their body, if what follows it is long in most of them.

    A bat's call is over in milliseconds, and its echoes are not; the syllables of song fade, but not for long.

    Parameters
    ----------
    smooth : (frames,) level in dB, smoothed.
    is_narrow : a body ends where it first falls by 6 dB, since echoes may be nearly as loud as a call in one band; else
        after the last frame within 9 dB of the peak, since the levels of words and syllables rise again.
    """
    body_of = _up_to_first_fall if is_narrow else _up_to_last_loud
    bodies = [body_of(smooth[start:stop]) for start, stop in spans]
    tails = [(stop - start - body) / body for (start, stop), body in zip(spans, bodies, strict=True)]
    if not spans or float(np.median(tails)) <= LONG_TAIL:
        return spans
    return [(start, start + body) for (start, _), body in zip(spans, bodies, strict=True)]


def _up_to_first_fall(piece: NDArray[np.float32]) -> int:
    peak = int(np.argmax(piece))
    fallen = np.flatnonzero(piece[peak:] < piece[peak] - FIRST_FALL_DB)
    return peak + int(fallen[0]) if len(fallen) else len(piece)


def _up_to_last_loud(piece: NDArray[np.float32]) -> int:
    return int(np.flatnonzero(piece >= piece.max() - BODY_DB)[-1]) + 1


def typical_length(lengths: list[int]) -> float:
    """Return the length below which a quarter of the time with events lies.

    Weighted by time, a trill cut into ten pulses votes as often as when it is whole; counted by events it would pull
    the length down, and pull more calls into pieces.
    """
    ascending = np.sort(np.array(lengths, dtype=np.float64))
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
) -> list[tuple[int, int]]:
    smooth = smoothed(curves.level, length_frames)
    is_same = curves.evidence is curves.level
    surest = smooth if is_same else smoothed(curves.evidence, length_frames)
    is_on, is_sure = _by_level(surest, settings) if probability is None else _by_belief(probability, length_frames)
    spans = _part_at_valleys(smooth, is_on & near_peak(smooth, length_frames, settings), is_sure, settings)
    shortest, longest = _duration_limits(length_frames, settings, hop_s)
    return [(start, stop) for start, stop in spans if shortest <= stop - start <= longest]


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
    low, high = np.percentile(curve, QUIET_PERCENTILES)
    spread = (high - low) / (QUIET_QUANTILES[1] - QUIET_QUANTILES[0])
    deviation = min(max(spread, MIN_NOISE_DB), MAX_NOISE_DB)
    center = high - QUIET_QUANTILES[1] * deviation
    return ((curve - center) / deviation).astype(np.float32)


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first frame and frame after the last of each run of true frames."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _part_at_valleys(
    smooth: NDArray[np.float32], is_on: NDArray[np.bool_], is_sure: NDArray[np.bool_], settings: EventSettings
) -> list[tuple[int, int]]:
    from coincide.kernels import part_runs

    spans = part_runs(smooth, is_on, is_sure, valley=settings.valley_db, depth=settings.range_db)
    return [(start, stop) for start, stop in spans.tolist()]


def _sharpen_all(
    curve: NDArray[np.float32], spans: list[tuple[int, int]], length_frames: float, settings: EventSettings
) -> list[tuple[int, int]]:
    quiet_db = float(np.percentile(curve, QUIET_PERCENTILES[1])) if spans else 0.0
    smooth = smoothed(curve, length_frames)
    sharpened: list[tuple[int, int]] = []
    for start, stop in spans:
        peak_db = float(curve[start:stop].max())
        onset = _sharpen(curve, start, stop, quiet_db=quiet_db, range_db=settings.range_db)
        advance = step_advance(float(smooth[start]) - quiet_db, peak_db - quiet_db) * SMOOTHING_SHARE * length_frames
        sharpened.append((min(onset, start + round(advance)), stop))
    return sharpened


def _sharpen(curve: NDArray[np.float32], start: int, stop: int, *, quiet_db: float, range_db: float) -> int:
    """Move an onset to where the unsmoothed curve rises: smoothing lets attacks begin too early."""
    piece = curve[start:stop]
    peak = float(piece.max())
    depth_db = min(range_db, RISE_SHARE * (peak - quiet_db))
    return start + int(np.argmax(piece >= peak - depth_db))


def step_advance(edge_db: float, height_db: float) -> float:
    """Return by how much smoothing brings a step of `height_db` forward where it reaches `edge_db`.

    Counted in standard deviations of the smoothing. What begins earlier than that begins softly, and in noise the soft
    beginning of a faint call would be taken for smoothing.
    """
    share = min(0.5, max(edge_db, 0.1) / max(height_db, 0.2))
    return float(-ndtri(share))


def _duration_limits(length_frames: float, settings: EventSettings, hop_s: float) -> tuple[float, float]:
    shortest, longest = MIN_SHARE * length_frames, MAX_SHARE * length_frames
    if settings.min_duration_s is not None:
        shortest = settings.min_duration_s / hop_s
    if settings.max_duration_s is not None:
        longest = settings.max_duration_s / hop_s
    return shortest, longest
