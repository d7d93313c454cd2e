"""Work for the executors, which worker processes can import: it counts, fails, kills and is killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coincide.errors import InputError, RecordingError
from coincide.execute import UnitProgress
from coincide.servers import may_be_asked

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def square(unit: int, progress: UnitProgress) -> int:
    progress.advance(unit)
    return unit * unit


def square_slowly_at_first(unit: int, progress: UnitProgress) -> int:
    """The first units take longest, so that later ones are done before them."""
    time.sleep(max(0.0, 0.2 - 0.1 * unit))
    return square(unit, progress)


def refuse_three(unit: int, _progress: UnitProgress) -> int:
    if unit == 3:
        raise InputError("expected no 3.")
    return unit


def time_out(_unit: int, _progress: UnitProgress) -> int:
    raise TimeoutError("no answer.")


def refuse_forty_one(unit: int, _progress: UnitProgress) -> int:
    if unit == 41:
        raise InputError("expected no 41.")
    return unit


def own_task(_unit: int, _progress: UnitProgress) -> str:
    """Return the name of the task of Dask that the unit belongs to."""
    from distributed.worker import thread_state

    return str(thread_state.key)


def dask_setting(name: str, _progress: UnitProgress) -> str:
    """Return what a worker of Dask has for a setting."""
    from dask import config

    return str(config.get(name))


def own_task_slowly_from_forty(unit: int, progress: UnitProgress) -> str:
    time.sleep(0.5 if unit >= 40 else 0.0)
    return own_task(unit, progress)


def return_error(unit: int, _progress: UnitProgress) -> RecordingError:
    return RecordingError(f"no {unit}.", kind="corrupt")


def may_ask(server: str, _progress: UnitProgress) -> bool:
    return may_be_asked(server)


def own_process(_unit: int, _progress: UnitProgress) -> int:
    return os.getpid()


def own_process_slowly(_unit: int, _progress: UnitProgress) -> int:
    time.sleep(0.1)
    return os.getpid()


def hang_at_three(unit: int, _progress: UnitProgress) -> int:
    """Take long for unit 3, as on a disk that does not answer."""
    time.sleep(30.0 if unit == 3 else 0.01)
    return unit


def one_second(_unit: int) -> float:
    return 1.0


def module_and_threads(unit: str, _progress: UnitProgress) -> tuple[bool, str | None]:
    """Say whether a module is there already, and how many threads NumPy may use."""
    return unit in sys.modules, os.environ.get("OMP_NUM_THREADS")


def faults_of_arrays(unit: int, _progress: UnitProgress) -> int:
    """Make arrays of two megabytes, one after the other; return how often the kernel had to give a page."""
    import resource

    np.ones(2**18)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(unit):
        np.ones(2**18)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@dataclass(frozen=True)
class Deadly:
    """Kills its process at some units.

    Attributes
    ----------
    folder : where it leaves a file for each death.
    deaths : how often it dies of a unit before it gives a result.
    """

    folder: Path
    deaths: dict[int, int]

    def __call__(self, unit: int, _progress: UnitProgress) -> int:
        n_before = len(list(self.folder.glob(f"{unit}-*")))
        if n_before < self.deaths.get(unit, 0):
            (self.folder / f"{unit}-{n_before}").touch()
            _wait_for_nanny()
            os.kill(os.getpid(), KILL)
        return unit


def _wait_for_nanny() -> None:
    """Wait until the nanny of a worker of Dask has heard that it started: no worker that dies earlier is replaced."""
    if "distributed" not in sys.modules:
        return
    from distributed import get_worker
    from distributed.utils import sync

    try:
        worker = get_worker()
    except ValueError:
        return
    nanny: Any = worker.nanny  # typed as the nanny itself, but it is its address
    # It answers when the process has started, which it has.
    sync(worker.loop, worker.rpc(nanny).instantiate)
