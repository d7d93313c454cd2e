"""The envelope of a query: the least and the greatest number that each time point of a stored series may meet.

Series of one length have a band of one width: windows of 1, 2, 4, ... frames are joined until they are as wide, 16
windows at a time. For others, the sliding extremes are found after Lemire 2009.

Source: Keogh and Ratanamahatana 2005.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import inner
from coincide_smallworld.distances.lane_groups import slack_of
from coincide_smallworld.scratch import empty

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@inner
def set_envelope(
    query: Floats, starts: Ints, row: int, m: int, n_channels: int, widths: Ints, envelope: Floats, line: Ints
) -> None:
    """Write the envelope of a series, a row of the queries, over series of m frames.

    Parameters
    ----------
    envelope : (2 m c,) written; the lower ends, then the upper ends.
    query : frames, flat.
    line : (n,) room; frames that may still be an extreme of a band to come, best first.
    """
    at, n = starts[row] * n_channels, starts[row + 1] - starts[row]
    if n == m:
        width = min(widths[n], n - 1)
        if width == 0:
            for i in range(n * n_channels):
                envelope[i] = envelope[n * n_channels + i] = query[at + i]
            return
        before, after = empty(n, np.float32), empty(n, np.float32)
        for channel in range(n_channels):
            for side in range(2):
                sign, to = np.float32(1 - 2 * side), side * m * n_channels + channel
                set_least(query, at + channel, n, n_channels, width, sign, before, after, envelope, to)
        return
    slack = slack_of(n, m, widths)
    for channel in range(n_channels):
        for sign in (np.float32(1.0), np.float32(-1.0)):
            offset = channel if sign > 0.0 else m * n_channels + channel
            head = tail = following = np.int64(0)
            for j in range(m):
                first, last = np.int64(0), np.int64(n - 1)
                if m > 1:
                    first, last = -((slack - j * (n - 1)) // (m - 1)), (j * (n - 1) + slack) // (m - 1)
                while following <= last and following < n:
                    number = sign * query[at + following * n_channels + channel]
                    while tail > head and sign * query[at + line[tail - 1] * n_channels + channel] >= number:
                        tail -= 1
                    line[tail] = following
                    tail += 1
                    following += 1
                while line[head] < first:
                    head += 1
                envelope[offset + j * n_channels] = query[at + line[head] * n_channels + channel]


@inner
def set_least(
    numbers: Floats,
    at: int,
    n: int,
    stride: int,
    width: int,
    sign: Any,
    before: Floats,
    after: Floats,
    envelope: Floats,
    to: int,
) -> None:
    """Write the least of the frames within `width` of each, or with the sign -1 the greatest."""
    given, written = numbers[at : at + (n - 1) * stride + 1], envelope[to : to + (n - 1) * stride + 1]
    for j in range(n):
        before[j] = sign * given[j * stride]
    n_joined, n_wanted = np.int64(1), 2 * np.int64(width) + 1
    while n_joined < n_wanted:  # `before` has the least of so many frames, from each on
        step = min(n_joined, n_wanted - n_joined)
        n_both = max(n - step, 0)
        following = before[step:]
        for j in range(n_both):
            after[j] = following[j] if following[j] < before[j] else before[j]
        for j in range(n_both, n):
            after[j] = before[j]
        before, after, n_joined = after, before, n_joined + step
    inside = written[width * stride :]
    for j in range(n - width):
        inside[j * stride] = sign * before[j]
    least = sign * given[0]
    for j in range(1, width):
        least = min(least, sign * given[j * stride])
    for j in range(width):
        if j + width < n:
            least = min(least, sign * given[(j + width) * stride])
        written[j * stride] = sign * least
