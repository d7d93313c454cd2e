"""On a cluster that runs Dask: a few machines by hand, SLURM, Kubernetes.

A task costs Dask some milliseconds, so that several short units share one, see `batches`. Units and results travel as
bytes, which the scheduler hands on without a look; it has a single thread for all workers.

Dask starts the tasks of a dead worker again by itself, and blames all that the worker had at hand. A task that it gives
up is therefore taken apart, and one of a single unit is tried once more when nothing else runs; only then is it lost.

The address of a scheduler is all that is needed; recordings must lie at the same paths on all machines.
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, cast

from coincide.errors import MissingPackageError, WorkerError
from coincide.execute.batches import BatchResult, BatchSize, do_batch
from coincide.execute.protocol import LOST, LimitS, LostUnit, Result, Unit, UnitProgress, Work, ten_minutes
from coincide.execute.worker import keep_memory
from coincide.servers import allow, allowed

if TYPE_CHECKING:
    from distributed import Client, Future

_QUEUED_FIRST, _QUEUED = 2, 4
"""Tasks under way for each worker thread: at first, and once it is known how many units a task may have. Those that
wait do so at the scheduler."""
_TASK_S, _MOST_UNITS = 0.5, 64
"""How long a worker may be at a task before it leaves units over, and how many units a task has at most."""
_TIMEOUT_S = 10
_LOOK_S, _PATIENCE_S = 5, 60
"""How often it is asked whether there are workers, and how long there may be none before it is asked why."""


def connect(address: str) -> Client:
    """Reach a scheduler.

    Parameters
    ----------
    address : such as ``tcp://host:8786``, or the path of a scheduler file (``.json``).

    Raises
    ------
    MissingPackageError : Dask is not installed.
    WorkerError : nobody answers, or Dask has no certificate for a ``tls://`` address.
    """
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError:
        raise MissingPackageError.of("workers on a cluster need", "distributed", extra="cluster") from None
    if address.startswith("tls://") and Security().get_connection_args("client")["ssl_context"] is None:
        raise WorkerError(
            f"`{address}` asks for a certificate, and Dask has none here. Name its files in Dask's configuration under "
            "`distributed.comm.tls`, as docs/cluster.md shows."
        )
    is_file = address.endswith(".json")
    try:
        return Client(
            address=None if is_file else address,
            scheduler_file=address if is_file else None,
            timeout=_TIMEOUT_S,
            set_as_default=False,
        )
    except (OSError, ValueError) as error:
        raise WorkerError(
            f"no Dask scheduler answers at `{address}` ({type(error).__name__}). Start one with `dask scheduler`, and "
            "use the address that it prints."
        ) from None


class Dask:
    """Does units of work on a cluster.

    Parameters
    ----------
    client : of the cluster, which stays the caller's.
    patience_s : how long there may be no worker before it is asked why.
    why_none : says why there is no worker and what to do, or nothing if workers are on their way.
    """

    def __init__(
        self, client: Client, *, patience_s: float = _PATIENCE_S, why_none: Callable[[], str] | None = None
    ) -> None:
        self._client = client
        self._patience_s = patience_s
        self._why_none = why_none or partial(_nobody_came, patience_s)
        self._n_threads, self._counted_at_s = 0, -float(_LOOK_S)

    @property
    def n_workers(self) -> int:
        return max(1, self.n_threads())

    def n_threads(self) -> int:
        """Return how many units the workers can be at; they come and go, so that they are counted every few seconds."""
        now_s = time.monotonic()
        if now_s - self._counted_at_s >= _LOOK_S or self._n_threads == 0:
            self._n_threads = sum(cast("dict[str, int]", self._client.nthreads()).values())
            self._counted_at_s = now_s
        return self._n_threads

    @property
    def dashboard(self) -> str:
        return str(self._client.dashboard_link or "")

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
        WorkerError : a worker has another version of coincide, or the scheduler went away.
        """
        job = _Job[Unit, Result](self, self._client, work, iter(units), limit_s, self._patience_s, self._why_none)
        try:
            yield from job.results(progress)
        finally:
            job.cancel()


@dataclass
class _Task(Generic[Unit]):
    units: Sequence[Unit]
    future: Future[Any]


