"""The compiled loops over windows of a recording: one normalizes them, two bound their warping distance.

One bound is what the first and last cells of any path cost. For the other, a window is measured against the envelope of
the query, then the query against the envelope of the window, here that of the recording around it, which is wider but
made once. A window is given up as soon as its sum exceeds the limit.

Source: Rakthanmanon et al. 2012 (UCR suite), sections 4.2.3 and 4.2.4.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.subsequence.plain import LONG_QUERY

Floats = npt.NDArray[np.float64]

# So many windows at once: what is known of them stays in the nearest cache.
BLOCK = 512
# So many frames between two looks at the limit: several vectors, few enough to stop early.
STRIDE = 64
_TABLE, _PLACES, _BOUNDS = read_only(numba.float64, 2), read_only(numba.int64, 1), writable(numba.float64, 1)
_FRAMES, _OFFSETS = writable(numba.float32, 2), read_only(numba.float64, 1)


@inner
def _add_cells(samples: Floats, means: Floats, deviations: Floats, query: Floats, first: Any, cells: Floats) -> None:
    """Add what a channel costs to each cell (8, windows): the corners, and three cells beside each."""
    last = query.size - 1
    for w in range(cells.shape[1]):
        start, scale = first + w, 1.0 / deviations[first + w]
        head, second = (samples[start] - means[start]) * scale, (samples[start + 1] - means[start]) * scale
        tail, before = (
            (samples[start + last] - means[start]) * scale,
            (samples[start + last - 1] - means[start]) * scale,
        )
        cells[0, w] += (head - query[0]) ** 2
        cells[1, w] += (second - query[1]) ** 2
        cells[2, w] += (second - query[0]) ** 2
        cells[3, w] += (head - query[1]) ** 2
        cells[4, w] += (tail - query[last]) ** 2
        cells[5, w] += (before - query[last - 1]) ** 2
        cells[6, w] += (before - query[last]) ** 2
        cells[7, w] += (tail - query[last - 1]) ** 2


@inner
def _add_ends(samples: Floats, means: Floats, deviations: Floats, query: Floats, bounds: Floats) -> None:
    """Add what a channel of a very short query costs in the first and last cell."""
    last = query.size - 1
    for start in range(bounds.size):
        mean, scale = means[start], 1.0 / deviations[start]
        bounds[start] += ((samples[start] - mean) * scale - query[0]) ** 2
        if last > 0:
            bounds[start] += ((samples[start + last] - mean) * scale - query[last]) ** 2


@entry(numba.types.none(_TABLE, _TABLE, _TABLE, _TABLE, _BOUNDS))
def bound_corners(samples: Floats, means: Floats, deviations: Floats, query: Floats, bounds: Floats) -> None:
    """Write what the first and last cells of any path cost at least, for every window.

    Parameters
    ----------
    samples : (channels, n + m - 1) a piece of recording.
    means, deviations : (channels, n).
    query : (channels, m).
    bounds : (n,) written.
    """
    n_channels, n_frames = query.shape
    if n_frames < LONG_QUERY:
        bounds[:] = 0.0
        for channel in range(n_channels):
            _add_ends(samples[channel], means[channel], deviations[channel], query[channel], bounds)
        return
    room = np.empty((8, BLOCK))
    for first in range(0, bounds.size, BLOCK):
        cells = room[:, : min(BLOCK, bounds.size - first)]
        cells[:] = 0.0
        for channel in range(n_channels):
            _add_cells(samples[channel], means[channel], deviations[channel], query[channel], first, cells)
        for w in range(cells.shape[1]):
            head = min(cells[1, w], min(cells[2, w], cells[3, w]))
            tail = min(cells[5, w], min(cells[6, w], cells[7, w]))
            bounds[first + w] = cells[0, w] + cells[4, w] + head + tail


@inner
def _of_window(samples: Floats, start: Any, mean: Any, scale: Any, low: Floats, high: Floats, at: Any, n: Any) -> Any:
    """Squared distance of n normalized samples from the envelope of the query."""
    total = 0.0
    for i in range(n):
        value = (samples[start + i] - mean) * scale
        above, below = value - high[at + i], low[at + i] - value
        excess = above if above > below else below
        excess = excess if excess > 0.0 else 0.0
        total += excess * excess
    return total


@inner
def _of_query(low: Floats, high: Floats, start: Any, mean: Any, scale: Any, query: Floats, at: Any, n: Any) -> Any:
    """Squared distance of n frames of the query from the normalized envelope of the recording."""
    total = 0.0
    for i in range(n):
        above, below = query[at + i] - (high[start + i] - mean) * scale, (low[start + i] - mean) * scale - query[at + i]
        excess = above if above > below else below
        excess = excess if excess > 0.0 else 0.0
        total += excess * excess
    return total


@entry(
    numba.types.none(_TABLE, _TABLE, _TABLE, _PLACES, _TABLE, _TABLE, _TABLE, _TABLE, _TABLE, numba.float64, _BOUNDS)
)
def bound_windows(
    samples: Floats,
    low: Floats,
    high: Floats,
    starts: npt.NDArray[np.int64],
    means: Floats,
    deviations: Floats,
    query: Floats,
    query_low: Floats,
    query_high: Floats,
    limit: float,
    bounds: Floats,
) -> None:
    """Write a lower bound of the squared distance for each window at `starts`.

    Parameters
    ----------
    samples, low, high : (channels, t) a piece of recording, and its envelope.
    starts : (r,) windows to bound.
    means, deviations : (channels, n) of all windows.
    query, query_low, query_high : (channels, m) what is looked for, and its envelope.
    limit : squared; a bound above it may be lower than need be.
    bounds : (r,) written.
    """
    n_frames = query.shape[1]
    for row in range(starts.size):
        largest = 0.0
        for side in range(2):
            total = 0.0
            for channel in range(query.shape[0]):
                mean, scale = means[channel, starts[row]], 1.0 / deviations[channel, starts[row]]
                for first in range(0, n_frames, STRIDE):
                    # Unsigned, because the compiler would otherwise provide for indices that count from the end.
                    at, n = np.uint64(first), np.uint64(min(STRIDE, n_frames - first))
                    start = np.uint64(starts[row] + first)
                    if side == 0:
                        total += _of_window(
                            samples[channel], start, mean, scale, query_low[channel], query_high[channel], at, n
                        )
                    else:
                        total += _of_query(low[channel], high[channel], start, mean, scale, query[channel], at, n)
                    if total > limit:
                        break
                if total > limit:
                    break
            largest = max(largest, total)
            if largest > limit:
                break
        bounds[row] = largest


@inner
def _mean_and_scale(values: Floats, start: Any, n: Any) -> tuple[Any, Any]:
    """Mean, and 1 over the standard deviation; 0 where all values are equal."""
    total, is_flat = 0.0, True
    for i in range(n):
        total += values[start + i]
        is_flat &= values[start + i] == values[start]
    mean = total / n
    squares = 0.0
    for i in range(n):
        difference = values[start + i] - mean
        squares += difference * difference
    return mean, 0.0 if is_flat or squares == 0.0 else 1.0 / np.sqrt(squares / n)


@entry(numba.types.none(_TABLE, _PLACES, numba.int64, numba.boolean, _OFFSETS, _FRAMES))
def frames_at(
    samples: Floats,
    starts: npt.NDArray[np.int64],
    n_frames: int,
    is_normalized: bool,
    offsets: Floats,
    frames: npt.NDArray[np.float32],
) -> None:
    """Write windows as frames, normalized or less the offsets.

    Parameters
    ----------
    samples : (channels, t).
    starts : (r,).
    offsets : (channels,).
    frames : (r n_frames, channels) written.
    """
    n = np.uint64(n_frames)
    for row in range(starts.size):
        start, begin = np.uint64(starts[row]), np.uint64(row * n_frames)
        for channel in range(samples.shape[0]):
            mean, scale = offsets[channel], 1.0
            if is_normalized:
                mean, scale = _mean_and_scale(samples[channel], start, n)
            for i in range(n):
                frames[begin + i, channel] = (samples[channel, start + i] - mean) * scale
