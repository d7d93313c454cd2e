"""The player behind the protocol: a game, a search, and the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from coincide_goban.agents.protocol import RESIGN
from coincide_goban.agents.searcher import SearchAgent, dead_stones
from coincide_goban.board.points import EMPTY
from coincide_goban.gtp.clock import TimeLeft, TimeSettings, thinking_time
from coincide_goban.rules import Game, Rules
from coincide_goban.search.choice import Choice, Position
from coincide_goban.search.position import position_of

# How much is searched to judge which stones are dead.
_JUDGING_PLAYOUTS = 400


class GrowingSearch(Protocol):
    """A search that can be asked while it runs."""

    def choose(
        self,
        position: Position,
        *,
        playouts: int | None = None,
        seconds: float | None = None,
        stops_early: bool = False,
    ) -> Choice: ...
    def follow(self, position: Position) -> None: ...
    def grow(self, playouts: int) -> None: ...
    def report(self) -> Choice: ...


class Engine:
    """A game and the player that plays it.

    Parameters
    ----------
    make_search : makes a search; called again for every new game.
    playouts : the budget of a move, unless a clock runs.
    between_reports : playouts or evaluations after which an analysis may speak.
    """

    def __init__(
        self,
        make_search: Callable[[], GrowingSearch],
        *,
        rules: Rules,
        playouts: int,
        size: int = 9,
        between_reports: int = 100,
    ) -> None:
        self._make_search = make_search
        self.search = make_search()
        self.playouts = playouts
        self._slice = between_reports
        self.game = Game(size, rules=rules)
        self.time_settings: TimeSettings | None = None
        self.time_left: dict[int, TimeLeft] = {}

    def begin(self, size: int, rules: Rules) -> None:
        """A new game."""
        self.game = Game(size, rules=rules)
        self.search = self._make_search()
        self.time_left.clear()

    def set_komi(self, komi: float) -> None:
        """Change komi and keep the game."""
        self.game.rules = replace(self.game.rules, komi=komi)

    def set_rules(self, rules: Rules) -> None:
        """Change all rules but komi and keep the game, if it is legal under them.

        Raises
        ------
        IllegalMove : a move so far is not.
        """
        before = self.game
        game = Game(before.size, rules=replace(rules, komi=before.rules.komi))
        game.setup(before.start, before.first_to_play)
        game.handicap = before.handicap
        for turn in before.turns:
            game.play(turn.point, turn.color)
        game.give_turn(before.to_play)
        self.game = game

    def choose(self, color: int) -> Choice:
        """A move for a color, which need not be the one to play."""
        self._turn_to(color)
        return self._agent(self._seconds(color)).choose(self.game)

    def thinking(self, color: int) -> Iterator[Choice]:
        """What is known after each slice of the search for a move; the last one is the decision."""
        self._turn_to(color)
        seconds, left = self._seconds(color), self.playouts
        deadline = time.monotonic() + (seconds or 0.0)
        self.search.follow(position_of(self.game))
        while left > 0 if seconds is None else time.monotonic() < deadline:
            self.search.grow(min(self._slice, left) if seconds is None else self._slice)
            left -= self._slice
            yield self.search.report()
        yield self._agent(seconds).decide(self.game, self.search.report())

    def analysis(self, color: int) -> Iterator[Choice]:
        """What is known after each slice of search, without end."""
        self._turn_to(color)
        self.search.follow(position_of(self.game))
        while True:
            self.search.grow(self._slice)
            yield self.search.report()

    def dead(self) -> list[int]:
        """Stones that the search holds dead."""
        if self.game.board.count(EMPTY) == self.game.size**2:
            return []
        choice = self.search.choose(position_of(self.game), playouts=_JUDGING_PLAYOUTS)
        return dead_stones(self.game, choice.ownership)

    def play(self, move: int, color: int) -> None:
        """Play a move that the engine chose; a resignation changes nothing."""
        if move != RESIGN:
            self.game.play(move, color)

    def _agent(self, seconds: float | None) -> SearchAgent:
        playouts = self.playouts if seconds is None else None
        return SearchAgent("engine", self.search, playouts=playouts, seconds=seconds, is_friendly=True)

    def _seconds(self, color: int) -> float | None:
        settings = self.time_settings
        if settings is None or settings.is_unlimited:
            return None
        left = self.time_left.get(color, TimeLeft(settings.main_s))
        if left.seconds <= 0 and left.stones == 0:
            left = TimeLeft(settings.period_s, settings.stones)
        return thinking_time(settings, left, size=self.game.size, n_moves=len(self.game.turns))

    def _turn_to(self, color: int) -> None:
        """GTP lets any color play at any time; a pass of the other keeps the turns in order."""
        if self.game.to_play != color:
            self.game.give_turn(color)
