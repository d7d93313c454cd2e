"""The envelope of a query: the least and the greatest number that each time point of a stored series may meet.

Source: Keogh and Ratanamahatana 2005; the sliding extremes after Lemire 2009.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.compiled import inner
from coincide_smallworld.distances.lane_groups import slack_of

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
