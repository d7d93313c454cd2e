"""How many steps, seconds and megabytes a query may use.

The machine takes steps in portions, and asks here for the next; so a limit costs nothing between two portions, and
steps are counted exactly. A portion takes a fraction of a millisecond.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from operator import length_hint
from pathlib import Path
from time import perf_counter

from coincide_logic.errors import LimitError
from coincide_logic.prolog.terms.raising import resource_error

PORTION = 128  # steps
_MEMORY_EVERY = 8  # portions; reading it takes some microseconds
_MOST_AT_ONCE, _LITTLE = 1_000_000_000, 100_000  # bytes


class Limits:
    """What a query may still use.

    Parameters
    ----------
    steps : goals entered and alternatives taken up.
    seconds : on the clock while the query runs, not between two answers.
    memory_mb : megabytes that the process may grow.
    """

    def __init__(
        self, *, steps: int | None = None, seconds: float | None = None, memory_mb: float | None = None
    ) -> None:
        self._steps, self._seconds, self._memory_mb = steps, seconds, memory_mb
        self._granted = self._portions = 0
        self._spent_s = self._begun = 0.0
        self._bytes_before = resident_bytes() if memory_mb is not None else 0
        self.ticks: Iterator[int] = iter(range(0))

    @property
    def steps_used(self) -> int:
        return self._granted - length_hint(self.ticks)

    def start(self) -> None:
        """The query runs from now on."""
        self._begun = perf_counter()

    def stop(self) -> None:
        """The query waits for who asked it."""
        self._spent_s += perf_counter() - self._begun

    def grant(self) -> None:
        """Fill `ticks` with the next portion.

        Raises
        ------
        LimitError : nothing is left.
        """
        portion = PORTION
        if self._steps is not None:
            portion = min(portion, self._steps - self._granted)
            if portion <= 0:
                raise LimitError("steps", self._steps)
        if self._seconds is not None and self._spent_s + perf_counter() - self._begun > self._seconds:
            raise LimitError("seconds", self._seconds)
        self._portions += 1
        if self._memory_mb is not None and self._portions % _MEMORY_EVERY == 0:
            self._check_memory(0)
        self._granted += portion
        self.ticks = iter(range(portion))

    def make_room(self, n_bytes: int) -> None:
        """Check that so many bytes may be used at once, as by a list of a given length.

        Raises
        ------
        LimitError : they would be more than the query may use.
        PrologError : they would be more than any query may, which is a gigabyte.
        """
        if n_bytes > _MOST_AT_ONCE:
            raise resource_error("memory")
        if n_bytes > _LITTLE:
            self._check_memory(n_bytes)

    def _check_memory(self, n_bytes: int) -> None:
        if self._memory_mb is not None and resident_bytes() - self._bytes_before + n_bytes > self._memory_mb * 1e6:
            raise LimitError("memory_mb", self._memory_mb)


def resident_bytes() -> int:
    """The memory that this process holds now; elsewhere than on Linux, the most that it ever held."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
