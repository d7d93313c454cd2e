"""Reviews and their picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np

from coincide_goban.board import Board, point_from_name
from coincide_goban.review.picture import curve
from coincide_goban.review.rates import Mistake, black_rates, mistakes
from coincide_goban.rules import Game, Rules
from coincide_goban.search.monte_carlo import TreeSearch


def _blunder() -> Game:
    # Whoever plays first takes all: black passes, and white plays B1.
    game = Game(5, rules=Rules(komi=0.5))
    game.setup(Board.from_rows(["XXXOO", "XXXOO", "XXXOO", "XXXOO", "X.XO."]))
    game.play("pass")
    game.play("B1")
    return game


def test_a_move_that_loses_the_game_is_named():
    game = _blunder()
    seen = list(black_rates(game, TreeSearch(capacity=50_000, rng=np.random.default_rng(1)), playouts=1500))
    rates, choices = [rate for rate, _ in seen], [choice for _, choice in seen]
    assert len(rates) == 3
    worst = mistakes(game, rates, choices)[0]
    assert (worst.number, worst.better) == (1, point_from_name("E1", 5))


def test_the_picture_is_well_formed_and_names_the_mistake():
    picture = curve([0.5, 0.2, 0.9], [Mistake(1, 1, 7, 8, 0.3)], title="a < b & c", size=5)
    root = ET.fromstring(picture)
    titles = [element.text for element in root.iter() if element.tag.endswith("title")]
    assert titles == ["move 1: A1 cost 30%, B1 was better"]
