"""What a player is."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from coincide_goban.board.points import EMPTY, FRAME
from coincide_goban.rules import Game
from coincide_goban.search.choice import Choice

RESIGN = -1


@runtime_checkable
class Agent(Protocol):
    """A player.

    Attributes
    ----------
    name : what tables and records call it.
    """

    name: str

    def choose(self, game: Game) -> Choice:
        """A move for whoever is to play: a point, 0 for pass, or `RESIGN`."""
        ...

    def close(self) -> None:
        """Give back what it holds, such as a process."""
        ...


def is_point_eye(game: Game, point: int, color: int) -> bool:
    """Whether a point is an eye its owner should not fill (chapter 3 of the book): own stones beside it, and own or no
    stones on enough diagonals."""
    board = game.board
    if any(board.colors[n] not in (color, FRAME) for n in board.neighbors(point)):
        return False
    stride = board.size + 1
    corners = [board.colors[point + step] for step in (-stride - 1, 1 - stride, stride - 1, stride + 1)]
    at_edge = FRAME in corners
    return sum(c == 3 - color for c in corners) + at_edge < 2


def sensible_moves(game: Game) -> list[int]:
    """Legal points that fill no eye of one's own."""
    color = game.to_play
    return [p for p in game.legal() if game.board.colors[p] == EMPTY and not is_point_eye(game, p, color)]
