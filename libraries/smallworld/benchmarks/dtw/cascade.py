"""Our own peer in C: LB_Keogh both ways, then pruned warping (`cascade.c`), built where there is a compiler.

Libraries that can be installed are slower than this, so a lead over them says little.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

SOURCE = Path(__file__).with_suffix(".c")
# What of -ffast-math lets loops be vectorized. With all of it, loading the library would have the whole process take
# the smallest numbers for zero.
FREE_SUMS = ("-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-ffinite-math-only", "-fassociative-math")
COMMAND = ("cc", "-O3", "-march=native", *FREE_SUMS, "-shared", "-fPIC")

Block = npt.NDArray[np.float32]


@cache
def library() -> ctypes.CDLL:
    """Return the compiled peer.

    Raises
    ------
    OSError, subprocess.CalledProcessError : there is no compiler, or it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "cascade.so"
        subprocess.run([*COMMAND, "-o", str(built), str(SOURCE), "-lm"], check=True, capture_output=True)
        return ctypes.CDLL(str(built))


def make(base: Block, band: int) -> Callable[[Block], npt.NDArray[np.int64]]:
    """Return a search for the row nearest to each query, as `peers.Peer.make`."""
    compiled, stored = library(), np.ascontiguousarray(base, dtype=np.float32)
    count, length = stored.shape
    lower, upper = np.empty_like(stored), np.empty_like(stored)
    compiled.envelopes(_at(stored), ctypes.c_long(count), length, band, _at(lower), _at(upper))

    def search(queries: Block) -> npt.NDArray[np.int64]:
        asked, found = np.ascontiguousarray(queries, dtype=np.float32), np.zeros(len(queries), dtype=np.int64)
        failed = compiled.nearest(
            _at(stored), ctypes.c_long(count), _at(lower), _at(upper), _at(asked), ctypes.c_long(len(asked)), length,
            band, _at(found),
        )  # fmt: skip
        if failed:
            raise MemoryError("The C cascade found no memory.")
        return found

    return search


def _at(array: npt.NDArray[np.generic]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
