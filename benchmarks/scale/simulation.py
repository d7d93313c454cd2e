"""Workers in virtual time: the schedule of `coincide.execute` hands out units that only take time.

The schedule is the real one, with its queues, its order and its second tries; processes, sound and the clock are not.
Some workers are slow, some units kill their worker, and the coordinator takes a while for each result.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

import numpy as np

from coincide.execute.batches import BatchResult
from coincide.execute.protocol import Tally, UnitProgress, Work, ten_minutes
from coincide.execute.schedule import QUEUED, Schedule, Task

SPREAD = 0.25
"""Standard deviation of what a unit takes, in means."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Workers, and what happens to them.

    Attributes
    ----------
    slow_share, slow_speed : how many of them are slow, and how fast these are; the others have speed 1.
    death_share : of units that kill the worker that takes them; the next one survives, as where memory was short.
    restart_s : until another worker is there.
    coordinator_s : what the coordinator does for each unit.
    """

    n_workers: int
    slow_share: float = 0.05
    slow_speed: float = 1 / 3
    death_share: float = 0.001
    restart_s: float = 30.0
    coordinator_s: float = 0.001

    @property
    def n_slow(self) -> int:
        return round(self.slow_share * self.n_workers)

    @property
    def speed(self) -> float:
        """All workers together, in workers of speed 1."""
        return self.n_workers - self.n_slow * (1 - self.slow_speed)


def predicted_s(n_units: int, unit_s: float, fleet: Fleet) -> float:
    """Predict how long it takes.

    The units that nobody has taken yet go at the speed of all workers; then each works its queue off, the slow ones
    last, and of these the one with the longest units (the largest of n normal values lies about √(2 ln n) deviations
    above their mean). Where the coordinator cannot keep up, it alone counts.
    """
    mean_s = unit_s * (1 + fleet.death_share / 2) + fleet.death_share * fleet.restart_s
    n_open = max(0, n_units - QUEUED * fleet.n_workers)
    n_last, speed = (fleet.n_slow, fleet.slow_speed) if fleet.n_slow else (fleet.n_workers, 1.0)
    longest = QUEUED + SPREAD * math.sqrt(QUEUED * 2 * math.log(n_last))
    slowest_s = longest * unit_s / speed
    return max(n_open * mean_s / fleet.speed + slowest_s, n_units * fleet.coordinator_s)


def simulated_s(n_units: int, unit_s: float, fleet: Fleet, *, seed: int = 0) -> float:
    """Let the schedule do it, in virtual time."""
    rng = np.random.default_rng(seed)
    shape = SPREAD**-2
    costs_s = rng.gamma(shape, unit_s / shape, n_units)
    clock = _Clock(fleet, costs_s, set(np.flatnonzero(rng.random(n_units) < fleet.death_share).tolist()))
    schedule = Schedule[int, int](clock.workers, _nothing, iter(range(n_units)), Tally(), ten_minutes, clock.wait)
    for _ in schedule.results():
        pass
    return clock.now_s


def _nothing(unit: int, progress: UnitProgress) -> int:
    progress.advance(1)
    return unit


class _Clock:
    """Goes from one end of a unit to the next."""

    def __init__(self, fleet: Fleet, costs_s: np.ndarray[Any, np.dtype[np.float64]], deadly: set[int]) -> None:
        self.now_s = 0.0
        self._fleet, self._costs_s, self._deadly = fleet, costs_s, deadly
        speeds = [fleet.slow_speed] * fleet.n_slow + [1.0] * (fleet.n_workers - fleet.n_slow)
        self.workers = [_Simulated(self, number, speed) for number, speed in enumerate(speeds)]
        self._ends: list[tuple[float, int]] = []

    def begin(self, worker: _Simulated, unit: int) -> None:
        """Let a worker begin with a unit, as soon as it can."""
        cost_s = self._costs_s[unit] / worker.speed / (2 if unit in self._deadly else 1)
        heapq.heappush(self._ends, (max(self.now_s, worker.free_at_s) + cost_s, worker.number))

    def wait(self, futures: Sequence[Future[Any]]) -> None:
        """Go to the next end."""
        del futures
        end_s, number = heapq.heappop(self._ends)
        self.now_s = max(self.now_s + self._fleet.coordinator_s, end_s)
        worker = self.workers[number]
        (task,), future = worker.queue[0]
        if task.unit in self._deadly:
            self._deadly.remove(task.unit)
            worker.free_at_s = end_s + self._fleet.restart_s
            future.set_exception(BrokenProcessPool())
        else:
            worker.free_at_s = end_s
            future.set_result(BatchResult([(task.unit, 1.0)], float(self._costs_s[task.unit])))
            if len(worker.queue) > 1:
                (after,), _ = worker.queue[1]
                self.begin(worker, after.unit)


class _Simulated:
    """A worker without a process; the schedule takes what is done from its queue."""

    has_begun = True

    def __init__(self, clock: _Clock, number: int, speed: float) -> None:
        self._clock = clock
        self.number, self.speed = number, speed
        self.free_at_s = 0.0
        self.queue: deque[tuple[Sequence[Task[Any, Any]], Future[BatchResult]]] = deque()

    def give(self, batch: Sequence[Task[Any, Any]], work: Work[Any, Any], limits_s: Sequence[float]) -> None:
        del work, limits_s
        (task,) = batch  # a unit takes too long for two to go together
        self.queue.append((batch, Future[BatchResult]()))
        if len(self.queue) == 1:
            self._clock.begin(self, task.unit)

    def forget(self) -> None:
        self.queue.clear()
