"""Tree search: what it must find, and what it must keep."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_goban.board import BLACK, WHITE, Board, point_from_name, point_name
from coincide_goban.compiled import layout, patterns, playout
from coincide_goban.compiled.chance import new_state
from coincide_goban.errors import UsageError
from coincide_goban.rules import Game, Rules
from coincide_goban.search.monte_carlo import RAVE, UCT, TreeSearch
from coincide_goban.search.position import position_of

# White's three stones have one liberty, E4.
ATARI = [".XXX.", "XOOO.", ".XXX.", "..OO.", "....."]


def _game(rows: list[str], to_play: int = BLACK, *, rules: Rules | None = None) -> Game:
    game = Game(len(rows), rules=rules or Rules(komi=0.5))
    game.setup(Board.from_rows(rows), to_play)
    return game


def _search(settings=RAVE, *, seed=0, **options) -> TreeSearch:
    return TreeSearch(settings, capacity=60_000, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize("settings", [RAVE, UCT], ids=["rave", "uct"])
@pytest.mark.parametrize("to_play", [BLACK, WHITE])
def test_a_chain_in_atari_is_taken_or_saved(settings, to_play):
    choice = _search(settings).choose(position_of(_game(ATARI, to_play)), playouts=3000)
    assert point_name(choice.move, 5) == "E4"


def test_it_looks_for_no_move_that_superko_forbids():
    rows = [".XO.", "XO.O", ".XO.", "...."]
    game = _game(rows, rules=Rules(komi=0.5, ko="positional"))
    game.play("C3")
    choice = _search().choose(position_of(game), playouts=300)
    assert point_from_name("B3", 4) not in [candidate.move for candidate in choice.candidates]


def test_equal_seeds_give_equal_trees():
    position = position_of(Game(9))
    one, other = (_search(seed=5).choose(position, playouts=400) for _ in range(2))
    assert one.candidates == other.candidates


def test_visits_of_the_moves_add_up_to_those_of_the_search():
    choice = _search().choose(position_of(Game(9)), playouts=500)
    assert sum(candidate.visits for candidate in choice.candidates) == choice.visits == 500


def test_the_tree_is_kept_when_its_line_is_played():
    game, search = Game(9), _search()
    choice = search.choose(position_of(game), playouts=2000)
    for move in choice.candidates[0].line[:2]:
        game.play(move)
    search.follow(position_of(game))
    kept = search.report().visits
    again = search.choose(position_of(game), playouts=100)
    assert kept > 1
    assert again.visits == kept + 100


def test_a_position_of_another_game_begins_a_new_tree():
    search = _search()
    search.choose(position_of(Game(9)), playouts=300)
    assert search.choose(position_of(_game(ATARI)), playouts=200).visits == 200


def test_a_full_tree_still_answers():
    search = TreeSearch(RAVE, capacity=100, rng=np.random.default_rng(1))
    assert search.choose(position_of(Game(9)), playouts=500).visits == 500


def test_threads_share_one_tree():
    # White has one move that saves the chain; Black wins by several, and which of them depends on the threads.
    choice = _search(threads=2).choose(position_of(_game(ATARI, WHITE)), playouts=2000)
    assert point_name(choice.move, 5) == "E4"
    assert choice.visits > 1500  # more than one thread's; unsynchronised counters may lose some


@pytest.mark.parametrize(("size", "n_moves"), [(2, 8), (5, 40), (19, 3)])
def test_it_plays_on_any_size(size, n_moves):
    game, search = Game(size), _search()
    for _ in range(n_moves):
        game.play(search.choose(position_of(game), playouts=30).move)
    assert len(game.turns) == n_moves


@pytest.mark.parametrize("seed", range(6))
def test_a_search_that_stops_early_chooses_the_move_it_would_have_chosen(seed):
    position = position_of(_game(ATARI))
    early = _search(seed=seed).choose(position, playouts=2000, stops_early=True)
    assert early.move == _search(seed=seed).choose(position, playouts=2000).move
    assert early.visits < 2000


def test_a_search_that_does_not_stop_early_spends_all():
    assert _search().choose(position_of(_game(ATARI)), playouts=2000).visits == 2000


def test_a_search_with_one_legal_move_does_not_use_up_its_time():
    game = _game(["XX", "X."], rules=Rules(komi=0.5, suicide=False))
    choice = _search().choose(position_of(game), seconds=3600, stops_early=True)
    assert point_name(choice.move, 2) == "pass"


@pytest.mark.parametrize("budget", [{}, {"playouts": 0}, {"seconds": -1.0}, {"playouts": 1, "seconds": 1.0}])
def test_a_search_without_one_budget_is_refused(budget):
    with pytest.raises(UsageError, match="give either `playouts` or `seconds`, and more than zero"):
        _search().choose(position_of(Game(9)), **budget)


def test_playouts_end_with_every_point_owned_or_shared():
    margins = np.zeros(200, np.int64)
    playout.playouts(layout.blank(9), new_state(np.random.default_rng(1)), margins)
    assert np.abs(margins).max() <= 81
    assert 0 < np.mean(margins > 0) < 1


def test_a_shape_fits_in_each_of_its_eight_positions():
    board = layout.blank(9)
    from coincide_goban.compiled.board import place

    place(board, point_from_name("D6", 9), BLACK)
    place(board, point_from_name("E6", 9), WHITE)
    place(board, point_from_name("F6", 9), BLACK)
    assert patterns.fits(board, point_from_name("E5", 9))
    assert patterns.fits(board, point_from_name("E7", 9))
    assert not patterns.fits(board, point_from_name("B2", 9))
