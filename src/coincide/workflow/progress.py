"""How workflows say how far they are, without knowing whether a terminal, a notebook or nobody listens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class StageProgress(Protocol):
    """One stage under way."""

    def advance(self, amount: float) -> None:
        """Say that `amount` more of the total is done."""
        ...


class Progress(Protocol):
    """Listens to a workflow."""

    def stage(self, name: str, *, total: float, unit: str) -> _Stage:
        """Begin a stage of `total` units, such as seconds of sound or steps; a context manager."""
        ...

    def say(self, message: str) -> None:
        """Tell a person something that cannot wait until the end."""
        ...


class _Stage(Protocol):
    def __enter__(self) -> StageProgress: ...

    def __exit__(self, *details: object) -> bool | None: ...


class Silent:
    """Nobody listens."""

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Iterator[StageProgress]:
        yield self

    def advance(self, amount: float) -> None:
        pass

    def say(self, message: str) -> None:
        pass
