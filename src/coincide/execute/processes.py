"""Several processes of this machine.

Each worker is a pool of one process (`concurrent.futures`), so that it is known which unit a process that died was at:
the first of its queue, see `schedule`.

On Linux they are forked from a server (`multiprocessing`, ``forkserver``) that has imported all that the work needs and
has neither threads nor open files of ours. It gets ready while this process does something else, and a worker starts in
10 ms then. Elsewhere each is started by ``spawn``, which takes a second.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from coincide.execute.batches import BatchResult, do_batch
from coincide.execute.protocol import LimitS, LostUnit, Result, Unit, UnitProgress, Work, ten_minutes
from coincide.execute.schedule import BATCH_S, Schedule, Task
from coincide.execute.worker import at_hand, begin, take_up
from coincide.servers import allowed

_START = "forkserver" if sys.platform == "linux" else "spawn"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Processes:
    """Does units of work in processes of this machine; they start with the first work, and end with `close`.

    Parameters
    ----------
    n_workers : at least 1.
    ready : modules to import beforehand, once for all.
    """

    def __init__(self, n_workers: int, *, ready: Sequence[str] = ()) -> None:
        begin_server(ready)
        self._workers = [_Worker() for _ in range(n_workers)]

    @property
    def n_workers(self) -> int:
        return len(self._workers)

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
        """Yield the result of each unit, in their order.

        Raises
        ------
        WorkerError : no process can be started.
        """
        job = Schedule[Unit, Result](self._workers, work, iter(units), progress, limit_s)
        try:
            yield from job.results()
        except BaseException:
            # What is under way may take hours, and nobody wants it any more.
            self.close()
            raise

    def close(self) -> None:
        """End all processes at once, whatever they are at."""
        for worker in self._workers:
            worker.end()


def begin_server(ready: Sequence[str]) -> None:
    """Let the server of processes get ready, without waiting for it; one that runs already stays as it is."""
    if _START == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        forkserver.set_forkserver_preload(list(ready))
        # Starting this lets Ctrl-C in again, so it must not happen below, where the server would start it.
        resource_tracker.ensure_running()
        # There is a worker for each core, and more threads would wait for each other; Dask sets the same.
        with _environment(dict.fromkeys(_THREADS, "1")), _without_interrupts():
            forkserver.ensure_running()


@contextlib.contextmanager
def _without_interrupts() -> Generator[None]:
    """Keep Ctrl-C from processes that start inside, which would each print a traceback; this one gets it afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Generator[None]:
    """Set variables of the environment that are not set, for processes that start inside."""
    added = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


class _Worker:
    """One process, or the place of one.

    Attributes
    ----------
    queue : the batches of tasks that it was given, oldest first.
    """

    def __init__(self) -> None:
        self.queue: deque[tuple[Sequence[Task[Any, Any]], Future[BatchResult]]] = deque()
        self._pool: ProcessPoolExecutor | None = None
        self._work: Work[Any, Any] | None = None
        self._ready: Future[int] | None = None

    def give(self, batch: Sequence[Task[Any, Any]], work: Work[Any, Any], limits_s: Sequence[float]) -> None:
        """Put a batch of tasks into the queue."""
        try:
            if self._pool is None:
                context = multiprocessing.get_context(_START)
                self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=begin)
            if self._work is not work:
                self._ready = self._pool.submit(take_up, work, allowed())
                self._work = work
            future = self._pool.submit(_do, [task.unit for task in batch], limits_s)
        except BrokenProcessPool as error:  # it died while nobody looked
            future = Future[BatchResult]()
            future.set_exception(error)
        self.queue.append((batch, future))

    @property
    def has_begun(self) -> bool:
        """Whether the process came as far as to take up its work."""
        return self._ready is not None and self._ready.done() and self._ready.exception() is None

    def end(self) -> None:
        """End the process at once, if it has not ended by itself."""
        process_id = self._ready.result() if self._ready is not None and self.has_begun else None
        if process_id is not None:
            with contextlib.suppress(OSError):
                os.kill(process_id, signal.SIGTERM)
        if self._pool is not None:
            # Where Python ends while the thread of a pool does, it may write to a pipe that the thread has closed.
            self._pool.shutdown(wait=process_id is not None, cancel_futures=True)
        self.forget()

    def forget(self) -> None:
        """Make place for another process."""
        self._pool, self._work, self._ready = None, None, None
        self.queue.clear()


def _do(units: Sequence[Any], limits_s: Sequence[float]) -> BatchResult:
    return do_batch(at_hand(), units, limits_s, BATCH_S)
