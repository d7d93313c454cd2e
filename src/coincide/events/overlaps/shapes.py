"""What stands out within each event, in time and frequency: connected parts of the excess above each band's own noise.

Parts that begin and end together are one shape, such as the harmonics and formants of a voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.events.listening import QUANTILE_50_20

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
    smooth = np.asarray(scipy.ndimage.gaussian_filter1d(excess, width, axis=0), dtype=np.float32)
    low, middle = np.percentile(smooth[:: max(1, len(smooth) // _N_NOISE_FRAMES)], [20.0, 50.0], axis=0)
    spread = np.maximum((middle - low) / QUANTILE_50_20, 1e-3)  # (bands,)
    height = smooth - middle.astype(np.float32)
    is_out = height > np.maximum(_LEAST_DB, _OUT * spread)
    shortest = max(least_frames, _LEAST_FRAMES)
    found: list[list[Shape]] = []
    for start, stop in spans.tolist():
        here = slice(start, stop)
        parts = _parts(smooth[here], is_out[here], height[here] > _SURE * spread, start)
        found.append(_joined([part for part in parts if part.n_frames >= shortest]))
    return found


def _parts(level: Floats, is_out: NDArray[np.bool_], is_sure: NDArray[np.bool_], first: int) -> Iterator[Shape]:
    """Yield the connected parts of one event that are sure somewhere."""
    numbers, _ = scipy.ndimage.label(is_out, _NEIGHBORS)
    for number, place in enumerate(scipy.ndimage.find_objects(numbers), 1):
        is_part = numbers[place] == number
        here = level[place]
        if (is_part & is_sure[place]).any():
            is_part &= here > here[is_part].max() - _RANGE_DB
            frames, bands = np.flatnonzero(is_part.any(axis=1)), np.flatnonzero(is_part.any(axis=0))
            start, low = first + place[0].start, place[1].start
            yield Shape(
                start=int(start + frames[0]),
                stop=int(start + frames[-1] + 1),
                low=int(low + bands[0]),
                high=int(low + bands[-1] + 1),
                power=float((10.0 ** (here[is_part].astype(np.float64) / 10.0)).sum()),
            )


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
