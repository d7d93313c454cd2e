"""Our own peer in C: LB_Keogh both ways, then pruned warping (`cascade.c`), built where there is a compiler.

Libraries that can be installed are slower than this, so a lead over them says little.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.c_peer import address, compiled

SOURCE = Path(__file__).with_suffix(".c")

Block = npt.NDArray[np.float32]


def library() -> ctypes.CDLL:
    """Return the compiled peer; see `c_peer.compiled`."""
    return compiled(SOURCE)


def make(base: Block, band: int) -> Callable[[Block], npt.NDArray[np.int64]]:
    """Return a search for the row nearest to each query, as `peers.Peer.make`."""
    peer, stored = library(), np.ascontiguousarray(base, dtype=np.float32)
    count, length = stored.shape
    lower, upper = np.empty_like(stored), np.empty_like(stored)
    peer.envelopes(address(stored), ctypes.c_long(count), length, band, address(lower), address(upper))

    def search(queries: Block) -> npt.NDArray[np.int64]:
        asked, found = np.ascontiguousarray(queries, dtype=np.float32), np.zeros(len(queries), dtype=np.int64)
        failed = peer.nearest(
            address(stored), ctypes.c_long(count), address(lower), address(upper), address(asked),
            ctypes.c_long(len(asked)), length, band, address(found),
        )  # fmt: skip
        if failed:
            raise MemoryError("The C cascade found no memory.")
        return found

    return search
