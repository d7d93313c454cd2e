"""Our own peer in C: the method of the UCR suite (`suite.c`), built where there is a compiler."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.dtw.cascade import COMMAND

SOURCE = Path(__file__).with_suffix(".c")

Series = npt.NDArray[np.float64]


@cache
def library() -> ctypes.CDLL:
    """Return the compiled peer.

    Raises
    ------
    OSError, subprocess.CalledProcessError : there is no compiler, or it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "suite.so"
        subprocess.run([*COMMAND, "-o", str(built), str(SOURCE), "-lm"], check=True, capture_output=True)
        return ctypes.CDLL(str(built))


def nearest_window(series: Series, query: Series, *, band: int) -> tuple[int, float]:
    """Return where the window of a series (t,) nearest to a query (m,) begins, and its distance; m is 6 or more."""
    stored = np.ascontiguousarray(series, dtype=np.float64)
    wanted = np.ascontiguousarray((query - query.mean()) / query.std(), dtype=np.float64)
    found, squared = ctypes.c_long(-1), ctypes.c_double(0.0)
    failed = library().nearest_window(
        _at(stored), ctypes.c_long(len(stored)), _at(wanted), len(wanted), band, ctypes.byref(found),
        ctypes.byref(squared),
    )  # fmt: skip
    if failed:
        raise MemoryError("The suite found no memory.")
    return found.value, float(np.sqrt(squared.value))


def _at(array: Series) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
