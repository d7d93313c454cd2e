"""What stands out within each event, in time and frequency: connected parts of the excess above each band's own noise.

Parts that begin and end together are one shape, such as the harmonics and formants of a voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.events.listening import QUANTILE_50_20, medians, quantiles
from coincide.events.pieces import pieces
from coincide.events.smoothing import smooth_with_bell

_SMOOTHING_SHARE, _LEAST_SMOOTHING = 0.04, 0.7
"""Standard deviation of the smoothing along time, in event lengths, and at least so many frames."""
_LEAST_DB = 3.0
_OUT, _SURE = 4.0, 7.0
"""Weakest and surest place of a shape, in standard deviations of its band."""
_RANGE_DB = 15.0
"""What lies so far below the loudest place of a shape is no part of it."""
_LEAST_FRAMES = 2
_TOGETHER_SHARE = 0.15
"""How far the edges of one call may lie apart in different bands, in lengths of the longer part."""
_N_NOISE_FRAMES = 2_000
_NEIGHBORS = np.ones((3, 3), dtype=np.int64)

Floats = NDArray[np.float32]
Spans = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of a stretch in time and frequency.

    Attributes
    ----------
    start, stop : first frame and frame after the last.
    low, high : lowest band and band after the highest.
    power : sum over its places, over the background.
    """

    start: int
    stop: int
    low: int
    high: int
    power: float

    @property
    def n_frames(self) -> int:
        """How long it lasts."""
        return self.stop - self.start

    def is_beside(self, other: Shape) -> bool:
        """Say whether no band is part of both."""
        return self.high <= other.low or other.high <= self.low

    def shared_frames(self, other: Shape) -> int:
        """Return how many frames are part of both."""
        return max(0, min(self.stop, other.stop) - max(self.start, other.start))


def find_shapes(excess: Floats, spans: Spans, *, length_frames: float, least_frames: float) -> list[list[Shape]]:
    """Find the shapes of each event, the strongest first.

    Parameters
    ----------
    excess : (frames, bands) in dB.
    spans : (events, 2) first frame and frame after the last.
    length_frames : typical event length.
    least_frames : shorter parts are none.
    """
    width = max(_LEAST_SMOOTHING, _SMOOTHING_SHARE * length_frames)
    smooth = smooth_with_bell(excess, width)
    some = np.ascontiguousarray(smooth[:: max(1, len(smooth) // _N_NOISE_FRAMES)])
    low, middle = quantiles(some, 0.2), medians(some)
    spread = np.maximum((middle - low) / np.float32(QUANTILE_50_20), np.float32(1e-3))  # (bands,)
    frames = pieces(spans).frames
    level = smooth[frames]
    height = level - middle
    rows, bands, part = _connected(height > np.maximum(_LEAST_DB, _OUT * spread), spans)
    parts = _parts(frames[rows], bands, part, level[rows, bands], (height > _SURE * spread)[rows, bands])
    shortest = max(least_frames, _LEAST_FRAMES)
    found: list[list[Shape]] = [[] for _ in spans]
    for part in parts:
        if part.n_frames >= shortest:
            found[int(np.searchsorted(spans[:, 0], part.start, side="right")) - 1].append(part)
    return [_joined(of_event) for of_event in found]


def _connected(is_out: NDArray[np.bool_], spans: Spans) -> tuple[Spans, Spans, Spans]:
    """Return row, band and number of the part of all places that are out, part by part.

    Parameters
    ----------
    is_out : (rows, bands), the frames of all events, one after the other; parts end with their event.
    """
    lengths = spans[:, 1] - spans[:, 0]
    # With an empty row behind each event, one call numbers the parts of all.
    at = np.arange(len(is_out)) + np.repeat(np.arange(len(spans)), lengths)
    apart = np.zeros((len(is_out) + len(spans), is_out.shape[1]), dtype=np.bool_)
    apart[at] = is_out
    numbers, _ = scipy.ndimage.label(apart, _NEIGHBORS)
    rows, bands = np.nonzero(is_out)
    part = np.asarray(numbers[at[rows], bands], dtype=np.int64)
    order = np.argsort(part, kind="stable")
    return rows[order], bands[order], part[order]


def _parts(frames: Spans, bands: Spans, part: Spans, level: Floats, is_sure: NDArray[np.bool_]) -> list[Shape]:
    """Return the parts that are sure somewhere, from their places (places,), part by part."""
    if len(part) == 0:
        return []
    firsts = _firsts(part)
    lengths = np.diff(firsts, append=len(part))
    least = np.maximum.reduceat(level, firsts) - np.float32(_RANGE_DB)
    are_sure = np.logical_or.reduceat(is_sure, firsts)
    is_kept = np.repeat(are_sure, lengths) & (level > np.repeat(least, lengths))
    if not is_kept.any():
        return []
    frames, bands, firsts = frames[is_kept], bands[is_kept], _firsts(part[is_kept])
    power = np.add.reduceat(10.0 ** (level[is_kept].astype(np.float64) / 10.0), firsts)
    lows = (np.minimum.reduceat(frames, firsts), np.minimum.reduceat(bands, firsts))
    highs = (np.maximum.reduceat(frames, firsts) + 1, np.maximum.reduceat(bands, firsts) + 1)
    facts = (lows[0], highs[0], lows[1], highs[1], power)
    return [Shape(*row) for row in zip(*(fact.tolist() for fact in facts), strict=True)]


def _firsts(part: Spans) -> Spans:
    """Return where each number begins in numbers (n,) that ascend."""
    return np.flatnonzero(np.diff(part, prepend=-1))


def _joined(parts: Sequence[Shape]) -> list[Shape]:
    """Join parts that begin and end together."""
    shapes: list[Shape] = []
    for part in sorted(parts, key=lambda part: -part.power):
        same = next((number for number, shape in enumerate(shapes) if _are_together(shape, part)), None)
        if same is None:
            shapes.append(part)
        else:
            shapes[same] = _union(shapes[same], part)
    return sorted(shapes, key=lambda shape: -shape.power)


def _are_together(one: Shape, other: Shape) -> bool:
    apart = max(abs(one.start - other.start), abs(one.stop - other.stop))
    return apart <= max(_LEAST_FRAMES, _TOGETHER_SHARE * max(one.n_frames, other.n_frames))


def _union(one: Shape, other: Shape) -> Shape:
    return Shape(
        start=min(one.start, other.start),
        stop=max(one.stop, other.stop),
        low=min(one.low, other.low),
        high=max(one.high, other.high),
        power=one.power + other.power,
    )
