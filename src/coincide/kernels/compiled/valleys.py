"""Runs of frames are parted at valleys, compiled.

A peak stands out by a depth if, on both sides, the curve falls by that much before it rises above the peak: its
topographic prominence. Going along once is enough: a peak is one as soon as the curve has fallen by the depth since,
and the next may come as soon as it has risen by the depth again. The lowest frame between two is where they part. Plain
twin: `kernels/plain/valleys.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, inner, read_only, writable
from numba import types

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def part_runs(curve: Floats, is_on: Flags, is_sure: Flags, *, valley: float, depth: float) -> Ints:
    """Return the parts of all runs of frames that hold a sure frame; see the plain twin."""
    spans = np.empty((len(curve), 2), dtype=np.int64)
    return spans[: _part_runs(curve, is_on, is_sure, valley, depth, spans)]


@inner
def _trim(curve: Floats, start: int, stop: int, depth: float) -> tuple[int, int]:
    """Drop the ends that lie more than `depth` below the peak."""
    peak = curve[start]
    for frame in range(start, stop):
        peak = max(peak, curve[frame])
    while curve[start] < peak - depth:
        start += 1
    while curve[stop - 1] < peak - depth:
        stop -= 1
    return start, stop


@inner
def _next_valley(curve: Floats, start: int, stop: int, depth: float) -> int:
    """Return the lowest frame between the first peak that stands out and the next, `stop` if there is no next."""
    peak, lowest = curve[start], start
    is_falling = False
    for frame in range(start, stop):
        level = curve[frame]
        if not is_falling:
            peak = max(peak, level)
            if level <= peak - depth:
                is_falling, lowest = True, frame
        elif level < curve[lowest]:
            lowest = frame
        elif level >= curve[lowest] + depth:
            return lowest
    return stop


@entry(
    types.int64(
        read_only(types.float32, 1),
        read_only(types.boolean, 1),
        read_only(types.boolean, 1),
        types.float32,
        types.float32,
        writable(types.int64, 2),
    )
)
def _part_runs(curve: Floats, is_on: Flags, is_sure: Flags, valley: float, depth: float, spans: Ints) -> int:
    """Write the spans of the parts; return how many."""
    n_spans, frame = 0, 0
    while frame < len(curve):
        if not is_on[frame]:
            frame += 1
            continue
        stop = frame
        while stop < len(curve) and is_on[stop]:
            stop += 1
        while frame < stop:
            cut = _next_valley(curve, frame, stop, valley)
            if is_sure[frame:cut].any():
                spans[n_spans] = _trim(curve, frame, cut, depth)
                n_spans += 1
            frame = cut
    return n_spans
