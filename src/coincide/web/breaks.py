"""The breaks between requests, in which the server may work ahead.

Work in a thread holds up every answer: Python runs one thread at a time. A page that is opened while the server reads
ahead for the others takes twice as long, so that work waits until nobody has asked for a moment.
"""

from __future__ import annotations

import threading
import time

from coincide.web.guard import App, Receive, Scope, Send

QUIET_S = 2.0
"""How long nobody must have asked. People who come back to a page do so within this time, or much later."""
MOST_S = 30.0
"""A page that asks again and again must not put the work off for ever."""


class Breaks:
    """Notes requests, and waits for breaks between them.

    Parameters
    ----------
    quiet_s, most_s : see `QUIET_S` and `MOST_S`.
    """

    def __init__(self, *, quiet_s: float = QUIET_S, most_s: float = MOST_S) -> None:
        self._quiet_s, self._most_s = quiet_s, most_s
        self._lock = threading.Lock()
        self._n_open = 0
        self._last_s = time.monotonic()

    def begin(self) -> None:
        """Note that a request came."""
        with self._lock:
            self._n_open += 1

    def end(self) -> None:
        """Note that it was answered."""
        with self._lock:
            self._n_open -= 1
            self._last_s = time.monotonic()

    def wait(self, ends: threading.Event) -> bool:
        """Wait for a break; returns False if `ends` was set meanwhile."""
        latest_s = time.monotonic() + self._most_s
        while (left_s := min(self._missing_s(), latest_s - time.monotonic())) > 0:
            if ends.wait(left_s):
                return False
        return not ends.is_set()

    def _missing_s(self) -> float:
        with self._lock:
            return self._quiet_s - (0.0 if self._n_open else time.monotonic() - self._last_s)


class NotedRequests:
    """Tells `Breaks` of each request; ASGI middleware."""

    def __init__(self, app: App, breaks: Breaks) -> None:
        self._app, self._breaks = app, breaks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # the life of the server is no request
            await self._app(scope, receive, send)
            return
        self._breaks.begin()
        try:
            await self._app(scope, receive, send)
        finally:
            self._breaks.end()
