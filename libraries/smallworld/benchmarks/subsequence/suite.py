"""Our own peer in C: the method of the UCR suite (`suite.c`), built where there is a compiler."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.c_peer import address, compiled

SOURCE = Path(__file__).with_suffix(".c")

Series = npt.NDArray[np.float64]


def library() -> ctypes.CDLL:
    """Return the compiled peer; see `c_peer.compiled`."""
    return compiled(SOURCE)


def nearest_window(series: Series, query: Series, *, band: int) -> tuple[int, float]:
    """Return where the window of a series (t,) nearest to a query (m,) begins, and its distance; m is 6 or more."""
    stored = np.ascontiguousarray(series, dtype=np.float64)
    wanted = np.ascontiguousarray((query - query.mean()) / query.std(), dtype=np.float64)
    found, squared = ctypes.c_long(-1), ctypes.c_double(0.0)
    failed = library().nearest_window(
        address(stored), ctypes.c_long(len(stored)), address(wanted), len(wanted), band, ctypes.byref(found),
        ctypes.byref(squared),
    )  # fmt: skip
    if failed:
        raise MemoryError("The suite found no memory.")
    return found.value, float(np.sqrt(squared.value))
