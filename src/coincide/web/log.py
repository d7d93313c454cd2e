"""What the server writes to its terminal: news, and never much of it.

Whoever connects can make the server complain, without a key; a log that grows by megabytes a minute fills a disk.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time

from starlette.requests import ClientDisconnect

_LOGGERS = ("uvicorn.error", "asyncio")
_MOST, _WINDOW_S = 20, 60.0
_CUT_SHORT = (asyncio.CancelledError, ClientDisconnect)
_NO_NEWS = ("Cancel ", "Unsupported upgrade request", "No supported WebSocket library")
"""How lines begin that ask nobody to act: a stop cuts requests short, and there are no WebSockets here on purpose."""


class Newsworthy(logging.Filter):
    """Lets through what is news, and at most some lines a minute.

    Parameters
    ----------
    most : lines in a window.
    window_s : how long one lasts.
    """

    def __init__(self, *, most: int = _MOST, window_s: float = _WINDOW_S) -> None:
        super().__init__()
        self._most, self._window_s = most, window_s
        self._lock = threading.Lock()
        self._ends_at, self._n_lines = 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line is written; the first of a window tells how many of the last one were not."""
        if not is_worth_telling(record):
            return False
        with self._lock:
            n_left_out = self._count()
            is_written = self._n_lines <= self._most
        if is_written and n_left_out > 0:
            record.msg, record.args = f"{record.getMessage()} ({n_left_out} more lines were left out before)", ()
        return is_written

    def end_window(self) -> None:
        """Begin to count again with the next line."""
        with self._lock:
            self._ends_at = time.monotonic()

    def _count(self) -> int:
        """Count a line; returns how many the window that ended just now left out."""
        now, n_left_out = time.monotonic(), 0
        if now >= self._ends_at:
            n_left_out = max(0, self._n_lines - self._most)
            self._ends_at, self._n_lines = now + self._window_s, 0
        self._n_lines += 1
        return n_left_out


def keep_short() -> None:
    """Bound what the server writes from here on."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Newsworthy) for each in logger.filters):
            logger.addFilter(Newsworthy())


def is_worth_telling(record: logging.LogRecord) -> bool:
    """Say whether a line is news. A request that was cut short by a stop, or by closing its page, is none."""
    cut_short = record.exc_info is not None and isinstance(record.exc_info[1], _CUT_SHORT)
    return not (cut_short or record.getMessage().startswith(_NO_NEWS))