class _Job(Generic[Unit, Result]):
    """One work and its units, in their order; only those under way are held, in tasks of one unit at first."""

    def __init__(
        self,
        cluster: Dask,
        client: Client,
        work: Work[Unit, Result],
        units: Iterator[Unit],
        limit_s: LimitS[Unit],
        patience_s: float,
        why_none: Callable[[], str],
    ) -> None:
        self._cluster = cluster
        self._patience_s = patience_s
        self._why_none = why_none
        self._client = client
        self._limit_s = limit_s
        self._units = units
        self._work = pickle.dumps(work)
        self._version = version("coincide")
        self._turns: deque[_Task[Unit]] = deque()
        self._size = BatchSize(at_most_s=_TASK_S, most=_MOST_UNITS)

    def results(self, progress: UnitProgress) -> Generator[Result | LostUnit, None, None]:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError

        self._hand_out()
        while self._turns:
            task = self._turns.popleft()
            try:
                try:
                    done = self._wait(task.future)
                except KilledWorker:
                    if len(task.units) > 1:
                        self._return(task.units, 1)
                        continue
                    done = self._alone(task)
            except KilledWorker:
                done = BatchResult([(LOST, 0.0)], _TASK_S)
            except (FutureCancelledError, CommClosedError) as error:
                raise WorkerError(
                    f"the Dask scheduler stopped answering ({type(error).__name__}). All work so far is stored; run "
                    "the same command again when the scheduler is back."
                ) from None
            left_over = task.units[len(done.results) :]
            self._size.learn(len(task.units), done)
            if left_over:
                self._return(left_over, len(done.results))
            self._hand_out()
            for result, advanced in done.results:
                progress.advance(advanced)
                yield result

    def cancel(self) -> None:
        """Drop all that is under way."""
        if self._turns:
            self._client.cancel([task.future for task in self._turns])
            self._turns.clear()

    def _hand_out(self) -> None:
        n_queued = _QUEUED if self._size.is_known else _QUEUED_FIRST
        while len(self._turns) < n_queued * self._cluster.n_workers:
            units = list(islice(self._units, self._size.n_units))
            if not units:
                return
            self._turns.append(self._submitted(units))

    def _return(self, units: Sequence[Unit], n_together: int) -> None:
        """Hand out again what a task left over; its turn is now."""
        parts = [units[start : start + n_together] for start in range(0, len(units), n_together)]
        self._turns.extendleft(reversed([self._submitted(part) for part in parts]))

    def _submitted(self, units: Sequence[Unit]) -> _Task[Unit]:
        # The work goes with each task: a task that held it for all would be to blame for every death.
        limits_s = [self._limit_s(unit) for unit in units]
        packed = pickle.dumps((units, limits_s, allowed()))
        return _Task(units, self._client.submit(_do, self._work, packed, self._version, pure=False))

    def _wait(self, future: Future[Any], *, hands_out: bool = True) -> BatchResult:
        return pickle.loads(self._when_done(future, future.result, hands_out=hands_out))

    def _when_done(self, future: Future[Any], ask: Callable[..., Any], *, hands_out: bool) -> Any:
        """Ask a future when it is done, and wait for that as long as there is somebody to wait for."""
        from distributed import TimeoutError as NotYet

        left_at_s: float | None = None
        while not future.done():
            # A task may fail with the same error, and a slow network take longer; both come out below.
            with suppress(NotYet):
                return ask(timeout=_LOOK_S)
            if hands_out:
                self._hand_out()  # to workers that came
            is_left = self._cluster.n_threads() == 0
            now_s = time.monotonic()
            left_at_s = (left_at_s or now_s) if is_left else None
            if left_at_s is not None and now_s - left_at_s > self._patience_s:
                if why := self._why_none():
                    raise WorkerError(why)
                left_at_s = None
        return ask()

    def _alone(self, task: _Task[Unit]) -> BatchResult:
        """Try a unit again when nothing else is under way that could be to blame."""
        for each in self._turns:
            self._when_done(each.future, each.future.exception, hands_out=False)
        return self._wait(self._submitted(task.units).future, hands_out=False)


def _nobody_came(patience_s: float) -> str:
    return (
        f"the Dask scheduler has had no worker for {patience_s:.0f} s. All work so far is stored; start workers, and "
        "run the same command again."
    )


def _do(work: bytes, packed: bytes, wanted: str) -> bytes:
    """Do the work for some units on a worker, as many as there is time for, up to one that fails."""
    own = _version()
    if own != wanted:
        raise WorkerError(
            f"a worker has coincide {own}, and this command is coincide {wanted}. Install the same version everywhere."
        )
    _keep_memory()
    unpacked, (units, limits_s, servers) = _unpacked(work), pickle.loads(packed)
    allow(servers)
    return pickle.dumps(do_batch(unpacked, units, limits_s, _TASK_S))


_keep_memory, _version = cache(keep_memory), cache(partial(version, "coincide"))
"""Once in each worker."""
_unpacked = lru_cache(maxsize=4)(pickle.loads)
"""Works that a worker has at hand; what they keep from unit to unit, such as filters, is worth more than the copy."""
