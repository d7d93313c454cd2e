"""The win rate after each move of a game, by search, and the moves that cost most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from coincide_goban.board import BLACK
from coincide_goban.rules import Game
from coincide_goban.search.choice import Choice, Position
from coincide_goban.search.position import position_of

# A move that costs this much of the win rate is called a mistake.
MISTAKE = 0.15


class Search(Protocol):
    """What is asked about each position."""

    def choose(self, position: Position, *, playouts: int | None = None, seconds: float | None = None) -> Choice: ...


@dataclass(frozen=True)
class Mistake:
    """A move that cost its player much.

    Attributes
    ----------
    number : of the move, from 1.
    color : who played it.
    played, better : the move, and what the search would have played.
    loss : how much of the player's win rate it cost, 0 to 1.
    """

    number: int
    color: int
    played: int
    better: int
    loss: float


def black_rates(game: Game, search: Search, *, playouts: int) -> Iterator[tuple[float, Choice]]:
    """Black's win rate before the first move and after each, with what the search would play there."""
    again = Game(game.size, rules=game.rules)
    first = game.turns[0].color if game.turns else game.to_play
    again.setup(game.start, first)
    again.handicap = game.handicap
    for turn in (*game.turns, None):
        if turn is not None:
            again.give_turn(turn.color)
        choice = search.choose(position_of(again), playouts=playouts)
        yield (choice.win_rate if again.to_play == BLACK else 1 - choice.win_rate), choice
        if turn is not None:
            again.play(turn.point)


def mistakes(game: Game, rates: list[float], choices: list[Choice], *, at_least: float = MISTAKE) -> list[Mistake]:
    """Moves that cost `at_least` this much, the worst first."""
    found: list[Mistake] = []
    for index, turn in enumerate(game.turns):
        change = rates[index + 1] - rates[index]
        loss = -change if turn.color == BLACK else change
        if loss >= at_least and choices[index].move != turn.point:
            found.append(Mistake(index + 1, turn.color, turn.point, choices[index].move, loss))
    return sorted(found, key=lambda mistake: -mistake.loss)
