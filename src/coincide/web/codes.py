"""Codes that let a browser in, once each.

An address that is opened stays: in the history of the browser, on the screen, in a command line for a moment. So it
holds no key, but a code that is worth nothing as soon as it was used; the browser gets the key as a cookie in return.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

_N_BYTES = 12
"""96 bits: to guess one at a million tries a second takes 10 to the 15 years."""


class Codes:
    """The codes of one start of the server that were not used yet."""

    def __init__(self) -> None:
        self._done: dict[str, Callable[[], None]] = {}
        self.is_closed = False

    def new(self, done: Callable[[], None] | None = None) -> str:
        """Return a new code.

        Parameters
        ----------
        done : called once, when the code is used or the server ends.
        """
        code = secrets.token_urlsafe(_N_BYTES)
        self._done[code] = done or _nothing
        return code

    def use(self, code: str) -> bool:
        """Say whether a code is good, and end it."""
        done = self._done.pop(code, None)
        if done is None:
            return False
        done()
        return True

    def close(self) -> None:
        """End all codes."""
        self.is_closed = True
        for code in [*self._done]:
            self._done.pop(code)()

    def __repr__(self) -> str:
        return f"Codes({len(self._done)} not used)"


def _nothing() -> None:
    pass
