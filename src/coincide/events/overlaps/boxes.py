"""Which shapes within an event are calls of their own.

What always sounds together is one call; what is also heard alone is a call of its own. So events are parted where two
shapes, in bands of their own, overlap in time without beginning or ending together, and both are heard alone elsewhere
in the stretch. Words and syllables have such shapes as well, and few of them are ever heard alone: so all events stay
whole unless most of those that could be parted can. Where calls are narrow, shapes that follow each other are calls,
too; a broad syllable often is such shapes in turn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.events.overlaps.shapes import Shape, find_shapes

ALONE_SHARE = 0.8
"""Share of the power of an event that its strongest shape has if that is heard alone."""
LEAST_ALONE = 2
"""How often a shape is heard alone if it is a call."""
LEAST_SHARED_BANDS, MOST_LONGER = 0.5, 2.0
"""Shapes are alike if their bands have this intersection over union, and their lengths at most this ratio."""
LEAST_FRAMES, LEAST_EDGE_SHARE = 2, 0.1
"""How long calls overlap or are apart at least, and how far apart their edges lie at least: frames, shares of the
shorter call."""
MOST = 0.5
"""More than this share of the events with shapes at once must hold calls: .6 to 1 where animals call at once, and less
than .35 in spoken words."""


def part_overlaps(
    excess: NDArray[np.float32],
    spans: NDArray[np.int64],
    *,
    length_frames: float,
    least_frames: float,
    is_narrow: bool = False,
) -> list[list[Shape]]:
    """Find the calls of events that hold several.

    Parameters
    ----------
    excess : (frames, bands) in dB.
    spans : (events, 2) first frame and frame after the last.
    length_frames, least_frames : typical and shortest event.
    is_narrow : whether calls are narrow, so that shapes that follow each other may be calls.

    Returns
    -------
    The calls of each event by onset, at least two; none for an event that is one call.
    """
    if len(spans) < LEAST_ALONE:
        return [[] for _ in spans]
    shapes = find_shapes(excess, spans, length_frames=length_frames, least_frames=least_frames)
    alone = _heard_alone(shapes)
    could_be = [_several(of_event, is_narrow) for of_event in shapes]
    calls = [
        _several(_heard_elsewhere(of_event, alone), is_narrow) if some else []
        for of_event, some in zip(shapes, could_be, strict=True)
    ]
    are_calls = sum(map(bool, calls)) > MOST * sum(map(bool, could_be))
    return calls if are_calls else [[] for _ in shapes]


def _heard_alone(shapes: Sequence[Sequence[Shape]]) -> NDArray[np.int64]:
    """Return start, stop, low and high of the shapes that are nearly all of their event, (n, 4)."""
    return _bounds(
        [some[0] for some in shapes if some and some[0].power >= ALONE_SHARE * sum(one.power for one in some)]
    )


def _several(shapes: Sequence[Shape], may_follow: bool) -> list[Shape]:
    """Return shapes by onset, of some at one place the strongest; none if no two could be calls of their own.

    Parameters
    ----------
    shapes : of one event, the strongest first.
    """
    free: list[Shape] = []
    for shape in shapes:
        if all(shape.is_beside(other) or shape.shared_frames(other) == 0 for other in free):
            free.append(shape)
    are_several = any(_are_two(one, other, may_follow) for place, one in enumerate(free) for other in free[:place])
    return sorted(free, key=lambda shape: (shape.start, shape.low)) if are_several else []


def _heard_elsewhere(shapes: Sequence[Shape], alone: NDArray[np.int64]) -> list[Shape]:
    """Return the shapes of one event with `LEAST_ALONE` others heard alone of about the same band and length."""
    start, stop, low, high = _bounds(shapes).T[..., None]  # (shapes, 1) each
    starts, stops, lows, highs = alone.T  # (alone,) each
    shared = np.minimum(highs, high) - np.maximum(lows, low)
    joint = np.maximum(highs, high) - np.minimum(lows, low)
    lengths, length = stops - starts, stop - start
    is_as_long = np.maximum(lengths, length) <= MOST_LONGER * np.minimum(lengths, length)
    is_itself = (starts == start) & (stops == stop) & (lows == low)
    n_alike = (is_as_long & (shared >= LEAST_SHARED_BANDS * joint) & ~is_itself).sum(axis=1)
    return [shape for shape, n in zip(shapes, n_alike.tolist(), strict=True) if n >= LEAST_ALONE]


def _bounds(shapes: Sequence[Shape]) -> NDArray[np.int64]:
    """Return start, stop, low and high of shapes, (shapes, 4)."""
    bounds = [(one.start, one.stop, one.low, one.high) for one in shapes]
    return np.array(bounds, dtype=np.int64).reshape(-1, 4)


def _are_two(one: Shape, other: Shape, may_follow: bool) -> bool:
    shared = min(one.stop, other.stop) - max(one.start, other.start)
    if shared <= 0:
        return may_follow and one.is_beside(other) and -shared >= LEAST_FRAMES
    edge = min(abs(one.start - other.start), abs(one.stop - other.stop))
    least = max(LEAST_FRAMES, LEAST_EDGE_SHARE * min(one.n_frames, other.n_frames))
    return one.is_beside(other) and shared >= LEAST_FRAMES and edge > least
