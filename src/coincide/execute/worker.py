"""What runs inside a worker process: one piece of work at a time, and no longer than the process that started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from coincide.execute.protocol import Tally, UnitProgress

_at_hand: list[Callable[[Any, UnitProgress], Any]] = []
"""The work of this process; it comes once, and units come many times."""


def begin() -> None:
    """Prepare a worker process: Ctrl-C is for the process that started it, whose end is also that of this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def take_up(work: Callable[[Any, UnitProgress], Any]) -> int:
    """Keep the work that units are for; return the id of this process."""
    _at_hand[:] = [work]
    return os.getpid()


def do(unit: Any) -> tuple[Any, float]:
    """Do the work for a unit; return its result, and by how much it advanced."""
    tally = Tally()
    return _at_hand[0](unit, tally), tally.done


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
