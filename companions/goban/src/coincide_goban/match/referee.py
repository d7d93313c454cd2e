"""One game between two players, to its score or to whatever else ends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coincide_goban.agents.program import ProgramAgent
from coincide_goban.agents.protocol import RESIGN, Agent
from coincide_goban.board import BLACK, EMPTY, WHITE
from coincide_goban.board.points import COLOR_NAMES
from coincide_goban.rules import Game
from coincide_goban.search.choice import Choice


@dataclass(frozen=True)
class Outcome:
    """How a game ended.

    Attributes
    ----------
    game : the game.
    result : as records write it: "B+3.5", "W+R" (resigned), "B+F" (the other played an illegal move), "0".
    winner : BLACK, WHITE, or EMPTY for a tie.
    rates : black's win rate before each move where a player said one, else None.
    """

    game: Game
    result: str
    winner: int
    rates: tuple[float | None, ...]


def play_game(
    black: Agent,
    white: Agent,
    game: Game,
    *,
    opening: Sequence[int] = (),
    on_move: Callable[[Game, Choice], None] | None = None,
) -> Outcome:
    """Play a game from where it stands.

    Area is counted as the stones stand, so players must take what is dead before they pass. Where a program plays,
    which may pass over dead stones, its own judgement counts; of two programs, black's.

    Parameters
    ----------
    opening : moves played before the players are asked.
    on_move : called after each move.

    Raises
    ------
    ProtocolError : a program dies or answers nonsense.
    """
    rates: list[float | None] = []
    for point in opening:
        game.play(point)
        rates.append(None)
    players = {BLACK: black, WHITE: white}
    while not game.is_over and len(game.turns) < 3 * game.size**2:
        color = game.to_play
        choice = players[color].choose(game)
        if choice.move == RESIGN:
            return _won(3 - color, "R", game, rates)
        if game.fault(choice.move) is not None:
            return _won(3 - color, "F", game, rates)
        known = choice.win_rate if choice.visits > 0 else None
        rates.append(known if known is None or color == BLACK else 1 - known)
        game.play(choice.move)
        if on_move is not None:
            on_move(game, choice)
    return _counted(game, (black, white), rates)


def _won(winner: int, how: str, game: Game, rates: list[float | None]) -> Outcome:
    return Outcome(game, f"{COLOR_NAMES[winner][0].upper()}+{how}", winner, tuple(rates))


def _counted(game: Game, players: tuple[Agent, Agent], rates: list[float | None]) -> Outcome:
    programs = [player for player in players if isinstance(player, ProgramAgent)]
    result = programs[0].final_score(game) if programs else str(game.score())
    winner = {"B": BLACK, "W": WHITE}.get(result[:1].upper(), EMPTY)
    return Outcome(game, result, winner, tuple(rates))
