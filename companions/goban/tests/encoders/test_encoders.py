"""Planes of games."""

from __future__ import annotations

import numpy as np
import pytest
from random_games import played

from coincide_goban.board import BLACK, WHITE, Board, point_from_name, point_name
from coincide_goban.board.points import point_of, row_column
from coincide_goban.compiled.chains import escapes
from coincide_goban.encoders import ENCODERS, encode
from coincide_goban.encoders.alphago import ladder_escapes
from coincide_goban.encoders.fast import planes_of
from coincide_goban.encoders.symmetry import N_SYMMETRIES, turned, turned_back
from coincide_goban.errors import UsageError
from coincide_goban.rules import Game
from coincide_goban.search.position import compiled_board


@pytest.mark.parametrize("n", [1, 7, 11, 17, 48])
def test_each_encoder_has_its_planes(n):
    assert encode(Game(5), f"planes{n}").shape == (n, 5, 5)


def test_an_encoder_of_no_name_is_refused():
    with pytest.raises(
        UsageError, match="expected one of the encoders planes1, planes7, planes11, planes17, planes48, got `seven`"
    ):
        encode(Game(9), "seven")


@pytest.mark.parametrize("n_planes", [11, 17])
@pytest.mark.parametrize("seed", range(3))
def test_the_fast_planes_are_the_plain_ones(seed, n_planes):
    for game, _ in played(7, seed=seed, moves=100):
        assert np.array_equal(planes_of(compiled_board(game), n_planes), encode(game, f"planes{n_planes}"))


def _marked(planes: np.ndarray) -> set[str]:
    return {point_name(point_of(row, column, planes.shape[1]), planes.shape[1]) for row, column in np.argwhere(planes)}


def test_tactics_mark_what_takes_what_saves_and_what_begins_a_ladder():
    game = Game(7)
    game.setup(Board.from_rows([".O.....", "OXO....", ".......", "..X....", ".XO....", "...X...", "......."]), BLACK)
    planes = encode(game, "planes17")
    # Black's stone at B6 gets away at B5, and white's at C3 is caught either way.
    assert _marked(planes[13]) == {"B5", "C2", "D3"}
    assert _marked(planes[14]) == {"C7"}  # without a second liberty, and A7 is suicide


def test_the_last_two_moves_are_marked():
    game = Game(7)
    game.play("A1")
    game.play("G7")
    planes = encode(game, "planes17")
    assert (_marked(planes[11]), _marked(planes[12])) == ({"G7"}, {"A1"})


@pytest.mark.parametrize("seed", range(2))
def test_planes_agree_about_the_stones(seed):
    for game, _ in played(6, seed=seed, moves=60):
        own = encode(game, "planes1")[0] == 1
        assert np.array_equal(encode(game, "planes7")[:3].sum(0) == 1, own)
        assert np.array_equal(encode(game, "planes11")[:4].sum(0) == 1, own)
        assert np.array_equal(encode(game, "planes48")[0] == 1, own)


@pytest.mark.parametrize("seed", range(2))
def test_alphagos_groups_of_planes_name_one_class_a_point(seed):
    for game, _ in played(6, seed=seed, moves=70):
        planes = encode(game, "planes48")
        legal = np.zeros((6, 6))
        for point in game.legal():
            legal[row_column(point, 6)] = 1
        assert (planes[:3].sum(0) == 1).all()
        assert np.array_equal(planes[12:20].sum(0), 1 - planes[2])
        for group in (slice(20, 28), slice(36, 44)):
            assert np.array_equal(planes[group].sum(0), legal)


@pytest.mark.parametrize(("friend", "gets_away"), [(".", False), ("O", True)])
def test_a_ladder_runs_to_the_edge_or_to_a_friend(friend, gets_away):
    rows = [".......", f".....{friend}.", ".......", "..X....", ".XO....", "..XX...", "......."]
    game = Game(7)
    game.setup(Board.from_rows(rows), WHITE)
    stone = point_from_name("C3", 7)
    assert ladder_escapes(game.board, stone) == gets_away
    assert escapes(compiled_board(game), stone) == gets_away
    assert encode(game, "planes48")[45].sum() == gets_away


def test_moves_that_begin_a_ladder_are_marked():
    rows = [".......", ".......", ".......", "..X....", ".XO....", "...X...", "......."]
    game = Game(7)
    game.setup(Board.from_rows(rows), BLACK)
    marked = [point_name(point_of(row, column, 7), 7) for row, column in np.argwhere(encode(game, "planes48")[44])]
    assert marked == ["C2", "D3"]  # either way the stone runs into the edge


@pytest.mark.parametrize("seed", range(4))
def test_ladders_are_read_as_by_the_compiled_board(seed):
    for game, _ in played(7, seed=seed, moves=60):
        for chain in game.board.chains():
            if len(chain.liberties) == 1 and chain.color == game.to_play and game.ko == 0:
                stone = min(chain.stones)
                assert ladder_escapes(game.board, stone) == escapes(compiled_board(game), stone)


@pytest.mark.parametrize("symmetry", range(N_SYMMETRIES))
def test_a_turn_is_undone(symmetry):
    planes = np.random.default_rng(1).random((2, 3, 4, 4))
    assert np.array_equal(turned_back(turned(planes, symmetry), symmetry), planes)


def test_all_eight_positions_differ():
    planes = np.arange(9).reshape(1, 3, 3)
    assert len({turned(planes, k).tobytes() for k in range(N_SYMMETRIES)}) == N_SYMMETRIES


def test_every_encoder_is_seen_from_whoever_is_to_play():
    game = Game(5)
    game.play("C3")
    for name in ENCODERS:
        assert encode(game, name)[0, 2, 2] == (-1 if name == "planes1" else 0)
