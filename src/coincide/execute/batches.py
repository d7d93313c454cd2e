"""Several short units in one message, since every message takes time of its own.

A worker does as many units of a batch as it can in a given time, at least one, and the others are handed out again. The
size of the next batch follows from how long the last one took.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from coincide.execute.protocol import Tally, UnitProgress
from coincide.execute.worker import ending_after


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a worker did of a batch.

    Attributes
    ----------
    results : of the first units, each with how far it advanced.
    seconds : how long they took.
    """

    results: Sequence[tuple[Any, float]]
    seconds: float


def do_batch(
    work: Callable[[Any, UnitProgress], Any], units: Sequence[Any], limits_s: Sequence[float], at_most_s: float
) -> BatchResult:
    """Do the units that there is time for, at least the first, up to one that fails.

    Parameters
    ----------
    limits_s : how long each unit may take; a batch that takes `at_most_s` longer than the longest of these is ended.
    at_most_s : no unit but the first begins after that.

    Raises
    ------
    Exception : what the first unit raises; one that fails later ends the batch, and raises when it comes first itself.
    """
    results: list[tuple[Any, float]] = []
    began_s = time.monotonic()
    # The last unit begins before the time is over. A watch over each would take as long as a short unit.
    with ending_after(at_most_s + max(limits_s)):
        for unit in units:
            tally = Tally()
            try:
                results.append((work(unit, tally), tally.done))
            except Exception:
                if not results:
                    raise
                break
            if time.monotonic() - began_s > at_most_s:
                break
    return BatchResult(results, time.monotonic() - began_s)


class BatchSize:
    """How many units go together: one at first, then more while they take less than half of the time.

    Parameters
    ----------
    at_most_s : how long a worker may be at a batch before it leaves units over.
    most : units in a batch at most.
    """

    def __init__(self, *, at_most_s: float, most: int) -> None:
        self.n_units, self.is_known = 1, False
        self.at_most_s, self._most = at_most_s, most

    def learn(self, n_given: int, done: BatchResult) -> None:
        """Take note of what became of a batch of `n_given` units."""
        self.is_known = True
        if len(done.results) < n_given:
            self.n_units = len(done.results)
        elif done.seconds < self.at_most_s / 2:
            n_times = 4 if done.seconds < self.at_most_s / 8 else 2
            self.n_units = max(self.n_units, min(self._most, n_times * n_given))
