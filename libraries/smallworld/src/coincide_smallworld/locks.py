"""One process at a time: the others wait until it is done, but not for ever."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

# Seconds that a process waits, and between two looks.
MOST_WAITED, WAITED = 60.0, 0.05


@contextlib.contextmanager
def alone(path: Path) -> Generator[None]:
    """Lock a file, which is made if need be, and let it go at the end.

    After a minute, and where nothing can be locked or written, the work goes on without the lock. The system releases
    the lock of a process that was killed.
    """
    try:
        file = path.open("ab")
    except OSError:
        yield
        return
    with file:
        is_locked = _is_locked(file.fileno())
        try:
            yield
        finally:
            if is_locked and fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_UN)  # a process forked meanwhile has the file open, too


def _is_locked(file: int) -> bool:
    """Whether the file could be locked in time."""
    if fcntl is None:
        return False
    until = time.monotonic() + MOST_WAITED
    while time.monotonic() < until:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(WAITED)
        except OSError:  # some network drives have no locks
            return False
        else:
            return True
    return False
