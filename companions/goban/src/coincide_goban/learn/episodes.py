"""Games of a network against itself, as experience: what was seen, what was played, and who won (chapter 9).

All games of a round advance together, so that the network answers one batch a move. A player passes only when every
point left is illegal or an eye of its own, as the players of the book do; so passing need not be learned. Ko alone is
forbidden here; a longer cycle ends after three moves a point, and the board is counted as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coincide_goban.board.points import place_of, point_at
from coincide_goban.compiled import board as compiled
from coincide_goban.compiled import layout
from coincide_goban.encoders.fast import write_planes

# From planes (batch, planes, rows, columns) and places allowed (batch, size * size + 1) to a place for each game.
Picker = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Experience:
    """Every position of some games.

    Attributes
    ----------
    planes : float32, position by plane by row by column.
    allowed : bool, position by place, pass last: what could be played.
    places : int64, what was played.
    won : float32, whether the one who played it won: 1, 0, or 0.5 for a tie.
    games : int64, which game each position is of.
    """

    planes: np.ndarray
    allowed: np.ndarray
    places: np.ndarray
    won: np.ndarray
    games: np.ndarray

    def __len__(self) -> int:
        return len(self.places)

    def only(self, chosen: np.ndarray) -> Experience:
        """Some of them, by index."""
        return Experience(*(a[chosen] for a in (self.planes, self.allowed, self.places, self.won, self.games)))


def play_games(
    pick: Picker, *, games: int, size: int, komi: float, n_planes: int = 11, rng: np.random.Generator
) -> Experience:
    """Play games to their end; whoever is to play asks the same `pick`, in so many planes."""
    boards = [layout.blank(size) for _ in range(games)]
    live, steps = np.arange(games), []
    while len(live) > 0:
        planes = np.empty((len(live), n_planes, size, size), np.float32)
        for row, game in enumerate(live):
            write_planes(boards[game], planes[row])
        allowed = np.stack([allowed_places(boards[game]) for game in live])
        black = np.array([boards[game][layout.INFO, layout.TO_PLAY] == layout.BLACK for game in live])
        places = pick(planes, allowed, rng)
        steps.append((planes, allowed, places, black, live))
        for place, game in zip(places, live, strict=True):
            compiled.play(boards[game], point_at(int(place), size))
        live = np.array([game for game in live if not _is_over(boards[game])], np.int64)
    planes, allowed, places, black, played = (np.concatenate(column) for column in zip(*steps, strict=True))
    black_wins = np.array([_black_wins(board, komi) for board in boards])[played]
    won = np.where(black, black_wins, 1 - black_wins).astype(np.float32)
    return Experience(planes, allowed, places, won, played)


def allowed_places(board: np.ndarray) -> np.ndarray:
    """Which places may be played, pass last: legal points that are no eye of one's own, or else pass alone."""
    size, color = int(board[layout.INFO, layout.SIZE]), int(board[layout.INFO, layout.TO_PLAY])
    allowed = np.zeros(size * size + 1, bool)
    for point in board[layout.EMPTIES, : board[layout.INFO, layout.N_EMPTY]]:
        if compiled.is_legal(board, point, color) and not compiled.is_eye(board, point, color):
            allowed[place_of(int(point), size)] = True
    allowed[-1] = not allowed.any()
    return allowed


def _is_over(board: np.ndarray) -> bool:
    size, moves = int(board[layout.INFO, layout.SIZE]), int(board[layout.INFO, layout.N_MOVES])
    return bool(board[layout.INFO, layout.PASSES] >= 2 or moves >= 3 * size * size)


def _black_wins(board: np.ndarray, komi: float) -> float:
    margin = compiled.area_margin(board)
    return 0.5 if margin == komi else float(margin > komi)
