"""A game as the searches see it."""

from __future__ import annotations

import numpy as np

from coincide_goban.board.points import EMPTY, PASS, all_points
from coincide_goban.compiled import board as compiled
from coincide_goban.compiled import layout
from coincide_goban.rules.game import Game
from coincide_goban.search.choice import Position


def position_of(game: Game) -> Position:
    """The position of a game now, on a compiled board.

    Komi holds what white gets in all, the bonus for handicap stones too.
    """
    return Position(
        board=compiled_board(game),
        komi=game.rules.komi + game.rules.bonus(game.handicap),
        ko=game.rules.ko,
        past=game.keys,
    )


def compiled_board(game: Game) -> np.ndarray:
    """The stones of a game, with turn, ko and the last two moves."""
    board = layout.blank(game.size)
    for point in all_points(game.size):
        color = game.board.colors[point]
        if color != EMPTY:
            compiled.place(board, point, color)
    points = [turn.point for turn in game.turns]
    numbers = board[layout.INFO]
    numbers[layout.TO_PLAY] = game.to_play
    numbers[layout.KO] = game.ko
    numbers[layout.N_MOVES] = len(points)
    numbers[layout.CAPTURED_BLACK], numbers[layout.CAPTURED_WHITE] = game.losses
    if points:
        numbers[layout.LAST] = points[-1]
    if len(points) > 1:
        numbers[layout.LAST2] = points[-2]
    while numbers[layout.PASSES] < len(points) and points[-1 - numbers[layout.PASSES]] == PASS:
        numbers[layout.PASSES] += 1
    return board
