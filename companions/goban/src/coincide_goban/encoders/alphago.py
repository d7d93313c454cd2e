"""AlphaGo's 48 planes (Silver and others 2016, extended data table 2).

Own, enemy's and empty points (3), ones (1), turns since (8), liberties (8), how many stones a move takes (8), how many
of one's own it puts in atari (8), liberties after it (8), whether it catches or saves in a ladder (2), whether it is
sensible (1), zeros (1).
"""

from __future__ import annotations

import numpy as np

from coincide_goban.board import EMPTY, Board
from coincide_goban.board.points import FRAME, all_points, row_column
from coincide_goban.rules import Game

_COLORS, _ONES, _TURNS, _LIBERTIES, _TAKES, _ATARI, _AFTER, _LADDERS, _SENSIBLE = 0, 3, 4, 12, 20, 28, 36, 44, 46


def alphago_planes(game: Game) -> np.ndarray:
    """The planes, float32 of 48 by rows by columns."""
    planes = np.zeros((48, game.size, game.size), np.float32)
    planes[_ONES] = 1.0
    _mark_stones(planes, game)
    _mark_turns(planes, game)
    for point in game.legal():
        _mark_move(planes, game, point)
    return planes


def _mark_stones(planes: np.ndarray, game: Game) -> None:
    colors = game.board.colors
    for point in all_points(game.size):
        kind = 2 if colors[point] == EMPTY else 0 if colors[point] == game.to_play else 1
        planes[(_COLORS + kind, *row_column(point, game.size))] = 1.0
    for chain in game.board.chains():
        for stone in chain.stones:
            planes[(_LIBERTIES + min(len(chain.liberties), 8) - 1, *row_column(stone, game.size))] = 1.0


def _mark_turns(planes: np.ndarray, game: Game) -> None:
    """How long ago each stone was played, the last first; older ones share the eighth plane."""
    seen: set[int] = set()
    for ago, turn in enumerate(reversed(game.turns)):
        if turn.point not in seen and game.board.colors[turn.point] == turn.color:
            planes[(_TURNS + min(ago, 7), *row_column(turn.point, game.size))] = 1.0
        seen.add(turn.point)


def _mark_move(planes: np.ndarray, game: Game, point: int) -> None:
    place, color = row_column(point, game.size), game.to_play
    after = game.board.copy()
    taken = after.play(point, color)
    if after.colors[point] != color:
        return
    own = after.chain(point)
    planes[(_TAKES + min(len(taken), 7), *place)] = 1.0
    if len(own.liberties) == 1:
        planes[(_ATARI + min(len(own.stones), 8) - 1, *place)] = 1.0
    planes[(_AFTER + min(len(own.liberties), 8) - 1, *place)] = 1.0
    planes[(_SENSIBLE, *place)] = float(not _fills_eye(game.board, point, color))
    planes[(_LADDERS, *place)] = float(_catches(game.board, after, point, color))
    planes[(_LADDERS + 1, *place)] = float(_saves(game.board, after, point, color))


def _fills_eye(board: Board, point: int, color: int) -> bool:
    return all(board.colors[n] in (color, FRAME) for n in board.neighbors(point))


def _catches(before: Board, after: Board, point: int, color: int) -> bool:
    """Whether a chain beside the move, which had two liberties, is caught in a ladder."""
    for neighbor in after.neighbors(point):
        if after.colors[neighbor] == 3 - color and before.colors[neighbor] == 3 - color:
            chain = after.chain(neighbor)
            if len(chain.liberties) == 1 and not ladder_escapes(after, neighbor):
                return True
    return False


def _saves(before: Board, after: Board, point: int, color: int) -> bool:
    """Whether a chain of one's own that was in atari gets away by this move."""
    for neighbor in before.neighbors(point):
        if before.colors[neighbor] == color and len(before.chain(neighbor).liberties) == 1:
            liberties = after.chain(point).liberties
            if len(liberties) > 2 or (len(liberties) == 2 and not _is_chased_down(after, point, 60)):
                return True
    return False


def ladder_escapes(board: Board, stone: int, depth: int = 60) -> bool:
    """Whether a chain in atari, to play, gets away by running or by taking; undecided after `depth` moves is yes."""
    if depth == 0:
        return True
    color, chain = board.colors[stone], board.chain(stone)
    moves = set(chain.liberties)
    for point in {n for s in chain.stones for n in board.neighbors(s) if board.colors[n] == 3 - color}:
        liberties = board.chain(point).liberties
        if len(liberties) == 1:
            moves |= liberties
    for move in sorted(moves):
        trial = board.copy()
        trial.play(move, color)
        if trial.colors[move] != color or trial.colors[stone] != color:
            continue
        n = len(trial.chain(stone).liberties)
        if n > 2 or (n == 2 and not _is_chased_down(trial, stone, depth - 1)):
            return True
    return False


def _is_chased_down(board: Board, stone: int, depth: int) -> bool:
    """Whether the chaser, to play against two liberties, catches the chain."""
    color = board.colors[stone]
    for move in sorted(board.chain(stone).liberties):
        trial = board.copy()
        trial.play(move, 3 - color)
        if trial.colors[move] == EMPTY:
            continue
        if len(trial.chain(stone).liberties) == 1 and not ladder_escapes(trial, stone, depth):
            return True
    return False
