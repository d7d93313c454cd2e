"""Peers that we wrote in C: they are compiled where there is a compiler."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

# What of -ffast-math lets loops be vectorized. With all of it, loading the library would have the whole process take
# the smallest numbers for zero.
FREE_SUMS = ("-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-ffinite-math-only", "-fassociative-math")
COMMAND = ("cc", "-O3", "-march=native", *FREE_SUMS, "-shared", "-fPIC")


@cache
def compiled(source: Path) -> ctypes.CDLL:
    """Return the compiled peer.

    Raises
    ------
    OSError, subprocess.CalledProcessError : there is no compiler, or it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "peer.so"
        subprocess.run([*COMMAND, "-o", str(built), str(source), "-lm"], check=True, capture_output=True)
        return ctypes.CDLL(str(built))


def address(array: npt.NDArray[np.generic]) -> ctypes.c_void_p:
    """Return where the numbers of an array begin; they must be contiguous."""
    return ctypes.c_void_p(array.ctypes.data)
