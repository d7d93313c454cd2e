"""Matches: referee, series, intervals, ladder."""

from __future__ import annotations

import json

import numpy as np
import pytest

from coincide_goban.agents import RESIGN, make_agent
from coincide_goban.board import BLACK, WHITE
from coincide_goban.errors import RecordError, UsageError
from coincide_goban.match.intervals import elo, win_rate
from coincide_goban.match.ladder import ladder
from coincide_goban.match.referee import play_game
from coincide_goban.match.series import Conditions, Result, play_series
from coincide_goban.records import game_of, read_sgf
from coincide_goban.rules import Game
from coincide_goban.search.choice import Choice


class _Fixed:
    """Plays what it was told."""

    def __init__(self, *moves: int) -> None:
        self.name = "fixed"
        self._moves = list(moves)

    def choose(self, game: Game) -> Choice:
        move = self._moves.pop(0) if self._moves else 0
        return Choice(move, 0.5, len(game.turns))

    def close(self) -> None:
        """It holds nothing."""


@pytest.mark.parametrize(
    ("black", "white", "result", "winner"),
    [
        (_Fixed(RESIGN), _Fixed(), "W+R", WHITE),
        (_Fixed(31), _Fixed(31), "B+F", BLACK),
        (_Fixed(31), _Fixed(), "B+73.5", BLACK),
        (_Fixed(), _Fixed(), "W+7.5", WHITE),
    ],
)
def test_games_end_by_resignation_fault_or_count(black, white, result, winner):
    outcome = play_game(black, white, Game(9))
    assert (outcome.result, outcome.winner) == (result, winner)


def test_a_stopped_series_goes_on_as_if_it_had_not_stopped(tmp_path):
    conditions = Conditions(first="random", second="random", size=5, seed=3, opening_moves=2)
    play_series(conditions, games=3, folder=tmp_path / "stopped")
    resumed = play_series(conditions, games=6, folder=tmp_path / "stopped")
    assert resumed == play_series(conditions, games=6, folder=tmp_path / "whole")
    for path in sorted((tmp_path / "whole").iterdir()):
        assert (tmp_path / "stopped" / path.name).read_bytes() == path.read_bytes()


def test_colors_alternate_and_pairs_share_an_opening(tmp_path):
    play_series(Conditions(first="random", second="minimax:1", size=5, opening_moves=3), games=2, folder=tmp_path)
    one, other = (read_sgf((tmp_path / f"game-000{k}.sgf").read_bytes())[0] for k in range(2))
    assert (one.get("PB"), other.get("PB")) == ("random", "minimax:1")
    assert game_of(one).turns[:3] == game_of(other).turns[:3]


def test_a_folder_of_other_conditions_is_refused(tmp_path):
    play_series(Conditions(first="random", second="random", size=5), games=1, folder=tmp_path)
    with pytest.raises(RecordError, match="was played under other conditions"):
        play_series(Conditions(first="random", second="random", size=6), games=1, folder=tmp_path)


def test_a_damaged_folder_is_refused(tmp_path):
    (tmp_path / "series.json").write_text(json.dumps({"scores": [1]}), encoding="utf-8")
    with pytest.raises(RecordError, match="is not a series; delete it, or choose another folder"):
        play_series(Conditions(first="random", second="random"), games=1, folder=tmp_path)


def test_minimax_beats_chance():
    result = play_series(Conditions(first="minimax:1", second="random", size=5, komi=0.5), games=10)
    assert result.wins >= 7


@pytest.mark.parametrize(
    ("wins", "games", "low", "high"),
    [(0, 0, 0.0, 1.0), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (110, 200, 0.4808, 0.6174)],
)
def test_intervals_are_wilsons(wins, games, low, high):
    interval = win_rate(wins, games)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(1)
    intervals = [win_rate(int(rng.binomial(200, 0.6)), 200) for _ in range(1000)]
    assert 0.93 < np.mean([i.low <= 0.6 <= i.high for i in intervals]) < 0.97


def test_elo_is_zero_at_half_and_infinite_at_the_ends():
    assert [elo(share) for share in (0.0, 0.5, 1.0)] == [-np.inf, 0.0, np.inf]


def test_the_ladder_finds_strengths_that_made_the_results():
    rng = np.random.default_rng(2)
    truth = {"a": 300.0, "b": 100.0, "c": -400.0}
    results = {}
    for first, second in (("a", "b"), ("b", "c"), ("a", "c")):
        share = 1 / (1 + 10 ** ((truth[second] - truth[first]) / 400))
        results[first, second] = Result(float(rng.binomial(2000, share)), 2000)
    rungs = ladder(results)
    assert [rung.name for rung in rungs] == ["a", "b", "c"]
    assert all(rung.elo.low < truth[rung.name] < rung.elo.high for rung in rungs)


def test_the_ladder_stays_finite_when_one_wins_all():
    rungs = ladder({("a", "b"): Result(20, 20)})
    assert np.isfinite([rungs[0].elo.low, rungs[0].elo.high]).all()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("strong", "expected a player such as random"),
        ("rave:-1", "expected a positive whole number after `rave:`, got `rave:-1`"),
        ("uct:many", "expected a positive whole number after `uct:`"),
        ("gtp:", "expected a program after `gtp:`"),
        ("minimax:9", "`depth` must be from 1 to 6, got 9"),
    ],
)
def test_players_of_no_name_are_refused(name, message):
    with pytest.raises(UsageError, match=message):
        make_agent(name, rng=np.random.default_rng(0))
