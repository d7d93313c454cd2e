"""The tree that a network guides."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_goban.board import BLACK, Board, point_name
from coincide_goban.compiled import guided
from coincide_goban.errors import UsageError
from coincide_goban.network.forward import Answers
from coincide_goban.rules import Game, Rules
from coincide_goban.search.guided import GuidedSearch, GuidedSettings
from coincide_goban.search.gumbel import GumbelSearch
from coincide_goban.search.position import position_of

# Whoever plays first takes all: black at E1, white at B1.
RACE = ["XXXOO", "XXXOO", "XXXOO", "XXXOO", "X.XO."]


class Counting:
    """Knows nothing of moves, and values a position by its stones."""

    planes = 11

    def answer(self, planes: np.ndarray) -> Answers:
        n, _, rows, columns = planes.shape
        ahead = planes[:, :4].sum((1, 2, 3)) - planes[:, 4:8].sum((1, 2, 3))
        policy = np.full((n, rows * columns + 1), 1 / (rows * columns + 1), np.float32)
        return Answers(policy, 1 / (1 + np.exp(-ahead / 4)))


def _game(to_play: int) -> Game:
    game = Game(5, rules=Rules(komi=0.5))
    game.setup(Board.from_rows(RACE), to_play)
    return game


def _search(**settings) -> GuidedSearch:
    return GuidedSearch(Counting(), GuidedSettings(**settings), rng=np.random.default_rng(1))


@pytest.mark.parametrize(("to_play", "name"), [(1, "E1"), (2, "B1")])
@pytest.mark.parametrize("batch", [1, 8])
def test_the_winning_capture_is_found(to_play, name, batch):
    choice = _search(batch=batch).choose(position_of(_game(to_play)), playouts=60)
    assert point_name(choice.move, 5) == name


@pytest.mark.parametrize(("to_play", "name"), [(1, "E1"), (2, "B1")])
def test_gumbel_finds_it_with_few_evaluations(to_play, name):
    search = GumbelSearch(_search(), considered=4, rng=None)
    assert point_name(search.choose(position_of(_game(to_play)), playouts=12).move, 5) == name


def test_visits_of_the_moves_add_up_to_the_evaluations():
    choice = _search(batch=4).choose(position_of(Game(9)), playouts=50)
    assert sum(candidate.visits for candidate in choice.candidates) == 50
    assert choice.visits == 51  # the root's own


def test_win_rates_stay_between_0_and_1():
    choice = _search().choose(position_of(_game(BLACK)), playouts=100)
    assert all(0 <= candidate.win_rate <= 1 for candidate in choice.candidates)


def test_the_tree_is_kept_when_its_line_is_played():
    game, search = Game(5), _search()
    choice = search.choose(position_of(game), playouts=100)
    game.play(choice.move)
    search.follow(position_of(game))
    assert search.report().visits == choice.candidates[0].visits


def test_noise_leaves_probabilities_that_sum_to_one():
    search = _search(noise=0.25)
    search.follow(position_of(Game(9)))
    probabilities = search.nodes.floats[guided.PROBABILITY, search.nodes.children(0)]
    assert probabilities.sum() == pytest.approx(1)
    assert probabilities.std() > 0.001


def test_superko_is_kept_out_of_the_tree():
    game = Game(4, rules=Rules(komi=0.5))
    game.setup(Board.from_rows([".XO.", "XO.O", ".XO.", "...."]))
    game.play("C3")
    game.play("pass")
    game.play("pass")
    choice = _search().choose(position_of(game), playouts=80)
    assert "B3" not in [point_name(candidate.move, 4) for candidate in choice.candidates]


def test_a_budget_is_needed():
    with pytest.raises(UsageError, match="give either `playouts` or `seconds`, and more than zero"):
        _search().choose(position_of(Game(9)))
