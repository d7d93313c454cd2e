"""The compiled board is its plain twin, move by move."""

from __future__ import annotations

import numpy as np
import pytest
from naive import legal_count
from random_games import chains_of, played

from coincide_goban.board import BLACK, WHITE
from coincide_goban.board.points import all_points
from coincide_goban.compiled import board as compiled
from coincide_goban.compiled import layout
from coincide_goban.compiled.chains import liberties_after
from coincide_goban.rules.score import area


@pytest.mark.parametrize(("size", "seed"), [(2, 0), (3, 1), (5, 2), (9, 3), (13, 4)])
def test_it_equals_the_plain_board_after_every_move(size, seed):
    fast = layout.blank(size)
    for game, point in played(size, seed=seed, moves=4 * size * size):
        plain = game.board
        assert fast[layout.COLOR, : len(plain.colors)].tolist() == plain.colors
        assert fast[layout.INFO, layout.HASH] == plain.hash
        assert fast[layout.INFO, layout.KO] == game.ko
        assert fast[layout.INFO, [layout.CAPTURED_BLACK, layout.CAPTURED_WHITE]].tolist() == list(game.losses)
        expected = {p: (chain.stones, chain.liberties) for chain in plain.chains() for p in chain.stones}
        assert chains_of(fast, size) == expected
        assert compiled.area_margin(fast) == area(plain)[0] - area(plain)[1]
        compiled.play(fast, point)


@pytest.mark.parametrize("seed", range(3))
def test_liberty_counts_are_those_of_a_recount(seed):
    fast = layout.blank(7)
    for game, point in played(7, seed=seed, moves=150):
        for chain in game.board.chains():
            head = fast[layout.HEAD, min(chain.stones)]
            pairs = [n for p in chain.stones for n in game.board.neighbors(p) if game.board.colors[n] == 0]
            expected = [len(pairs), sum(pairs), sum(p * p for p in pairs), len(chain.stones)]
            rows = [layout.LIBERTIES, layout.SUM, layout.SQUARES, layout.STONES]
            assert fast[rows, head].tolist() == expected
            assert compiled.in_atari(fast, head) == (len(chain.liberties) == 1)
        compiled.play(fast, point)


@pytest.mark.parametrize("seed", range(3))
def test_legal_moves_are_those_that_leave_a_liberty(seed):
    fast = layout.blank(6)
    for game, point in played(6, seed=seed, moves=120):
        expected = legal_count(game.board)
        expected[game.to_play] -= {game.ko}
        for color in (BLACK, WHITE):
            assert {p for p in all_points(6) if compiled.is_legal(fast, p, color)} == expected[color]
        compiled.play(fast, point)


@pytest.mark.parametrize("seed", range(3))
def test_liberties_after_a_move_are_foretold(seed):
    fast = layout.blank(6)
    for game, point in played(6, seed=seed, moves=120):
        for p in sorted(legal_count(game.board)[game.to_play]):
            after = game.board.copy()
            taken = after.play(p, game.to_play)
            if not taken:
                assert liberties_after(fast, p, game.to_play) == min(len(after.chain(p).liberties), 2)
        compiled.play(fast, point)


def test_the_list_of_empty_points_is_complete_after_captures():
    fast = layout.blank(5)
    for game, point in played(5, seed=9, moves=200):
        n = fast[layout.INFO, layout.N_EMPTY]
        empties = fast[layout.EMPTIES, :n]
        assert sorted(empties.tolist()) == [p for p in all_points(5) if game.board.colors[p] == 0]
        assert np.array_equal(fast[layout.PLACE, empties], np.arange(n))
        compiled.play(fast, point)


def test_a_compiled_board_reads_back_as_a_plain_one():
    fast = layout.blank(9)
    last = None
    for game, point in played(9, seed=2, moves=60):
        last = game
        compiled.play(fast, point)
    assert last is not None
    assert layout.colors_of(fast) == last.board
