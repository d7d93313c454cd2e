"""Who gets which unit when: a queue for each worker, results in the order of the units, a second try after a death.

The first batch of a queue is the one that its worker is at, and to blame if that dies; the others go back. A unit of
such a batch goes alone from then on. What a worker is, and how time passes, is left to others: `processes` has real
ones, and benchmarks simulate a thousand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol

from coincide.errors import WorkerError
from coincide.execute.batches import BatchResult, BatchSize
from coincide.execute.protocol import LOST, MAX_TRIES, LimitS, LostUnit, Result, Unit, UnitProgress, Work

QUEUED = 4
"""Batches that a worker has at hand, so that it need not wait while results are stored."""
_AHEAD = 64
"""Units that may be done before their turn, by worker: a long recording must not stop the others."""
BATCH_S = 0.05
"""How long a worker may be at a batch; a message costs about a millisecond."""


@dataclass
class Task(Generic[Unit, Result]):
    """A unit that was taken, and what became of it."""

    unit: Unit
    n_tries: int = 0
    result: Result | LostUnit | None = None
    error: BaseException | None = None
    is_done: bool = False


class Worker(Protocol):
    """The place of a process.

    Attributes
    ----------
    queue : the batches of tasks that it was given, oldest first.
    """

    queue: deque[tuple[Sequence[Task[Any, Any]], Future[BatchResult]]]

    @property
    def has_begun(self) -> bool:
        """Whether the process came as far as to take up its work."""
        ...

    def give(self, batch: Sequence[Task[Any, Any]], work: Work[Any, Any], limits_s: Sequence[float]) -> None:
        """Put a batch of tasks into the queue."""
        ...

    def forget(self) -> None:
        """Make place for another process."""
        ...


def wait_for_first(futures: Sequence[Future[Any]]) -> None:
    """Wait until one of them is done."""
    wait(futures, return_when=FIRST_COMPLETED)


class Schedule(Generic[Unit, Result]):
    """One work, its units, and who has them."""

    def __init__(
        self,
        workers: Sequence[Worker],
        work: Work[Unit, Result],
        units: Iterator[Unit],
        progress: UnitProgress,
        limit_s: LimitS[Unit],
        wait_for_any: Callable[[Sequence[Future[Any]]], None] = wait_for_first,
    ) -> None:
        self._wait_for_any = wait_for_any
        self._workers = workers
        self._progress = progress
        self._work = work
        self._units = units
        self._limit_s = limit_s
        self._size = BatchSize(at_most_s=BATCH_S, most=_AHEAD // QUEUED)
        self._again: deque[Task[Unit, Result]] = deque()
        self._suspects: deque[Task[Unit, Result]] = deque()
        self._turns: deque[Task[Unit, Result]] = deque()
        self._is_all_taken = False

    def results(self) -> Generator[Result | LostUnit, None, None]:
        self._hand_out()
        while self._turns:
            first = self._turns[0]
            while not first.is_done:
                self._collect()
                self._hand_out()
            self._turns.popleft()
            self._hand_out()
            if first.error is not None:
                raise first.error
            yield first.result  # pyright: ignore[reportReturnType]  # a result may be None, too

    def _hand_out(self) -> None:
        """Give work to all who have a place for it."""
        while True:
            worker = min(self._workers, key=lambda one: len(one.queue))
            if len(worker.queue) >= QUEUED:
                return
            batch = self._next_batch()
            if not batch:
                return
            worker.give(batch, self._work, [self._limit_s(task.unit) for task in batch])

    def _next_batch(self) -> Sequence[Task[Unit, Result]]:
        if self._suspects:
            return [self._suspects.popleft()]
        return list(islice(iter(self._next, None), self._size.n_units))

    def _next(self) -> Task[Unit, Result] | None:
        if self._again:
            return self._again.popleft()
        if self._is_all_taken or len(self._turns) >= _AHEAD * len(self._workers):
            return None
        try:
            task = Task[Unit, Result](next(self._units))
        except StopIteration:
            self._is_all_taken = True
            return None
        self._turns.append(task)
        return task

    def _collect(self) -> None:
        """Wait until some worker is done with a batch, or dead."""
        self._wait_for_any([worker.queue[0][1] for worker in self._workers if worker.queue])
        for worker in self._workers:
            while worker.queue and worker.queue[0][1].done():
                batch, future = worker.queue.popleft()
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    self._replace(worker, batch)
                elif error is not None:
                    batch[0].is_done, batch[0].error = True, error
                    self._again.extendleft(reversed(batch[1:]))
                else:
                    self._take(batch, future.result())

    def _take(self, batch: Sequence[Task[Unit, Result]], done: BatchResult) -> None:
        for task, (result, advanced) in zip(batch, done.results, strict=False):
            task.is_done, task.result = True, result
            self._progress.advance(advanced)
        self._again.extendleft(reversed(batch[len(done.results) :]))
        self._size.learn(len(batch), done)

    def _replace(self, worker: Worker, batch: Sequence[Task[Unit, Result]]) -> None:
        """Make place for another process where one died; its units are tried again, or given up."""
        if not worker.has_begun:
            raise WorkerError(
                "a worker process ended before it began to work. Start fewer workers if memory is short; in a script, "
                'begin the work under `if __name__ == "__main__":`.'
            )
        self._again.extend(task for others, _ in worker.queue for task in others)
        worker.forget()
        for task in batch:
            task.n_tries += 1
            if task.n_tries < MAX_TRIES:
                self._suspects.append(task)
            else:
                task.is_done, task.result = True, LOST
