"""Games under each set of rules."""

from __future__ import annotations

import naive
import pytest

from coincide_goban.board import BLACK, WHITE, Board, point_from_name
from coincide_goban.errors import IllegalMove, UsageError
from coincide_goban.rules import AGA, CHINESE, JAPANESE, TROMP_TAYLOR, Game, Rules
from coincide_goban.rules.counting import count_legal_positions
from coincide_goban.rules.rules import preset

KO = [".XO.", "XO.O", ".XO.", "...."]


def _game(rows: list[str], *, rules: Rules = CHINESE, to_play: int = BLACK) -> Game:
    game = Game(len(rows), rules=rules)
    game.setup(Board.from_rows(rows), to_play)
    return game


# Tromp and Farneback 2007.
@pytest.mark.parametrize(
    ("size", "expected"),
    [(1, 1), (2, 57), (3, 12_675), (4, 24_318_165), (5, 414_295_148_741), (6, 62_567_386_502_084_877)],
)
def test_legal_positions_are_as_many_as_published(size, expected):
    assert count_legal_positions(size) == expected


@pytest.mark.parametrize("size", [1, 2, 3])
def test_they_are_as_many_as_there_are_one_by_one(size):
    assert naive.count_legal_positions(size) == count_legal_positions(size)


def test_a_ko_may_not_be_retaken_at_once():
    game = _game(KO)
    game.play("C3")
    with pytest.raises(IllegalMove, match=r"^white B3: ko: the stone taken last may not be retaken at once$"):
        game.play("B3")


def test_a_ko_may_be_retaken_after_a_move_elsewhere():
    game = _game(KO)
    for move in ("C3", "D1", "A1"):
        game.play(move)
    assert game.is_legal("B3")


def test_suicide_is_refused_by_default():
    game = _game([".X.", "X..", "..."], to_play=WHITE)
    assert game.fault("A3") == "suicide: the stone would have no liberty"


def test_suicide_of_several_stones_is_allowed_by_tromp_and_taylor():
    game = _game(["O.X", "XX.", "..."], rules=TROMP_TAYLOR, to_play=WHITE)
    assert len(game.play("B3")) == 2


@pytest.mark.parametrize("ko", ["positional", "situational"])
def test_suicide_of_one_stone_repeats_the_position_or_is_a_pass(ko):
    game = _game([".X.", "X..", "..."], rules=Rules(ko=ko, suicide=True), to_play=WHITE)
    assert game.is_legal("A3") == (ko == "situational")


@pytest.mark.parametrize(("ko", "is_legal"), [("simple", True), ("positional", False), ("situational", False)])
def test_after_passes_only_superko_forbids_the_ko(ko, is_legal):
    game = _game(KO, rules=Rules(ko=ko))
    for move in ("C3", "pass", "pass"):
        game.play(move)
    assert game.is_legal("B3") == is_legal


def test_a_finished_game_may_be_taken_up_again():
    game = Game(5)
    for move in ("C3", "pass", "pass"):
        game.play(move)
    assert game.is_over
    game.play("pass")
    game.play("B2")
    assert not game.is_over


def test_undo_brings_everything_back():
    game = _game(KO)
    before = (game.board.rows(), game.keys, game.losses, game.to_play, game.ko)
    game.play("C3")
    assert game.undo().point == point_from_name("C3", 4)
    assert (game.board.rows(), game.keys, game.losses, game.to_play, game.ko) == before


def test_there_is_nothing_to_take_back_at_the_start():
    with pytest.raises(IllegalMove, match="there is no move to take back"):
        Game(9).undo()


def test_a_point_off_the_board_is_refused():
    with pytest.raises(UsageError, match="expected a point of a board of 9, got 5"):
        Game(9).play(5)


def test_a_chain_without_liberty_cannot_be_set_up():
    with pytest.raises(UsageError, match="the white chain at A3 has no liberty; remove it first"):
        _game(["OX.", "X..", "..."])


@pytest.mark.parametrize(
    ("rules", "black_minus_white"),
    [(CHINESE, 25 - 7.5 - 4), (AGA, 25 - 7.5 - 3), (TROMP_TAYLOR, 25 - 7.5), (JAPANESE, 21 - 6.5)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_handicap_is_counted_as_the_rules_say(rules, black_minus_white):
    game = Game(5, rules=rules)
    game.place_free_handicap([point_from_name(name, 5) for name in ("B2", "B4", "D2", "D4")])
    assert game.score().margin == black_minus_white


@pytest.mark.parametrize(("size", "stones"), [(9, 2), (9, 9), (13, 5), (19, 7), (19, 8), (7, 4), (10, 4)])
def test_fixed_handicap_sets_as_many_stones(size, stones):
    game = Game(size)
    assert len(set(game.place_handicap(stones))) == stones
    assert game.board.count(BLACK) == stones
    assert game.to_play == WHITE


def test_too_many_handicap_stones_are_refused():
    with pytest.raises(UsageError, match="a board of 8 has fixed places for 2 to 4 handicap stones, got 5"):
        Game(8).place_handicap(5)


def test_rules_of_no_name_are_refused():
    with pytest.raises(UsageError, match="expected one of the rules tromp-taylor, chinese, japanese, aga, got `go`"):
        preset("go")


def test_area_and_territory_agree_when_both_played_as_often():
    rows = [".XO..", "XXO..", "XXOO.", ".XXO.", "..XOO"]
    by_area, by_territory = (_game(rows, rules=Rules(counting=c, komi=0)) for c in ("area", "territory"))
    stones = by_area.board.count(BLACK) - by_area.board.count(WHITE)
    assert by_area.score().margin - stones == by_territory.score().margin


def test_dead_stones_are_taken_off_and_counted_as_prisoners():
    game = _game(["..X..", "O.X..", "..X..", "..X..", "..X.."], rules=Rules(counting="territory", komi=0))
    dead = [point_from_name("A4", 5)]
    assert game.score(dead).margin == 20 + 1
