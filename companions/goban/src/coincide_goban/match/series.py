"""A series of games between two players, with alternating colors, kept game by game so that a killed one goes on.

Two games in a row share an opening of random moves, with colors exchanged, so neither gains by it. Game k depends on
the seed and k alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from coincide_goban.agents.catalog import make_agent
from coincide_goban.agents.protocol import sensible_moves
from coincide_goban.board import BLACK, EMPTY
from coincide_goban.errors import RecordError, UsageError
from coincide_goban.files import read_bytes, write_whole
from coincide_goban.match.intervals import Interval, elo, win_rate
from coincide_goban.match.referee import Outcome, play_game
from coincide_goban.records.game import record_of
from coincide_goban.records.write import write_sgf
from coincide_goban.rules import Game
from coincide_goban.rules.rules import preset


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What a series is played under; two runs of one folder must agree on it."""

    first: str
    second: str
    size: int = 9
    komi: float = 7.5
    rules: str = "chinese"
    opening_moves: int = 0
    seed: int = 0


@dataclass(frozen=True)
class Result:
    """What the first player reached.

    Attributes
    ----------
    wins : its wins, ties as halves.
    games : how many were played.
    """

    wins: float
    games: int

    @property
    def rate(self) -> Interval:
        """Its share of wins with a 95% interval."""
        return win_rate(self.wins, self.games)

    @property
    def elo(self) -> Interval:
        """The same as a difference in Elo."""
        return Interval(elo(self.rate.value), elo(self.rate.low), elo(self.rate.high))


def play_series(
    conditions: Conditions,
    *,
    games: int,
    folder: Path | None = None,
    on_game: Callable[[int, Outcome, Result], None] | None = None,
    device: str | None = None,
) -> Result:
    """Play until there are `games`; with a folder, those it holds count and each new one is written there as SGF.

    Networks are asked on a `device`, see `agents.catalog.open_network`.

    Raises
    ------
    UsageError : `games` is not positive, or a player's name is unknown.
    RecordError : the folder holds a series under other conditions.
    ProtocolError : a program dies; what was played is kept.
    """
    if games < 1:
        raise UsageError(f"`games` must be at least 1, got {games}")
    scores = _read_scores(folder, conditions)
    for index in range(len(scores), games):
        outcome = _play(conditions, index, device)
        first_is_black = index % 2 == 0
        scores.append(0.5 if outcome.winner == EMPTY else float((outcome.winner == BLACK) == first_is_black))
        if folder is not None:
            _write_game(folder, conditions, index, outcome)
            _write_scores(folder, conditions, scores)
        if on_game is not None:
            on_game(index, outcome, Result(sum(scores), len(scores)))
    return Result(sum(scores[:games]), games)


def _play(conditions: Conditions, index: int, device: str | None) -> Outcome:
    rng = np.random.default_rng([conditions.seed, index])
    friendly = any(name.startswith(("gnugo", "gtp:")) for name in (conditions.first, conditions.second))
    names = (conditions.first, conditions.second)
    players = [make_agent(name, rng=rng, is_friendly=friendly, device=device) for name in names]
    game = Game(conditions.size, rules=preset(conditions.rules), komi=conditions.komi)
    opening = _opening(conditions, index // 2)
    black, white = players if index % 2 == 0 else reversed(players)
    try:
        return play_game(black, white, game, opening=opening)
    finally:
        for player in players:
            player.close()


def _opening(conditions: Conditions, pair: int) -> list[int]:
    rng = np.random.default_rng([conditions.seed, pair, 1])
    game = Game(conditions.size, rules=preset(conditions.rules))
    for _ in range(conditions.opening_moves):
        game.play(int(rng.choice(sensible_moves(game))))
    return [turn.point for turn in game.turns]


def _write_game(folder: Path, conditions: Conditions, index: int, outcome: Outcome) -> None:
    names = [conditions.first, conditions.second]
    black, white = names if index % 2 == 0 else reversed(names)
    comments = {k: f"{rate:.3f}" for k, rate in enumerate(outcome.rates, start=1) if rate is not None}
    record = record_of(outcome.game, black=black, white=white, result=outcome.result, comments=comments)
    write_whole(folder / f"game-{index:04d}.sgf", write_sgf([record]))


def _write_scores(folder: Path, conditions: Conditions, scores: list[float]) -> None:
    content = {"conditions": asdict(conditions), "scores": scores}
    write_whole(folder / "series.json", json.dumps(content).encode())


def _read_scores(folder: Path | None, conditions: Conditions) -> list[float]:
    path = None if folder is None else folder / "series.json"
    if path is None or not path.exists():
        return []
    try:
        content = json.loads(read_bytes(path))
        stored, scores = Conditions(**content["conditions"]), [float(score) for score in content["scores"]]
    except (ValueError, KeyError, TypeError):
        raise RecordError(f"{path} is not a series; delete it, or choose another folder") from None
    if stored != conditions:
        raise RecordError(f"{path} was played under other conditions ({stored}); choose another folder")
    return scores
