"""The tree of playouts that a network advises."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_goban.board.points import place_of
from coincide_goban.compiled import advised, tree
from coincide_goban.errors import UsageError
from coincide_goban.network.forward import Answers
from coincide_goban.rules import Game
from coincide_goban.search.advised import AdvisedSearch, AdvisedSettings
from coincide_goban.search.choice import Choice
from coincide_goban.search.monte_carlo import TreeSearch
from coincide_goban.search.position import position_of

B2 = 6  # row 1, column 1 of a board of 5


class Sure:
    """Always wants to play one place, and gives every position one value."""

    planes = 11

    def __init__(self, place: int = B2, value: float = 0.5) -> None:
        self._place, self._value = place, value

    def answer(self, planes: np.ndarray) -> Answers:
        n, _, rows, columns = planes.shape
        policy = np.zeros((n, rows * columns + 1), np.float32)
        policy[:, self._place] = 1
        return Answers(policy, np.full(n, self._value, np.float32))


def _choose(network: Sure, playouts: int = 40, **settings) -> Choice:
    search = AdvisedSearch(network, AdvisedSettings(**settings), capacity=20_000, rng=np.random.default_rng(1))
    return search.choose(position_of(Game(5, komi=0.5)), playouts=playouts)


@pytest.mark.parametrize("place", [B2, 8])
def test_the_search_plays_what_the_network_insists_on(place):
    choice = _choose(Sure(place), policy_weight=1e4)
    assert place_of(choice.move, 5) == place


def test_advice_without_weight_names_no_move():
    one, other = (_choose(Sure(place), policy_weight=0.0, value_weight=0.0) for place in (B2, 24))
    assert [c.visits for c in one.candidates] == [c.visits for c in other.candidates]


def test_an_evaluation_comes_with_its_playouts():
    assert _choose(Sure(), playouts=10).visits == 200


class Torn(Sure):
    """Wants one place three times as much as another."""

    def answer(self, planes: np.ndarray) -> Answers:
        answers = super().answer(planes)
        answers.policy[:, [B2, 8]] = 0.6, 0.2
        answers.policy[:, 25] = 0.2  # to pass
        return answers


def test_priors_are_the_networks_shares_of_all_points():
    priors = {c.move: c.prior for c in _choose(Torn()).candidates}
    shares = {place_of(move, 5): prior for move, prior in priors.items() if move > 0 and prior > 0}
    assert shares == pytest.approx({B2: 0.75, 8: 0.25})
    assert priors[0] == 0


def test_advice_without_weight_leaves_no_priors():
    assert all(c.prior == 0 for c in _choose(Sure(), policy_weight=0.0).candidates)


def test_a_value_is_that_of_whoever_is_to_play():
    floats, path = np.zeros((tree.N_FLOAT_ROWS, 8)), np.array([0, 3, 5])
    advised.add_value(floats, path, 0.9, 10.0)
    assert floats[tree.VISITS, [0, 3, 5]].tolist() == [0, 10, 10]
    assert floats[tree.WINS, [3, 5]] == pytest.approx([9, 1])


def test_each_node_on_the_way_is_asked_about_once():
    search, position = TreeSearch(capacity=20_000, rng=np.random.default_rng(1)), position_of(Game(5, komi=0.5))
    search.follow(position)
    search.grow(500)
    nodes, ends = search.nodes, []
    path = np.empty(tree.MAX_DEPTH, np.int64)
    while depth := advised.find_node(position.board.copy(), nodes.ints, nodes.floats, search.numbers(position), path):
        ends.append(int(path[depth - 1]))
    assert ends[0] == 0
    assert len(ends) == len(set(ends)) > 1


def test_a_budget_is_needed():
    with pytest.raises(UsageError, match="give either `playouts` or `seconds`, and more than zero"):
        _choose(Sure(), playouts=0)
