"""17 planes: the 11, and what the hand-made priors of the tree search look at.

The last move and the one before; where a chain is taken or saved, at once or in a ladder; which moves put oneself in
atari; where a 3x3 shape fits; which moves are legal and fill no eye. So a small network need not find ladders by
itself. Plain on purpose; the fast twin is `fast.write_planes`.
"""

from __future__ import annotations

import numpy as np

from coincide_goban.agents.protocol import is_point_eye
from coincide_goban.board import EMPTY, Board
from coincide_goban.board.plain import Chain
from coincide_goban.board.points import all_points, row_column
from coincide_goban.compiled.patterns import FITS
from coincide_goban.encoders.alphago import ladder_escapes
from coincide_goban.rules import Game

_LAST, _TACTICS, _ATARI, _SHAPE, _SENSIBLE = 11, 13, 14, 15, 16
# The neighbors in a code of `patterns`: left, right, below, above, and the corners.
_AROUND = ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1))


def mark_tactics(planes: np.ndarray, game: Game) -> None:
    """Write planes 11 to 16."""
    for ago, turn in enumerate(reversed(game.turns[-2:])):
        if turn.point > 0:
            planes[(_LAST + ago, *row_column(turn.point, game.size))] = 1.0
    color = game.to_play
    for point in all_points(game.size):
        if _is_playable(game, point, color):
            place = row_column(point, game.size)
            planes[(_ATARI, *place)] = len(_liberties_after(game.board, point, color)) < 2
            planes[(_SHAPE, *place)] = FITS[_code(game.board, point)]
            planes[(_SENSIBLE, *place)] = not is_point_eye(game, point, color)
    for chain in game.board.chains():
        for point in _tactics(game, chain):
            if _is_playable(game, point, color):
                planes[(_TACTICS, *row_column(point, game.size))] = 1.0


def _is_playable(game: Game, point: int, color: int) -> bool:
    """Whether a point is empty, and neither ko nor suicide forbids it."""
    if game.board.colors[point] != EMPTY or point == game.ko:
        return False
    after = game.board.copy()
    after.play(point, color)
    return after.colors[point] == color


def _liberties_after(board: Board, point: int, color: int) -> set[int]:
    """The liberties of a stone put there; of what it takes, only stones beside it count."""
    liberties: set[int] = set()
    for neighbor in board.neighbors(point):
        if board.colors[neighbor] == color:
            liberties |= board.chain(neighbor).liberties
        elif board.colors[neighbor] == EMPTY or (
            board.colors[neighbor] == 3 - color and len(board.chain(neighbor).liberties) == 1
        ):
            liberties.add(neighbor)
    return liberties - {point}


def _code(board: Board, point: int) -> int:
    """The code of what surrounds a point, as `patterns.code_at` has it."""
    steps = [rows * (board.size + 1) + columns for rows, columns in _AROUND]
    return sum(board.colors[point + step] << 2 * k for k, step in enumerate(steps))


def _tactics(game: Game, chain: Chain) -> set[int]:
    """The moves that take an enemy's chain or save one's own, at once or in a ladder."""
    board, stone = game.board, min(chain.stones)
    if chain.color == game.to_play:
        saves = len(chain.liberties) == 1 and ladder_escapes(board, stone)
        return _rescues(game, chain) if saves else set()
    if len(chain.liberties) == 1:
        return set(chain.liberties)
    return {p for p in chain.liberties if len(chain.liberties) == 2 and _begins_ladder(game, p, stone)}


def _rescues(game: Game, chain: Chain) -> set[int]:
    """What may save a chain in atari: taking a neighbor that is in atari, or running to two liberties."""
    board = game.board
    beside = {n for s in chain.stones for n in board.neighbors(s) if board.colors[n] == 3 - chain.color}
    moves = {p for n in beside for p in board.chain(n).liberties if len(board.chain(n).liberties) == 1}
    return moves | {p for p in chain.liberties if len(_liberties_after(board, p, chain.color)) > 1}


def _begins_ladder(game: Game, point: int, stone: int) -> bool:
    if not _is_playable(game, point, game.to_play):
        return False
    after = game.board.copy()
    after.play(point, game.to_play)
    return len(after.chain(stone).liberties) == 1 and not ladder_escapes(after, stone)
