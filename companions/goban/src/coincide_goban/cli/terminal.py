"""A game in the terminal: the board, a question, an answer."""

from __future__ import annotations

from collections.abc import Callable

from coincide_goban.agents.protocol import RESIGN, Agent
from coincide_goban.board.points import COLOR_NAMES, PASS, point_name
from coincide_goban.errors import GobanError
from coincide_goban.rules import Game

HELP = "a point such as E5, pass, undo, score, or quit"


def play_in_terminal(
    game: Game, agent: Agent, human: int, *, ask: Callable[[str], str] = input, tell: Callable[[str], None] = print
) -> None:
    """Play until both pass, one gives up, or input ends."""
    while not game.is_over:
        if game.to_play == human:
            tell(_drawn(game))
            try:
                answer = ask(f"{COLOR_NAMES[human]} to play ({HELP}): ").strip().lower()
            except EOFError:
                return
            if answer in ("quit", "resign"):
                tell(f"{COLOR_NAMES[3 - human]} wins: you gave up")
                return
            _obey(game, answer, tell)
        else:
            choice = agent.choose(game)
            if choice.move == RESIGN:
                tell(f"{COLOR_NAMES[human]} wins: {agent.name} gives up")
                return
            tell(f"{agent.name} plays {point_name(choice.move, game.size)}")
            game.play(choice.move)
    tell(_drawn(game))
    tell(f"the game is over: {game.score()} with all stones as they stand")


def _obey(game: Game, answer: str, tell: Callable[[str], None]) -> None:
    try:
        if answer == "undo":
            game.undo()
            if game.turns:
                game.undo()
        elif answer == "score":
            tell(f"as it stands: {game.score()}")
        else:
            game.play(answer)
    except GobanError as error:
        tell(str(error))


def _drawn(game: Game) -> str:
    last = game.turns[-1].point if game.turns else PASS
    return game.board.drawing(last if last != PASS else None)
