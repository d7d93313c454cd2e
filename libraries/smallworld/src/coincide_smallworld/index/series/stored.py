"""Series in arrays with room to grow.

Appending writes behind what is there and returns a larger view of the same memory, so that adding one series after the
other does not copy all of them each time. Only the newest view may be appended to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.series import Series

# Room for a half more, so that each frame is copied a few times at most.
GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class StoredSeries:
    """Series, and the arrays that they are views of.

    Attributes
    ----------
    series : the series stored so far.
    frames : (capacity, n_channels) float32.
    starts : (capacity,) int64.
    """

    series: Series
    frames: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]


def stored(series: Series) -> StoredSeries:
    """Return series as they are, without room."""
    return StoredSeries(series=series, frames=series.frames, starts=series.starts)


def appended(old: StoredSeries, items: Series) -> StoredSeries:
    """Return the stored series with others behind them."""
    n, total = len(old.series.starts), len(old.series.frames)
    n_after, total_after = n + len(items), total + len(items.frames)
    if total == 0:
        frames = np.empty((total_after, items.n_channels), dtype=np.float32)
    else:
        frames = old.frames if total_after <= len(old.frames) else _with_room(old.frames, total, total_after)
    starts = old.starts if n_after <= len(old.starts) else _with_room(old.starts, n, n_after)
    frames[total:total_after] = items.frames
    starts[n:n_after] = total + items.starts[1:]
    return StoredSeries(
        series=Series(frames=frames[:total_after], starts=starts[:n_after]), frames=frames, starts=starts
    )


def _with_room(array: Any, n: int, n_after: int) -> Any:
    larger = np.empty((max(n_after, int(GROWTH * n)), *array.shape[1:]), dtype=array.dtype)
    larger[:n] = array[:n]
    return larger
