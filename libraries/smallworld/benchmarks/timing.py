"""Times of calls that are compared with each other.

All calls of a round run one after the other, and the rounds repeat: what slows the machine for a while slows all of
them. A result is the median over the rounds. Work of one thread is timed in CPU seconds, so that other programs on
the machine count less; work of several threads by the clock on the wall.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

ROUNDS = 5
# Libraries read these when they are loaded.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Seconds:
    """Seconds of one call: median, standard deviation and least over `n` rounds."""

    median: float
    sd: float
    n: int
    least: float = math.nan

    def per(self, n_items: int) -> Seconds:
        """Return the seconds of one of the items that a call worked on."""
        return Seconds(self.median / n_items, self.sd / n_items, self.n, self.least / n_items)


def use_one_thread() -> None:
    """Ask numeric libraries that are loaded from now on for one thread."""
    for name in THREAD_VARIABLES:
        os.environ[name] = "1"


def interleaved(
    calls: Mapping[Key, Callable[[], object]],
    *,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
    is_warm: bool = False,
) -> dict[Key, Seconds]:
    """Time every call once per round; where not everything was called before, after one round that does not count."""
    seconds: dict[Key, list[float]] = {key: [] for key in calls}
    if not is_warm:
        for call in calls.values():
            call()
    for _ in range(rounds):
        for key, call in calls.items():
            seconds[key].append(timed(call, clock=clock)[1])
    return {
        key: Seconds(float(np.median(each)), float(np.std(each)), rounds, min(each)) for key, each in seconds.items()
    }


def timed(call: Callable[[], Result], *, clock: Callable[[], float] = time.process_time) -> tuple[Result, float]:
    """Return what a call returns, and its seconds."""
    began = clock()
    result = call()
    return result, clock() - began
