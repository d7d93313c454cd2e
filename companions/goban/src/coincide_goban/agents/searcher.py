"""Players that search a tree: they turn what the search says into a move, a pass or a resignation."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from coincide_goban.agents.protocol import RESIGN
from coincide_goban.board import BLACK, EMPTY, PASS
from coincide_goban.board.points import all_points
from coincide_goban.rules import Game
from coincide_goban.search.choice import Choice, Position
from coincide_goban.search.position import position_of

# Below this a game is given up; see docs/numbers.md for how often such games were still won.
RESIGN_BELOW = 0.04
# A stone is dead if its place ends up the enemy's this clearly, on a scale from -1 to 1.
DEAD_BEYOND = 0.5


class Search(Protocol):
    """What such a player asks."""

    def choose(
        self,
        position: Position,
        *,
        playouts: int | None = None,
        seconds: float | None = None,
        stops_early: bool = False,
    ) -> Choice: ...


class SearchAgent:
    """Searches with a budget for each move, and stops early once no other move can become the most visited one.

    Parameters
    ----------
    playouts, seconds : the most to spend; one of them.
    resigns : whether it gives up lost games.
    is_friendly : whether it answers a pass by a pass when it leads after dead stones are taken off; else it passes only
        when it leads with all stones counted as they stand.
    """

    def __init__(
        self,
        name: str,
        search: Search,
        *,
        playouts: int | None = None,
        seconds: float | None = None,
        resigns: bool = True,
        is_friendly: bool = False,
    ) -> None:
        self.name = name
        self.search = search
        self.playouts = playouts
        self.seconds = seconds
        self.resigns = resigns
        self.is_friendly = is_friendly

    def choose(self, game: Game) -> Choice:
        choice = self.search.choose(position_of(game), playouts=self.playouts, seconds=self.seconds, stops_early=True)
        return self.decide(game, choice)

    def decide(self, game: Game, choice: Choice) -> Choice:
        """What to do after a search: its move, a pass, or giving up."""
        if game.turns and game.turns[-1].point == PASS and self._may_pass(game, choice):
            return replace(choice, move=PASS)
        if self.resigns and choice.win_rate < RESIGN_BELOW and len(game.turns) > game.size:
            return replace(choice, move=RESIGN)
        return choice

    def close(self) -> None:
        """It holds memory alone."""

    def _may_pass(self, game: Game, choice: Choice) -> bool:
        """Whether the game, ended now, is won."""
        dead = dead_stones(game, choice.ownership) if self.is_friendly else []
        margin = game.score(dead).margin
        return margin > 0 if game.to_play == BLACK else margin < 0


def dead_stones(game: Game, ownership: np.ndarray) -> list[int]:
    """Stones whose places end up the enemy's in most playouts; none if the search knows no owners."""
    if ownership.size == 0:
        return []
    colors = game.board.colors
    sign = {BLACK: 1.0, 3 - BLACK: -1.0}
    return [p for p in all_points(game.size) if colors[p] != EMPTY and ownership[p] * sign[colors[p]] < -DEAD_BEYOND]
