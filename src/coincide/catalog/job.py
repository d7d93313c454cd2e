"""How far the command that writes to a catalog is, for others who look: `job.json`, beside the lock.

It is written about once a second, in one go, and read without the lock. What a killed command left there tells nothing:
its lock is not held any more.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from coincide.catalog.folders import JOB_NAME
from coincide.catalog.lock import current_holder
from coincide.whole_files import write_unforced

_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a command is.

    Attributes
    ----------
    stage : which stage is under way.
    done, total : how much of it, in its `unit`.
    seconds : since the stage began, until this was written.
    n_workers : how many units are worked on at a time.
    dashboard : address where Dask shows more; empty if there is none.
    """

    stage: str
    done: float
    total: float
    unit: str
    seconds: float
    n_workers: int = 1
    dashboard: str = ""

    @property
    def rate(self) -> float:
        """How much is done in a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds until the end of the stage, at this rate; None if nothing is done yet."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None


class JobFile:
    """Where a command notes how far it is.

    Parameters
    ----------
    folder : the catalog; it is there by the time that something is noted, and locked by this process.

    Attributes
    ----------
    count_workers : asked for `n_workers` whenever something is noted; workers come and go.
    dashboard : see `JobState`.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOB_NAME
        self._written_at_s = 0.0
        self.count_workers: Callable[[], int] = lambda: 1
        self.dashboard = ""

    def note(self, stage: str, done: float, total: float, unit: str, seconds: float) -> None:
        """Note how far a stage is, unless that was noted less than a second ago."""
        now_s = time.monotonic()
        if now_s - self._written_at_s < _EVERY_S and done > 0:
            return
        self._written_at_s = now_s
        state = JobState(stage, done, total, unit, seconds, self.count_workers(), self.dashboard)
        # Nothing depends on it: a full disk stops what must be written, and says so then.
        with contextlib.suppress(OSError):
            write_unforced(self._path, json.dumps(asdict(state)))

    def remove(self) -> None:
        """Take it away at the end."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def current_job(folder: Path) -> JobState | None:
    """Return how far the command is that is writing to a catalog now; None if none is, or it does not tell."""
    if current_holder(folder) is None:
        return None
    try:
        return JobState(**json.loads((folder / JOB_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
