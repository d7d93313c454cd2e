"""Ladders, and what saves a chain in atari, on the compiled board."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_goban.board import BLACK, WHITE, Board, point_from_name, point_name
from coincide_goban.compiled.chains import escapes, ladder_move, ladder_moves, rescues
from coincide_goban.compiled.layout import HEAD
from coincide_goban.rules import Game
from coincide_goban.search.position import compiled_board


def _board(rows: list[str], to_play: int) -> np.ndarray:
    game = Game(len(rows))
    game.setup(Board.from_rows(rows), to_play)
    return compiled_board(game)


def test_a_stone_with_two_liberties_is_caught_in_a_ladder():
    rows = [".......", ".......", ".......", "..X....", ".XO....", "...X...", "......."]
    board, stone = _board(rows, BLACK), point_from_name("C3", 7)
    moves = np.zeros(board.shape[1], np.int64)
    n = ladder_moves(board, stone, moves)
    assert {point_name(int(move), 7) for move in moves[:n]} == {"C2", "D3"}
    assert ladder_move(board, stone) == moves[0]


def test_a_chain_with_three_liberties_is_in_no_ladder():
    assert ladder_move(_board([".....", "..X..", "..O..", ".....", "....."], BLACK), point_from_name("C3", 5)) == 0


def test_taking_the_chaser_saves():
    # White's stone at C2 has one liberty, and so has black's at D2, which it may take at E2; it may also run to C1.
    rows = [".....", ".....", "..XO.", ".XOX.", "...O."]
    board = _board(rows, WHITE)
    moves = np.zeros(8, np.int64)
    n = rescues(board, board[HEAD, point_from_name("C2", 5)], moves, 0)
    assert [point_name(int(move), 5) for move in moves[:n]] == ["E2", "C1"]


@pytest.mark.parametrize(
    ("rows", "name", "gets_away"),
    [
        (["O....", "X....", ".....", ".....", "....."], "A5", False),
        ([".....", ".....", ".XOX.", "..X..", "....."], "C3", True),
    ],
)
def test_a_stone_runs_if_there_is_room(rows, name, gets_away):
    assert escapes(_board(rows, WHITE), point_from_name(name, 5)) == gets_away
