"""One writer at a time, by a lock of the operating system that a dead holder cannot keep.

`lock` is locked and stays empty; `lock.json` beside it says who holds it. They are two files because Windows
lets no other process read a locked file, and because older versions of filelock empty the locked file while they wait
for it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from coincide.catalog.folders import HOLDER_NAME, LOCK_NAME
from coincide.errors import CatalogBusyError
from coincide.whole_files import write_unforced

_POLL_S = 0.1
_GLANCE_S = 0.05
"""Longer than `current_holder` holds the lock to test it; a wait that short needs no message."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock: a command, its process, and since when (ISO 8601)."""

    command: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"`{self.command}` (pid {self.pid}, since {self.since})"


class WriterLock:
    """The right to write to one catalog, from `acquire` to `release`.

    Parameters
    ----------
    folder : the catalog.
    command : shown to other commands while they wait, for example ``coincide learn``.
    """

    def __init__(self, folder: Path, *, command: str) -> None:
        self._folder = folder
        self._command = command
        # A web server may open a catalog in one thread and close it in another.
        self._lock = FileLock(folder / LOCK_NAME, thread_local=False)

    def acquire(self, *, timeout_s: float | None, on_wait: Callable[[str], None]) -> None:
        """Take the lock, waiting for its holder if there is one.

        Parameters
        ----------
        timeout_s : longest wait, ≥ 0; None for as long as it takes.
        on_wait : called once with a sentence that names the command we wait for.

        Raises
        ------
        CatalogBusyError : the holder was not done after `timeout_s`.
        """
        try:
            self._lock.acquire(timeout=_GLANCE_S, poll_interval=_GLANCE_S / 10)
        except Timeout:
            self._wait(timeout_s=timeout_s, on_wait=on_wait)
        try:
            self._sign()
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Give the lock back; nothing happens if it is not held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):  # a name that stays says nothing without the lock
                (self._folder / HOLDER_NAME).unlink(missing_ok=True)
            self._lock.release()

    @property
    def is_held(self) -> bool:
        """Whether it was acquired and not released since."""
        return self._lock.is_locked

    def _wait(self, *, timeout_s: float | None, on_wait: Callable[[str], None]) -> None:
        holder = holder_text(self._folder)
        on_wait(f"catalog `{self._folder}` is in use by {holder}; waiting for it to finish")
        try:
            self._lock.acquire(timeout=-1 if timeout_s is None else timeout_s, poll_interval=_POLL_S)
        except Timeout:
            raise CatalogBusyError(
                f"catalog `{self._folder}` is still in use by {holder_text(self._folder)} "
                f"after {timeout_s:g} s. Wait for it to finish, or stop it, and try again."
            ) from None

    def _sign(self) -> None:
        holder = Holder(self._command, os.getpid(), datetime.now().astimezone().isoformat(timespec="seconds"))
        # Not forced to the disk: after a power cut no process holds the lock.
        write_unforced(self._folder / HOLDER_NAME, json.dumps(asdict(holder)))


def holder_text(folder: Path) -> str:
    """Return the command that holds the lock of the catalog `folder`; ``another command`` if its name is missing."""
    holder = _signed(folder)
    return "another command" if holder is None else str(holder)


def current_holder(folder: Path) -> Holder | None:
    """Return the command that is writing to the catalog `folder` now, or None."""
    holder = _signed(folder)
    if holder is None:
        return None
    # A killed writer leaves its name, and not its lock.
    lock = FileLock(folder / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return holder
    except OSError:  # no command writes to a read-only disk
        return None
    lock.release()
    return None


def _signed(folder: Path) -> Holder | None:
    try:
        signed = json.loads((folder / HOLDER_NAME).read_text(encoding="utf-8"))
        return Holder(str(signed["command"]), int(signed["pid"]), str(signed["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
