"""How workflows say how far they are, without knowing whether a terminal or a notebook shows it, or nothing does."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class StageProgress(Protocol):
    """One stage under way."""

    def advance(self, amount: float, /) -> None:
        """Say that `amount` more of the total is done."""
        ...


class Progress(Protocol):
    """Listens to a workflow."""

    def stage(self, name: str, *, total: float, unit: str) -> AbstractContextManager[StageProgress]:
        """Begin a stage of `total` units, such as seconds of sound or steps; a context manager."""
        ...

    def say(self, message: str, /) -> None:
        """Tell a person something that cannot wait until the end."""
        ...


class Silent:
    """Shows nothing."""

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[StageProgress]:
        del name, total, unit
        yield self

    def advance(self, amount: float, /) -> None:
        """Do nothing."""

    def say(self, message: str, /) -> None:
        """Do nothing."""


class ProgressNotes:
    """Passes progress on, and notes it where others may look.

    Parameters
    ----------
    note : called with the name of a stage, how much is done, its total, its unit and the seconds since it began, at its
        beginning and whenever it advances.
    """

    def __init__(self, inner: Progress, note: Callable[[str, float, float, str, float], None]) -> None:
        self._inner = inner
        self._note = note

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[StageProgress]:
        with self._inner.stage(name, total=total, unit=unit) as stage:
            yield _WatchedStage(stage, lambda done, seconds: self._note(name, done, total, unit, seconds))

    def say(self, message: str, /) -> None:
        self._inner.say(message)


class _WatchedStage:
    def __init__(self, inner: StageProgress, note: Callable[[float, float], None]) -> None:
        self._inner, self._note = inner, note
        self._began_s = time.monotonic()
        self._done = 0.0
        note(0.0, 0.0)

    def advance(self, amount: float, /) -> None:
        self._inner.advance(amount)
        self._done += amount
        self._note(self._done, time.monotonic() - self._began_s)


class Stopwatch:
    """Passes progress on and measures each stage.

    Attributes
    ----------
    seconds : spent so far, by stage.
    """

    def __init__(self, inner: Progress) -> None:
        self._inner = inner
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[StageProgress]:
        began = time.perf_counter()
        with self._inner.stage(name, total=total, unit=unit) as stage:
            yield stage
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def say(self, message: str, /) -> None:
        self._inner.say(message)
