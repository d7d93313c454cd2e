"""Scan, detection and pictures of a folder by some workers, in a process of its own: seconds on the wall and of CPUs.

    python -m benchmarks.scale.stages SOUNDS CATALOG WORKERS

WORKERS is a number of processes, ``0`` for this one alone, or ``dask`` and a number, such as ``dask2``.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from coincide.catalog import CatalogStore
from coincide.events import choose_scales
from coincide.execute import Executor, Inline
from coincide.execute.processes import Processes
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.scan import scan
from coincide.workflow.listen.pictures import take_pictures
from coincide.workflow.progress import Silent


def main() -> None:
    sounds, catalog, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    with _executor(kind) as (executor, others_cpu_s):
        began_s, before_s = time.perf_counter(), _own_cpu_s() + others_cpu_s()
        n_events = _work(sounds, catalog, executor)
        wall_s = time.perf_counter() - began_s
        if isinstance(executor, Processes):
            executor.close()
            for process in multiprocessing.active_children():
                process.join()
        cpu_s = _own_cpu_s() + others_cpu_s() - before_s
    print(json.dumps({"wall_s": wall_s, "cpu_s": cpu_s, "events": n_events}))


def _work(sounds: Path, catalog: Path, executor: Executor) -> int:
    settings = LearnSettings()
    detector = Detector(settings)
    with CatalogStore.open(catalog, create=True) as store:
        run_id = store.runs.begin("learn", seed=0, settings={}, versions={})
        scan(store, sounds, settings=settings.recordings, run_id=run_id, executor=executor, progress=Silent())
        find_events(store, detector=detector, run_id=run_id, executor=executor, progress=Silent())
        recordings = {recording.id: recording for recording in store.recordings.all()}
        events = store.events.all(detector.digest)
        geometries, scale_of = choose_scales(events)
        take_pictures(
            events,
            recordings,
            geometries=geometries,
            scale_of=scale_of,
            channels="mix",
            folder=catalog / "pictures",
            executor=executor,
            progress=Silent(),
        )
    return len(events)


@contextmanager
def _executor(kind: str) -> Generator[tuple[Executor, Callable[[], float]]]:
    """Give an executor, and what asks for the CPU seconds of processes that this one does not wait for."""
    if kind.startswith("dask"):
        from distributed import Client, LocalCluster

        from coincide.execute.dask import Dask

        n_workers = int(kind.removeprefix("dask"))
        with (
            LocalCluster(n_workers=n_workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield Dask(client), lambda: sum(cast("dict[str, float]", client.run(time.process_time)).values())
    else:
        yield Inline() if kind == "0" else Processes(int(kind)), lambda: 0.0


def _own_cpu_s() -> float:
    """CPU seconds of this process and of those that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
