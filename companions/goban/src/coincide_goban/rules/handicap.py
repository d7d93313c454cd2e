"""Where handicap stones go: the star points, in the order of GTP 2, section 4.1.1."""

from __future__ import annotations

from coincide_goban.board.points import point_of
from coincide_goban.errors import UsageError


def max_handicap(size: int) -> int:
    """The most stones that have a fixed place: 9 on odd boards from 9 up, 4 on even ones and 7."""
    if size < 7:
        return 0
    return 9 if size % 2 == 1 and size >= 9 else 4


def handicap_points(size: int, stones: int) -> tuple[int, ...]:
    """Points of this many fixed handicap stones.

    Raises
    ------
    UsageError : the size has no fixed places for so many.
    """
    if not 2 <= stones <= max_handicap(size):
        raise UsageError(
            f"a board of {size} has fixed places for 2 to {max_handicap(size)} handicap stones, got {stones}; "
            "place them one by one"
            if max_handicap(size)
            else f"a board of {size} has no fixed handicap places"
        )
    low = 2 if size < 13 else 3
    high, middle = size - 1 - low, size // 2
    corners = [(low, low), (high, high), (high, low), (low, high)]
    sides = [(middle, low), (middle, high)]
    if stones >= 8:
        sides += [(low, middle), (high, middle)]
    chosen = corners[: min(stones, 4)]
    if stones >= 6:
        chosen += sides[: 4 if stones >= 8 else 2]
    if stones in (5, 7, 9):
        chosen.append((middle, middle))
    return tuple(point_of(row, column, size) for row, column in chosen)
