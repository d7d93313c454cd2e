"""A cluster of real processes, as a person starts it by hand: its scheduler goes away, a disk of it fills up."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from dask import config
from unit_examples import own_process, own_process_slowly
from workflow_examples import held_in, quick_learn

from coincide.errors import WorkerError
from coincide.execute import open_executor
from coincide.execute.protocol import Tally

TIMEOUTS = {"distributed.comm.timeouts.connect": "2s", "distributed.comm.retry.count": 0}


class ByHand:
    """A scheduler and a worker, found by a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.scheduler = _start("dask_scheduler", folder, "--port", "0", "--dashboard-address", ":0")
        while not self.file.exists():
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.add_worker()

    @property
    def worker(self) -> subprocess.Popen[bytes]:
        """The first one."""
        return self.workers[0]

    def add_worker(self) -> None:
        options = ("--nthreads", "1", "--dashboard-address", ":0", "--no-nanny")
        self.workers.append(_start("dask_worker", self.file.parent, *options))

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def _start(program: str, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", "scheduler.json", *options]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)


@pytest.fixture
def by_hand(tmp_path: Path) -> Generator[ByHand]:
    cluster = ByHand(tmp_path)
    yield cluster
    cluster.end()


def test_the_file_of_a_scheduler_means_its_workers(by_hand: ByHand) -> None:
    with open_executor(str(by_hand.file)) as executor:
        assert list(executor.run(own_process, [0], Tally())) == [by_hand.worker.pid]


def test_a_scheduler_that_goes_away_is_told_about(by_hand: ByHand) -> None:
    with config.set(TIMEOUTS), open_executor(str(by_hand.file)) as executor:
        results = executor.run(own_process, itertools.count(), Tally())
        next(results)
        by_hand.scheduler.kill()
        with pytest.raises(WorkerError, match=r"the Dask scheduler stopped answering .* run the same command again"):
            list(results)


def test_workers_that_come_later_get_work_too(by_hand: ByHand) -> None:
    with open_executor(str(by_hand.file)) as executor:
        results = executor.run(own_process_slowly, itertools.count(), Tally())
        assert next(results) == by_hand.worker.pid
        by_hand.add_worker()
        later = next(process for process in results if process != by_hand.worker.pid)
        assert later in {worker.pid for worker in by_hand.workers}
        results.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process limits the files of another")
def test_a_worker_whose_disk_fills_up_finds_the_same(
    by_hand: ByHand, sounds: Path, learned: Path, tmp_path: Path
) -> None:
    with open_executor(str(by_hand.file)) as executor:
        assert list(executor.run(own_process, [0], Tally())) == [by_hand.worker.pid]
    _fill_disk(by_hand.worker)
    together = held_in(quick_learn(sounds, tmp_path / "together.coincide", workers=str(by_hand.file)).catalog)
    # Other tests may have left more in the catalog that they share.
    assert {name: held for name, held in held_in(learned).items() if name in together} == together


def _fill_disk(process: subprocess.Popen[bytes]) -> None:
    """Let no file of a process grow any more."""
    import resource

    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))
