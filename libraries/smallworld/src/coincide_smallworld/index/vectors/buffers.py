"""Arrays with room to grow, each row of a matrix at the start of a cache line.

A buffer has more rows than are in use. Who extends it writes behind the rows in use, so that others who know only
those may go on reading; without room left, the rows move to a buffer of twice the size.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 64
GROWTH = 1.5

Array = npt.NDArray[Any]


def aligned(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """Return an uninitialized array whose first item is at a multiple of 64 bytes."""
    n_bytes = math.prod(shape) * np.dtype(dtype).itemsize
    raw = np.empty(n_bytes + ALIGNMENT, dtype=np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + n_bytes].view(dtype).reshape(shape)


def extended(buffer: Array, n: int, fresh: Array) -> Array:
    """Return a buffer with the first n rows of `buffer`, then the fresh ones; the same one if it has room."""
    total = n + len(fresh)
    if total > len(buffer) or not buffer.flags.writeable:
        # A first filling gets no slack: most indexes are made once.
        room = total if n == 0 else max(total, int(GROWTH * n))
        wider = aligned((room, *buffer.shape[1:]), buffer.dtype)
        wider[:n] = buffer[:n]
        buffer = wider
    buffer[n:total] = fresh
    return buffer
