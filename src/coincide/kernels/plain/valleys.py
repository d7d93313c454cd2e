"""Runs of frames are parted at valleys.

A peak stands out by a depth if, on both sides, the curve falls by that much before it rises above the peak: its
topographic prominence. The lowest frame between two such peaks is where they part.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import scipy.signal
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_BELOW = np.float32(-1e6)
"""Lower than any level, so that the ends of a run count as falling."""


def part_runs(curve: Floats, is_on: Flags, is_sure: Flags, *, valley: float, depth: float) -> Ints:
    """Return the parts of all runs of frames that hold a sure frame.

    Parameters
    ----------
    curve : (frames,).
    is_on, is_sure : (frames,) what makes runs, and what a part must hold.
    valley : by how much peaks must stand out.
    depth : how far below its peak a part may begin and end.

    Returns
    -------
    (parts, 2) first frame and frame after the last of each.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_on, [False]])))
    parts = [
        _trimmed(curve, first, last, np.float32(depth))
        for start, stop in edges.reshape(-1, 2)
        for first, last in pairwise([start, *_valleys(curve[start:stop], np.float32(valley)) + start, stop])
        if is_sure[first:last].any()
    ]
    return np.array(parts, dtype=np.int64).reshape(-1, 2)


def _valleys(run: Floats, valley: np.float32) -> Ints:
    """Return the lowest frames between the peaks that stand out."""
    peaks, _ = scipy.signal.find_peaks(np.concatenate([[_BELOW], run, [_BELOW]]), prominence=valley)
    return np.array([a + np.argmin(run[a:b]) for a, b in pairwise(peaks - 1)], dtype=np.int64)


def _trimmed(curve: Floats, start: int, stop: int, depth: np.float32) -> tuple[int, int]:
    """Drop the ends that lie more than `depth` below the peak."""
    part = curve[start:stop]
    inside = np.flatnonzero(part >= part.max() - depth)
    return start + int(inside[0]), start + int(inside[-1]) + 1
