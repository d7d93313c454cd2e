"""Growing a tree until its budget is spent: a number of playouts or evaluations, or seconds."""

from __future__ import annotations

import math
import time
from typing import Protocol

from coincide_goban.errors import UsageError
from coincide_goban.search.choice import Choice, Position
from coincide_goban.search.nodes import Nodes

# How often a search that may stop early looks whether its move is settled.
_LOOKS = 8


class Growing(Protocol):
    """A search whose tree grows step by step."""

    @property
    def nodes(self) -> Nodes: ...

    def follow(self, position: Position) -> None: ...
    def grow(self, playouts: int) -> None: ...
    def report(self) -> Choice: ...


def spend(
    search: Growing,
    position: Position,
    *,
    playouts: int | None,
    seconds: float | None,
    between_looks: int,
    stops_early: bool,
) -> Choice:
    """Search a position and say what the tree then knows.

    Parameters
    ----------
    playouts : how many to add to what the tree knows; or
    seconds : how long to search by the clock on the wall.
    between_looks : playouts between two looks at the clock, such as a batch.
    stops_early : whether to stop as soon as no other move can become the most visited one in what is left, counted at
        the rate of visits so far. Where each playout is one visit, the move is the same. Less is known about the
        others, and later searches find less in the tree.

    Raises
    ------
    UsageError : neither or both are given, or they are not positive.
    """
    if (playouts is None) == (seconds is None) or (playouts if playouts is not None else seconds or 0) <= 0:
        raise UsageError("give either `playouts` or `seconds`, and more than zero")
    search.follow(position)
    if playouts is not None:
        _spend_playouts(search, playouts, _step(playouts, between_looks) if stops_early else playouts)
    else:
        _spend_seconds(search, seconds or 0.0, between_looks, stops_early=stops_early)
    return search.report()


def _step(playouts: int, between_looks: int) -> int:
    """Playouts between two looks at what was visited, as whole batches."""
    return math.ceil(playouts / _LOOKS / between_looks) * between_looks


def _spend_playouts(search: Growing, playouts: int, step: int) -> None:
    before, spent = search.nodes.visits(), 0
    while spent < playouts:
        n = min(step, playouts - spent)
        search.grow(n)
        spent += n
        visits_left = (search.nodes.visits() - before) / spent * (playouts - spent)
        if search.nodes.lead() > visits_left:
            return


def _spend_seconds(search: Growing, seconds: float, between_looks: int, *, stops_early: bool) -> None:
    before, start = search.nodes.visits(), time.monotonic()
    while (spent := time.monotonic() - start) < seconds:
        if stops_early and spent > 0:
            visits_left = (search.nodes.visits() - before) / spent * (seconds - spent)
            if visits_left > 0 and search.nodes.lead() > visits_left:
                return
        search.grow(between_looks)
