"""Unconditional life."""

from __future__ import annotations

import numpy as np
import pytest
from naive import is_safe_when_owner_passes

from coincide_goban.board import BLACK, WHITE, Board, point_from_name
from coincide_goban.rules import safe_chains


@pytest.mark.parametrize(
    ("rows", "is_safe"),
    [
        ([".X.X.", "XXXX.", ".....", ".....", "....."], True),
        ([".XX..", "XXX..", ".....", ".....", "....."], False),
        (["..XX.", "XXX..", ".....", ".....", "....."], False),
        ([".X.XO", "XXXXO", "OOOOO", ".....", "....."], True),
        (["OX.XO", ".XXXO", "XOOOO", ".....", "....."], False),
    ],
)
def test_two_eyes_are_needed(rows, is_safe):
    board = Board.from_rows(rows)
    stone = point_from_name("B5", 5)
    assert (stone in safe_chains(board, BLACK).stones) == is_safe


def test_chains_that_share_two_eyes_live_together():
    board = Board.from_rows([".XXX.", "XO.OX", "XOOOX", "X.O.X", ".XXX."])
    assert safe_chains(board, WHITE).stones == frozenset()


def test_an_empty_board_holds_nothing_safe():
    assert safe_chains(Board(9), BLACK).stones == frozenset()


@pytest.mark.parametrize("seed", range(40))
def test_what_is_safe_stands_whatever_the_enemy_plays(seed):
    rng = np.random.default_rng(seed)
    board = Board.from_rows(["".join(rng.choice(list("XXXXO..."), 4)) for _ in range(4)])
    board.remove([p for chain in board.chains() if not chain.liberties for p in chain.stones])
    for stone in safe_chains(board, BLACK).stones:
        assert is_safe_when_owner_passes(board, stone)
