"""From what a person wrote to an executor: a number of processes, or where a cluster is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from coincide.errors import InputError
from coincide.execute.inline import Inline
from coincide.execute.protocol import Executor

if TYPE_CHECKING:
    from distributed import Client

Workers: TypeAlias = "int | str | Client | None"
"""A number of processes; the address of a Dask scheduler, or its file; the file of a SLURM job; a Dask client; None for
this process alone."""
_SCHEMES = ("tcp://", "tls://", "ucx://", "ws://", "wss://")


@contextmanager
def open_executor(
    workers: Workers, *, ready: Sequence[str] = (), say: Callable[[str], None] = lambda _: None
) -> Generator[Executor]:
    """Give an executor, and end what belongs to it.

    Parameters
    ----------
    ready : modules that processes of this machine import before there is work, while this process goes on.
    say : called with a sentence if there are fewer workers than were asked for.

    Raises
    ------
    InputError : this names no workers.
    MissingPackageError : a cluster is named, and Dask is not installed.
    WorkerError : no scheduler answers there.
    """
    if workers is None or isinstance(workers, (int, str)):
        with _opened("1" if workers is None else str(workers).strip(), ready, say) as executor:
            yield executor
        return
    from coincide.execute.dask import Dask

    yield Dask(workers)


def begin_workers(workers: Workers, *, ready: Sequence[str]) -> None:
    """Let processes get ready for `open_executor` while this one imports what it needs itself.

    Nothing happens unless `workers` is a number above 1.
    """
    if _n_processes(str(workers).strip()) > 1:
        from coincide.execute.processes import begin_server

        begin_server(ready)


def _n_processes(text: str) -> int:
    return int(text) if text.isdecimal() else 0


@contextmanager
def _opened(text: str, ready: Sequence[str], say: Callable[[str], None]) -> Generator[Executor]:
    n_processes = _n_processes(text)
    if n_processes == 1:
        yield Inline()
        return
    if n_processes > 1:
        from coincide.execute.processes import Processes

        processes = Processes(n_processes, ready=ready)
        try:
            yield processes
        finally:
            processes.close()
        return
    if text.endswith(".toml"):
        from coincide.execute.slurm import slurm_workers

        with slurm_workers(Path(text), say) as executor:
            yield executor
        return
    if not text.startswith(_SCHEMES) and not text.endswith(".json"):
        raise InputError(
            f"`workers` must be a number of processes, at least 1, or the address of a Dask scheduler such as "
            f"`tcp://host:8786`, or a scheduler file (`.json`), or a SLURM job (`.toml`), got `{text}`."
        )
    from coincide.execute.dask import Dask, connect

    with connect(text) as client:
        yield Dask(client)
