"""A cluster of real processes, as a person starts it by hand: a scheduler goes, a disk fills up, a network drops."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from dask import config
from unit_examples import own_process, own_process_slowly
from workflow_examples import held_in, quick_learn

from coincide.errors import WorkerError
from coincide.execute import open_executor
from coincide.execute.protocol import Tally

pytestmark = pytest.mark.slow

TIMEOUTS = {"distributed.comm.timeouts.connect": "2s", "distributed.comm.retry.count": 0}


class ByHand:
    """A scheduler and a worker, found by a file.

    Parameters
    ----------
    folder : where the file lies.
    host : address of the scheduler.
    away : command by which workers are started somewhere else.
    """

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", away: Sequence[str] = ()) -> None:
        self.file = folder / "scheduler.json"
        self._away = away
        options = ("--host", host, "--port", "0", "--dashboard-address", ":0")
        self.scheduler = _start("dask_scheduler", folder, *options)
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
        self.workers.append(_start("dask_worker", self.file.parent, *options, away=self._away))

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def _start(program: str, folder: Path, *options: str, away: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    module = f"distributed.cli.{program}"
    command = [*away, sys.executable, "-m", module, "--scheduler-file", "scheduler.json", *options]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)


@pytest.fixture
def by_hand(tmp_path: Path) -> Generator[ByHand]:
    cluster = ByHand(tmp_path)
    yield cluster
    cluster.end()


class Cable:
    """From this machine to a namespace of networks, which stands for another machine."""

    def __init__(self) -> None:
        self.there, self._end = f"coincide-{os.getpid()}", f"cable{os.getpid()}"
        self.host = f"10.{os.getpid() % 200 + 20}.77.1"

    def lay(self) -> None:
        far = self.host.removesuffix("1") + "2"
        _ip("netns", "add", self.there)
        _ip("link", "add", self._end, "type", "veth", "peer", "name", "far", "netns", self.there)
        _ip("addr", "add", f"{self.host}/30", "dev", self._end)
        _ip("link", "set", self._end, "up")
        _ip("-n", self.there, "addr", "add", f"{far}/30", "dev", "far")
        _ip("-n", self.there, "link", "set", "lo", "up")
        _ip("-n", self.there, "link", "set", "far", "up")

    def drop(self, seconds: float) -> None:
        _ip("link", "set", self._end, "down")
        time.sleep(seconds)
        _ip("link", "set", self._end, "up")

    def remove(self) -> None:
        for what, name in (("link", self._end), ("netns", self.there)):
            with suppress(OSError, subprocess.CalledProcessError):
                _ip(what, "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def cable() -> Generator[Cable]:
    cable = Cable()
    try:
        cable.lay()
    except (OSError, subprocess.CalledProcessError) as error:
        cable.remove()
        pytest.skip(f"a network of its own takes root on Linux, and `ip`: {error}")
    yield cable
    cable.remove()


@pytest.fixture
def far_away(tmp_path: Path, cable: Cable) -> Generator[ByHand]:
    """A cluster whose worker is in another network."""
    cluster = ByHand(tmp_path, host=cable.host, away=("ip", "netns", "exec", cable.there))
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


def test_a_worker_whose_network_drops_for_seconds_goes_on(far_away: ByHand, cable: Cable) -> None:
    with open_executor(str(far_away.file)) as executor:
        results = executor.run(own_process_slowly, range(40), Tally())
        assert next(results) == far_away.worker.pid
        cable.drop(6.0)
        assert list(results) == [far_away.worker.pid] * 39


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
