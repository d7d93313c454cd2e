"""What runs inside a worker process: one piece of work at a time, and no longer than the process that started it.

Memory that an array gave back is kept for the next one: sound becomes arrays of some megabytes, thousands of times.
Workers of Dask are started with a low ``MALLOC_TRIM_THRESHOLD_``, by which glibc stops to learn that, asks the kernel
for each array and fills it with zeros; finding events took half as much time again.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Generator
from typing import Any

from coincide.execute.protocol import UnitProgress
from coincide.servers import allow

_STANDARD_ERROR = 2
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 32 * 2**20
"""Arrays up to this size are kept; glibc goes as far by itself where nobody sets a threshold."""
_at_hand: list[Callable[[Any, UnitProgress], Any]] = []
"""The work of this process; it comes once, and units come many times."""


def begin() -> None:
    """Prepare a worker process: Ctrl-C is for the process that started it, whose end is also that of this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def keep_memory() -> None:
    """Keep memory that was given back; nothing happens where there is no glibc."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _KEPT_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, 2 * _KEPT_BYTES)


def take_up(work: Callable[[Any, UnitProgress], Any], servers: Collection[str]) -> int:
    """Keep the work that units are for, which may ask servers; return the id of this process."""
    _at_hand[:] = [work]
    allow(servers)
    return os.getpid()


def at_hand() -> Callable[[Any, UnitProgress], Any]:
    """Return the work of this process."""
    return _at_hand[0]


@contextlib.contextmanager
def ending_after(limit_s: float) -> Generator[None]:
    """End this process if what is done inside takes longer, and write to standard error where it was.

    The thread that waits needs nothing of Python, so that a loop that never comes back cannot hold it up.
    """
    faulthandler.dump_traceback_later(limit_s, exit=True, file=_STANDARD_ERROR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
