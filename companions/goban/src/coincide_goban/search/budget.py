"""Growing a tree until its budget is spent: a number of playouts or evaluations, or seconds."""

from __future__ import annotations

import time
from typing import Protocol

from coincide_goban.errors import UsageError
from coincide_goban.search.choice import Choice, Position


class Growing(Protocol):
    """A search whose tree grows step by step."""

    def follow(self, position: Position) -> None: ...
    def grow(self, playouts: int) -> None: ...
    def report(self) -> Choice: ...


def spend(
    search: Growing, position: Position, *, playouts: int | None, seconds: float | None, between_looks: int
) -> Choice:
    """Search a position and say what the tree then knows.

    Parameters
    ----------
    playouts : how many to add to what the tree knows; or
    seconds : how long to search by the clock on the wall.
    between_looks : playouts between two looks at the clock.

    Raises
    ------
    UsageError : neither or both are given, or they are not positive.
    """
    if (playouts is None) == (seconds is None) or (playouts if playouts is not None else seconds or 0) <= 0:
        raise UsageError("give either `playouts` or `seconds`, and more than zero")
    search.follow(position)
    if playouts is not None:
        search.grow(playouts)
    else:
        deadline = time.monotonic() + (seconds or 0.0)
        while time.monotonic() < deadline:
            search.grow(between_looks)
    return search.report()
