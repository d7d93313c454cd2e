"""Something that is done once nobody has asked for it for a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable


class AfterPause:
    """Does something `pause_s` seconds after it was last asked for.

    Parameters
    ----------
    action : done in a thread of its own.
    """

    def __init__(self, action: Callable[[], None], pause_s: float) -> None:
        self._action, self._pause_s = action, pause_s
        self._timer: threading.Timer | None = None

    def ask(self) -> None:
        """Begin to wait, from the start if somebody asked before."""
        self.cancel()
        self._timer = threading.Timer(self._pause_s, self._action)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        """Do not do it, unless it has begun."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
