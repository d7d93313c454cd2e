"""A person who goes on working while others attack: asks, waits for the answer, and asks again."""

from __future__ import annotations

import statistics
import threading
import time
from types import TracebackType

from benchmarks.hostile_clients.target import Target
from benchmarks.hostile_clients.wire import ask, request

_THINK_S = 0.1
_PATHS = (b"/api/overview", b"/api/categories", b"/", b"/api/map", b"/api/recordings")


class Neighbor:
    """Works until the block ends.

    Attributes
    ----------
    times_ms : of all answers.
    n_failed : requests that were not answered with 200.
    """

    def __init__(self, target: Target) -> None:
        self.times_ms: list[float] = []
        self.n_failed = 0
        self._target = target
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work)

    @property
    def p99_ms(self) -> float:
        return statistics.quantiles(self.times_ms, n=100)[-1]

    def __enter__(self) -> Neighbor:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join()

    def _work(self) -> None:
        place, token = self._target.place, self._target.token
        while not self._ends.wait(_THINK_S):
            began = time.perf_counter()
            path = _PATHS[len(self.times_ms) % len(_PATHS)]
            status = ask(place, request(place, b"GET", path, token=token)).status
            self.times_ms.append(1000 * (time.perf_counter() - began))
            self.n_failed += status != 200
