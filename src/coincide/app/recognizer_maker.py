"""A child process that makes a recognizer for the browser and leaves it where the next one finds it."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path
from typing import Literal

from coincide.errors import ExportError
from coincide.workflow.export.maker import LIMIT_S, start_maker

_GUESS_S = 20.0


class RecognizerMaker:
    """Makes one recognizer at a time; used by one thread, hurried and closed by others.

    Attributes
    ----------
    began : when the one that is being made was begun, of `time.monotonic`; None if there is none.
    expected_s : how long the last one took, or a guess.
    """

    def __init__(self, kind: Literal["sound", "image"], *, limit_s: float = LIMIT_S) -> None:
        self._kind: Literal["sound", "image"] = kind
        self._limit_s = limit_s
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_hurried = False
        self._is_closed = False
        self.began: float | None = None
        self.expected_s = _GUESS_S

    def make(self, catalog: Path | None, *, is_awaited: bool) -> None:
        """Make it and wait; what else goes wrong shows when the caller looks for what was made.

        Parameters
        ----------
        catalog : its folder; None for the recognizer of pictures.
        is_awaited : somebody waits, so that it is made at the usual priority.

        Raises
        ------
        ExportError : it was not done in time, and was ended.
        """
        self.began = time.monotonic()
        try:
            self._is_hurried = is_awaited
            while not self._is_closed and not self._run(catalog):
                pass
            self.expected_s = max(1.0, time.monotonic() - self.began)
        finally:
            self.began = None

    def hurry(self) -> None:
        """Somebody waits now: what is being made at idle priority is begun again at the usual one."""
        with self._lock:
            if self._child is not None and not self._is_hurried:
                self._is_hurried = True
                self._child.kill()

    def close(self) -> None:
        """End what is being made, and make nothing more."""
        with self._lock:
            self._is_closed = True
            if self._child is not None:
                self._child.kill()

    def _run(self, catalog: Path | None) -> bool:
        """Run the child to its end; returns False if it must be run again."""
        with self._lock:
            if self._is_closed:
                return True
            was_hurried = self._is_hurried
            self._child = start_maker(self._kind, catalog, how="usual" if was_hurried else "idle")
        self._wait(self._child)
        with self._lock:
            self._child = None
            return was_hurried == self._is_hurried

    def _wait(self, child: subprocess.Popen[bytes]) -> None:
        """Wait for a child; one that hangs is ended, and no thread of the server waits for it forever."""
        try:
            child.wait(self._limit_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            with self._lock:
                self._child = None
            raise ExportError(
                f"the recognizer was not made within {self._limit_s:g} seconds. This computer is very busy, or the "
                "disk of the catalog does not respond. Close other programs, then reload the page."
            ) from None
