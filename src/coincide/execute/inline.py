"""One unit after the other, in this process: the reference for all other executors.

A unit that kills its process kills this one, so that none is ever lost.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from coincide.execute.protocol import LimitS, LostUnit, Result, Unit, UnitProgress, Work, ten_minutes


class Inline:
    """Does units of work itself."""

    @property
    def n_workers(self) -> int:
        return 1

    @property
    def dashboard(self) -> str:
        return ""

    def run(
        self,
        work: Work[Unit, Result],
        units: Iterable[Unit],
        progress: UnitProgress,
        *,
        limit_s: LimitS[Unit] = ten_minutes,
    ) -> Generator[Result | LostUnit, None, None]:
        """Yield the result of each unit, in their order; nobody is there to end one."""
        del limit_s
        for unit in units:
            yield work(unit, progress)
