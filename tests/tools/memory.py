"""How much memory a piece of work takes: a count of bytes, the same on every machine."""

from __future__ import annotations

import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Peak:
    """The most that was held at once, in MB; known when the block has ended."""

    mb: float = 0.0


@contextmanager
def peak_memory() -> Generator[Peak]:
    """Watch what Python and NumPy allocate."""
    peak = Peak()
    tracemalloc.start()
    try:
        yield peak
        peak.mb = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
