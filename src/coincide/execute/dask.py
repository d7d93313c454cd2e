"""On a cluster that runs Dask: a few machines by hand, SLURM, Kubernetes.

Dask starts the tasks of a dead worker again by itself, and blames all that the worker had at hand. A task that it gives
up is therefore tried once more when nothing else runs, and only then is its unit lost.

The address of a scheduler is all that is needed; recordings must lie at the same paths on all machines.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Generic, cast

from coincide.errors import MissingPackageError, WorkerError
from coincide.execute.protocol import LOST, LimitS, LostUnit, Result, Tally, Unit, UnitProgress, Work, ten_minutes
from coincide.execute.worker import ending_after, keep_memory

if TYPE_CHECKING:
    from distributed import Client, Future

_QUEUED = 4
"""Units under way, by worker thread; those that wait do so at the scheduler."""
_TIMEOUT_S = 10
_LOOK_S, _PATIENCE_S = 5, 60
"""How often it is asked whether there are workers, and how long there may be none; others may be on their way."""


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
        raise MissingPackageError(
            "workers on a cluster need Dask. Install it with `pip install 'coincide[cluster]'`."
        ) from None
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
    patience_s : how long there may be no worker.
    """

    def __init__(self, client: Client, *, patience_s: float = _PATIENCE_S) -> None:
        self._client = client
        self._patience_s = patience_s
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
        job = _Job[Unit, Result](self, self._client, work, iter(units), limit_s, self._patience_s)
        try:
            yield from job.results(progress)
        finally:
            job.cancel()


@dataclass
class _Task(Generic[Unit]):
    unit: Unit
    future: Future[Any]


class _Job(Generic[Unit, Result]):
    """One work and its units, in their order; only those under way are held."""

    def __init__(
        self,
        cluster: Dask,
        client: Client,
        work: Work[Unit, Result],
        units: Iterator[Unit],
        limit_s: LimitS[Unit],
        patience_s: float,
    ) -> None:
        self._cluster = cluster
        self._patience_s = patience_s
        self._client = client
        self._limit_s = limit_s
        self._units = units
        self._work = work
        self._turns: deque[_Task[Unit]] = deque()

    def results(self, progress: UnitProgress) -> Generator[Result | LostUnit, None, None]:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError

        self._hand_out()
        while self._turns:
            task = self._turns.popleft()
            try:
                try:
                    result, advanced = self._wait(task.future)
                except KilledWorker:
                    result, advanced = self._alone(task)
            except KilledWorker:
                result, advanced = LOST, 0.0
            except (FutureCancelledError, CommClosedError) as error:
                raise WorkerError(
                    f"the Dask scheduler stopped answering ({type(error).__name__}). All work so far is stored; run "
                    "the same command again when the scheduler is back."
                ) from None
            self._hand_out()
            progress.advance(advanced)
            yield result

    def cancel(self) -> None:
        """Drop all that is under way."""
        self._client.cancel([task.future for task in self._turns])
        self._turns.clear()

    def _hand_out(self) -> None:
        while len(self._turns) < _QUEUED * self._cluster.n_workers:
            try:
                unit = next(self._units)
            except StopIteration:
                return
            self._turns.append(_Task(unit, self._submit(unit)))

    def _submit(self, unit: Unit) -> Future[Any]:
        # The work goes with each unit: a task that held it for all would be to blame for every death.
        return self._client.submit(_do, self._work, unit, self._limit_s(unit), version("coincide"), pure=False)

    def _wait(self, future: Future[Any]) -> Any:
        self._wait_until_done(future)
        return future.result()

    def _wait_until_done(self, future: Future[Any]) -> None:
        """Wait as long as there is somebody to wait for."""
        from distributed import TimeoutError as NotYet

        left_at_s: float | None = None
        while not future.done():
            with suppress(NotYet):
                future.exception(timeout=_LOOK_S)
                continue
            self._hand_out()  # to workers that came
            is_left = self._cluster.n_threads() == 0
            now_s = time.monotonic()
            left_at_s = (left_at_s or now_s) if is_left else None
            if left_at_s is not None and now_s - left_at_s > self._patience_s:
                raise WorkerError(
                    f"the Dask scheduler has had no worker for {self._patience_s:.0f} s. All work so far is stored; "
                    "start workers, and run the same command again."
                )

    def _alone(self, task: _Task[Unit]) -> Any:
        """Try a unit again when nothing else is under way that could be to blame."""
        for each in self._turns:
            self._wait_until_done(each.future)
        task.future = self._submit(task.unit)
        return self._wait(task.future)


def _do(work: Work[Any, Any], unit: Any, limit_s: float, wanted: str) -> tuple[Any, float]:
    """Do the work for a unit on a worker; return its result, and by how much it advanced."""
    own = version("coincide")
    if own != wanted:
        raise WorkerError(
            f"a worker has coincide {own}, and this command is coincide {wanted}. Install the same version everywhere."
        )
    _keep_memory()
    tally = Tally()
    with ending_after(limit_s):
        return work(unit, tally), tally.done


_keep_memory = cache(keep_memory)
"""Once in each worker."""
