"""The encoders of the book: 1, 7 and 11 planes; by name also the 17 of the bundled network and AlphaGo's 48."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coincide_goban.board import EMPTY, PASS, WHITE
from coincide_goban.board.points import all_points, row_column
from coincide_goban.encoders.alphago import alphago_planes
from coincide_goban.encoders.tactical import mark_tactics
from coincide_goban.errors import UsageError
from coincide_goban.rules import Game

Encoder = Callable[[Game], np.ndarray]


def one_plane(game: Game) -> np.ndarray:
    """1 for own stones, -1 for the enemy's, 0 elsewhere."""
    planes = np.zeros((1, game.size, game.size), np.float32)
    for point in all_points(game.size):
        color = game.board.colors[point]
        if color != EMPTY:
            planes[(0, *row_column(point, game.size))] = 1.0 if color == game.to_play else -1.0
    return planes


def seven_planes(game: Game) -> np.ndarray:
    """Own stones with 1, 2, 3 or more liberties, the enemy's likewise, and what ko forbids."""
    planes = np.zeros((7, game.size, game.size), np.float32)
    _mark_liberties(planes, game, most=3)
    _mark_ko(planes[6], game)
    return planes


def eleven_planes(game: Game) -> np.ndarray:
    """Own stones with 1, 2, 3, 4 or more liberties, the enemy's likewise, who gets komi (two), and what ko forbids."""
    planes = np.zeros((11, game.size, game.size), np.float32)
    _mark_liberties(planes, game, most=4)
    planes[8 if game.to_play == WHITE else 9] = 1.0
    _mark_ko(planes[10], game)
    return planes


def seventeen_planes(game: Game) -> np.ndarray:
    """The eleven, and six of the last moves and of tactics, see `tactical`."""
    planes = np.zeros((17, game.size, game.size), np.float32)
    planes[:11] = eleven_planes(game)
    mark_tactics(planes, game)
    return planes


def _mark_liberties(planes: np.ndarray, game: Game, *, most: int) -> None:
    for chain in game.board.chains():
        first = 0 if chain.color == game.to_play else most
        plane = first + min(len(chain.liberties), most) - 1
        for stone in chain.stones:
            planes[(plane, *row_column(stone, game.size))] = 1.0


def _mark_ko(plane: np.ndarray, game: Game) -> None:
    if game.ko != PASS:
        plane[row_column(game.ko, game.size)] = 1.0


ENCODERS: dict[str, Encoder] = {
    "planes1": one_plane,
    "planes7": seven_planes,
    "planes11": eleven_planes,
    "planes17": seventeen_planes,
    "planes48": alphago_planes,
}


def encode(game: Game, name: str) -> np.ndarray:
    """A game's planes, float32 of planes by rows by columns.

    Raises
    ------
    UsageError : there is no encoder of this name.
    """
    if name not in ENCODERS:
        raise UsageError(f"expected one of the encoders {', '.join(ENCODERS)}, got `{name[:40]}`")
    return ENCODERS[name](game)
