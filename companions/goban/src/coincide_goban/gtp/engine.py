"""The player behind the protocol: a game, a search, and the time."""

from __future__ import annotations

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

_SLICE = 100
# How much is searched to judge which stones are dead.
_JUDGING_PLAYOUTS = 400


class GrowingSearch(Protocol):
    """A search that can be asked while it runs."""

    def choose(self, position: Position, *, playouts: int | None = None, seconds: float | None = None) -> Choice: ...
    def follow(self, position: Position) -> None: ...
    def grow(self, playouts: int) -> None: ...
    def report(self) -> Choice: ...


class Engine:
    """A game and the player that plays it.

    Parameters
    ----------
    make_search : makes a search; called again for every new game.
    playouts : the budget of a move, unless a clock runs.
    """

    def __init__(
        self,
        make_search: Callable[[], GrowingSearch],
        *,
        rules: Rules,
        playouts: int,
        size: int = 9,
    ) -> None:
        self._make_search = make_search
        self.search = make_search()
        self.playouts = playouts
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

    def choose(self, color: int) -> Choice:
        """A move for a color, which need not be the one to play."""
        self._turn_to(color)
        seconds = self._seconds(color)
        agent = SearchAgent(
            "engine",
            self.search,
            playouts=self.playouts if seconds is None else None,
            seconds=seconds,
            is_friendly=True,
        )
        return agent.choose(self.game)

    def analysis(self, color: int) -> Iterator[Choice]:
        """What is known after each slice of search, without end."""
        self._turn_to(color)
        self.search.follow(position_of(self.game))
        while True:
            self.search.grow(_SLICE)
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
