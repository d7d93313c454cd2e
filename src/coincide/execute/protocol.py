"""What every executor does: it takes units one by one, and gives their results back in the same order.

    results = executor.run(work, units, progress)

`work` is a function that the workers can import, or a `functools.partial` of one; it must give the same result wherever
and however often it runs, since a unit whose worker died or was ended is tried again. What it raises is raised here,
when it is that unit's turn. Units are taken as workers get free, and closing the generator drops all that is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from coincide.errors import WorkerError

MAX_TRIES = 2
"""A unit whose workers died this often is given up."""

Unit = TypeVar("Unit")
Result = TypeVar("Result")


class UnitProgress(Protocol):
    """Hears how far the work is, in the unit of its stage; at once, or when a unit is done."""

    def advance(self, amount: float, /) -> None:
        """Take note that `amount` more is done."""
        ...


Work = Callable[[Unit, UnitProgress], Result]
LimitS = Callable[[Unit], float]
"""How long a worker may be at a unit: a disk that does not answer, or a decoder that never ends, must not stop all."""


def ten_minutes(_unit: object) -> float:
    """Give a unit ten minutes, a thousand times as long as one should take."""
    return 600.0


@dataclass(frozen=True, slots=True)
class LostUnit:
    """Stands for the result of a unit that killed its workers.

    Attributes
    ----------
    reason : what happened, as a sentence.
    """

    reason: str


def result_of(what: str, result: Result | LostUnit) -> Result:
    """Return a result without which the job cannot go on.

    Raises
    ------
    WorkerError : its unit was lost.
    """
    if isinstance(result, LostUnit):
        raise WorkerError(f"{what} failed: {result.reason}")
    return result


class Executor(Protocol):
    """Does units of work."""

    @property
    def n_workers(self) -> int:
        """How many units are under way at a time."""
        ...

    @property
    def dashboard(self) -> str:
        """Address where a person can watch the workers; empty if there is none."""
        ...

    def run(
        self,
        work: Work[Unit, Result],
        units: Iterable[Unit],
        progress: UnitProgress,
        *,
        limit_s: LimitS[Unit] = ten_minutes,
    ) -> Generator[Result | LostUnit, None, None]:
        """Yield the result of each unit, in their order; a worker that is at one for longer than its limit is ended."""
        ...


class Tally:
    """A progress that adds up, on a worker that cannot talk to the one of its stage.

    Attributes
    ----------
    done : so far.
    """

    def __init__(self) -> None:
        self.done = 0.0

    def advance(self, amount: float, /) -> None:
        self.done += amount


LOST = LostUnit(
    "every process that worked on it died, for example because memory ran out, or took too long and was stopped. Try "
    "again with fewer workers, or on a machine with more memory."
)
