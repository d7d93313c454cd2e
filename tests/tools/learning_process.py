"""Learning in a process of its own, which may kill itself, or find the disk full.

Starting Python and loading torch takes longer than learning does. So the processes are forked, where the system can do
that, from one that has learned once, see `learned_before`, and does nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType

import pytest

from coincide.errors import CoincideError
from coincide.execute.processes import begin_server
from coincide.learned.settings import LearnSettings

_CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
_SIGNAL = getattr(signal, "SIGKILL", signal.SIGTERM)
_TIMEOUT_S = 300


class LearningProcess:
    """Learns `folder` into `catalog`, beginning at once.

    Parameters
    ----------
    die_at : a stage and the share of it after which the process kills itself.
    die_in : a function or method of coincide whose call kills it.
    workers : see `learn`.
    limit_bytes : size above which no file may grow, which stands for a full disk.
    """

    def __init__(
        self,
        folder: Path,
        catalog: Path,
        settings: LearnSettings,
        *,
        die_at: tuple[str, float] = ("", 0.0),
        die_in: FunctionType | None = None,
        limit_bytes: int | None = None,
        workers: int | None = None,
    ) -> None:
        prepare()
        context = multiprocessing.get_context("forkserver" if _CAN_FORK else "spawn")
        self._said = catalog.with_name(f"{catalog.name}-{os.urandom(4).hex()}.txt")
        arguments = (folder, catalog, settings, die_at, die_in, limit_bytes, workers, self._said)
        self._process = context.Process(target=_learn, args=arguments)
        self._process.start()

    def ended(self) -> tuple[int, str]:
        """Wait for the end: the exit code, which is negative for a signal, and what the process said."""
        self._process.join(_TIMEOUT_S)
        code = self._process.exitcode
        assert code is not None, "it learns for ever"
        return code, self._said.read_text(encoding="utf-8")


def prepare() -> None:
    """Let the process that all are forked from get ready; nothing happens if some process of this one runs already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        begin_server(["learned_before"])


def was_killed(process: LearningProcess) -> bool:
    """Wait for the end; fail unless the process killed itself."""
    code, said = process.ended()
    assert code == (-_SIGNAL if _CAN_FORK else _SIGNAL), said
    return True


def _learn(
    folder: Path,
    catalog: Path,
    settings: LearnSettings,
    die_at: tuple[str, float],
    die_in: FunctionType | None,
    limit_bytes: int | None,
    workers: int | None,
    said: Path,
) -> None:
    import torch

    from coincide.workflow.learn.learn import learn

    with said.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    torch.set_num_threads(1)
    if die_in is not None:
        die_in.__code__ = _die.__code__  # also for those who have imported the function by its name
    if limit_bytes is not None:
        _limit_files(limit_bytes)
    try:
        learned = learn(folder, catalog=catalog, settings=settings, workers=workers, progress=_Deadly(*die_at))
    except CoincideError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    print(learned.what, flush=True)


def _limit_files(limit_bytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))


def _die(*_arguments: object, **_options: object) -> None:
    import os  # wherever the code is called, this is at hand
    import signal

    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


class _Deadly:
    """Listens to learning, and ends it in the middle of a stage."""

    def __init__(self, stage: str, share: float) -> None:
        self._deadly_stage, self._share = stage, share

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[_Deadly]:
        del unit
        self._name, self._total, self._done = name, total, 0.0
        self.advance(0)
        yield self
        self.advance(0)

    def advance(self, amount: float, /) -> None:
        self._done += amount
        if self._name == self._deadly_stage and self._done >= self._share * self._total:
            _die()

    def say(self, message: str, /) -> None:
        print(message, file=sys.stderr, flush=True)
