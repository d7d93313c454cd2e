"""How a command tells on: a line of progress, and numbers of options."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable


def whole(least: int) -> Callable[[str], int]:
    """A type of option: a whole number of `least` or more."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"expected a whole number of {least} or more, got {text!r}")
        return number

    return read


def seconds(text: str) -> float:
    """A type of option: a time above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"expected seconds above 0, got {text!r}")
    return number


class ProgressLine:
    """Share done and time left, on one line of the error stream; silent where that is no terminal."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        self._what = what
        self._is_shown = sys.stderr.isatty() and not quiet
        self._start = self._last = time.monotonic()

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if not self._is_shown or (now - self._last < 0.1 and share < 1):
            return
        self._last = now
        left = (now - self._start) * (1 - share) / max(share, 1e-9)
        end = "\n" if share >= 1 else ""
        print(f"\r{self._what}: {share:4.0%}, {left:.0f} s left ", end=end, file=sys.stderr, flush=True)
