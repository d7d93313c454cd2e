"""What a search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from coincide_goban.compiled.layout import COLOR, INFO, LAST, LAST2, N_MOVES


@dataclass(frozen=True, eq=False)
class Position:
    """A position as the searches see it.

    Attributes
    ----------
    board : a compiled board, see `compiled.layout`; read only.
    komi : points for white.
    ko : "simple", "positional" or "situational".
    past : the keys of all positions so far, this one last, as `compiled.tree.position_key` makes them.
    """

    board: np.ndarray
    komi: float
    ko: str = "positional"
    past: tuple[int, ...] = ()

    def moves_since(self, before: Position) -> tuple[int, ...] | None:
        """The moves played since an earlier position of this game; None if it is none, or more than two moves ago."""
        if (self.komi, self.ko, self.board.shape) != (before.komi, before.ko, before.board.shape):
            return None
        n = int(self.board[INFO, N_MOVES] - before.board[INFO, N_MOVES])
        if not 0 <= n <= 2 or self.past[: len(before.past)] != before.past:
            return None
        if n == 0:
            return () if np.array_equal(self.board[COLOR], before.board[COLOR]) else None
        return tuple(int(self.board[INFO, row]) for row in (LAST2, LAST)[-n:])


@dataclass(frozen=True)
class Candidate:
    """One move of a search: its visits, its win rate for whoever plays it (0 to 1), and the line it begins."""

    move: int
    visits: int
    win_rate: float
    line: tuple[int, ...] = ()
    prior: float = 0.0


@dataclass(frozen=True)
class Choice:
    """The answer of a search.

    Attributes
    ----------
    move : the point to play, 0 for pass.
    win_rate : how often whoever is to play wins, 0 to 1.
    visits : playouts or evaluations behind it.
    candidates : all moves, most visited first.
    ownership : per point of the board's frame, -1 white's to 1 black's; empty if the search knows none.
    """

    move: int
    win_rate: float
    visits: int
    candidates: tuple[Candidate, ...] = ()
    ownership: np.ndarray = field(default_factory=lambda: np.zeros(0))
