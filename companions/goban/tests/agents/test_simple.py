"""Players without a tree in memory."""

from __future__ import annotations

import numpy as np
import pytest
from random_games import played

from coincide_goban.agents.protocol import is_point_eye, sensible_moves
from coincide_goban.agents.simple import AlphaBetaAgent, RandomAgent, alpha_beta_value, minimax_value
from coincide_goban.board import BLACK, Board, point_from_name
from coincide_goban.compiled import board as compiled
from coincide_goban.rules import Game
from coincide_goban.search.position import compiled_board


@pytest.mark.parametrize("seed", range(6))
def test_alpha_beta_finds_the_value_of_minimax(seed):
    for game, _ in played(3, seed=seed, moves=7):
        if len(game.turns) in (3, 6):
            assert alpha_beta_value(game, 3) == minimax_value(game, 3)


def test_alpha_beta_takes_what_is_in_atari():
    game = Game(5)
    game.setup(Board.from_rows([".XO..", "XOOX.", ".XXX.", ".....", "....."]))
    move = AlphaBetaAgent(2, rng=np.random.default_rng(1)).choose(game).move
    assert move == point_from_name("D5", 5)


@pytest.mark.parametrize("seed", range(4))
def test_eyes_are_those_of_the_compiled_board(seed):
    for game, _ in played(6, seed=seed, moves=80):
        fast = compiled_board(game)
        for point in game.legal():
            assert is_point_eye(game, point, game.to_play) == compiled.is_eye(fast, point, game.to_play)


def test_chance_fills_no_eye_and_passes_at_the_end():
    game = Game(5)
    game.setup(Board.from_rows([".X.XX", "XXXXX", "XXXXX", "XXXXX", "XXXXX"]), BLACK)
    assert sensible_moves(game) == []
    assert RandomAgent(rng=np.random.default_rng(1)).choose(game).move == 0
