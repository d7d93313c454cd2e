"""Scan, detection, pictures and embedding of a folder by some workers, in a process of its own.

    python -m benchmarks.scale.stages SOUNDS CATALOGS WORKERS

WORKERS is a number of processes, ``0`` for this one alone, or ``dask`` and a number, such as ``dask2``. It is all done
first with processes that are started on the way, and three times with those that are there, of which the median counts.
A cluster of Dask is there from the start.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.embed import Plain, fit_plain
from coincide.events import choose_scales
from coincide.execute import Executor, open_executor
from coincide.execute.slurm import LESS_WATCHED
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.scan import scan
from coincide.workflow.listen import READY
from coincide.workflow.listen.embedding import embed_pictures
from coincide.workflow.listen.pictures import take_pictures
from coincide.workflow.progress import Silent

_AGAIN = 3


def main() -> None:
    sounds, catalogs, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    made = encoder()
    began_s, before_s = time.perf_counter(), _cpu_s()
    facts: dict[str, float] = {}
    with _executor(kind) as executor:
        if kind.startswith("dask"):
            began_s, before_s = time.perf_counter(), _cpu_s()
        facts["events"] = _work(sounds, catalogs / kind, executor, *made)
        facts |= {"wall_s": time.perf_counter() - began_s, "cpu_s": _cpu_s() - before_s}
        again = [_again(sounds, catalogs / f"{kind}_{number}", executor, *made) for number in range(_AGAIN)]
        facts |= {name: statistics.median(each[name] for each in again) for name in again[0]}
    print(json.dumps(facts))


def _again(sounds: Path, catalog: Path, executor: Executor, *made: Any) -> dict[str, float]:
    began_s, before_s, own_s = time.perf_counter(), _cpu_s(), time.process_time()
    _work(sounds, catalog, executor, *made)
    return {
        "again_wall_s": time.perf_counter() - began_s,
        "again_cpu_s": _cpu_s() - before_s,
        "own_cpu_s": time.process_time() - own_s,
    }


def encoder() -> tuple[dict[str, NDArray[np.float32]], Plain]:
    """Make an encoder that learned nothing, which takes as long as another."""
    from coincide.embed.encoder import Encoder  # brings in torch, which workers must not wait for

    patches = np.random.default_rng(0).random((100, 32, 32), dtype=np.float32)
    return {name: tensor.numpy().copy() for name, tensor in Encoder().state_dict().items()}, fit_plain(patches, seed=0)


def _work(
    sounds: Path, catalog: Path, executor: Executor, weights: dict[str, NDArray[np.float32]], plain: Plain
) -> int:
    settings = LearnSettings()
    detector = Detector(settings)
    with CatalogStore.open(catalog, create=True) as store:
        run_id = store.runs.begin("learn", seed=0, settings={}, versions={})
        scan(store, sounds, settings=settings.recordings, run_id=run_id, executor=executor, progress=Silent())
        find_events(store, detector=detector, run_id=run_id, executor=executor, progress=Silent())
        recordings = {recording.id: recording for recording in store.recordings.all()}
        events = store.events.all(detector.digest)
        pictures = take_pictures(
            events,
            recordings,
            scales=choose_scales(events),
            channels="mix",
            folder=catalog / "pictures",
            executor=executor,
            progress=Silent(),
        )
        embed_pictures(pictures, weights, plain, executor=executor, stage=Silent())
    return len(events)


@contextmanager
def _executor(kind: str) -> Generator[Executor]:
    if kind.startswith("dask"):
        from dask import config
        from distributed import Client, LocalCluster

        n_workers = int(kind.removeprefix("dask"))
        with (
            config.set(LESS_WATCHED),
            LocalCluster(n_workers=n_workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
            Client(cluster, set_as_default=False) as client,
            open_executor(client) as executor,
        ):
            yield executor
    else:
        # A single worker process is what the cost of handing out shows in; nobody would ask for one.
        with open_executor(None if kind == "0" else int(kind), ready=READY) as executor:
            yield executor


def _cpu_s() -> float:
    """CPU seconds of this process and of those that it started and that still run."""
    me = psutil.Process()
    return sum(sum(each.cpu_times()[:2]) for each in (me, *me.children(recursive=True)))


if __name__ == "__main__":
    main()
