"""Another program as a player, over GTP: kept in step with the game by the moves it has not seen."""

from __future__ import annotations

from collections.abc import Sequence

from coincide_goban.agents.protocol import RESIGN
from coincide_goban.board.points import BLACK, COLOR_NAMES, all_points, point_from_name, point_name
from coincide_goban.errors import GobanError, ProtocolError
from coincide_goban.gtp.client import GtpProcess
from coincide_goban.rules import Game
from coincide_goban.rules.game import Turn
from coincide_goban.search.choice import Choice


class ProgramAgent:
    """A GTP program.

    Parameters
    ----------
    command : the program and its arguments; it is started with the first question.
    """

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = tuple(command)
        self._process: GtpProcess | None = None
        self._seen: tuple[Turn, ...] | None = None
        self._start: tuple[int, ...] = ()

    def choose(self, game: Game) -> Choice:
        self.follow(game)
        answer = self.ask(f"genmove {COLOR_NAMES[game.to_play]}")
        if answer.strip().lower() == "resign":
            self._seen = None
            return Choice(move=RESIGN, win_rate=0.0, visits=0)
        try:
            move = point_from_name(answer, game.size)
        except GobanError as error:
            raise ProtocolError(f"{self.name} did not answer genmove with a point: {error}") from None
        self._seen = (*game.turns, Turn(game.to_play, move))
        return Choice(move=move, win_rate=0.5, visits=0)

    def ask(self, command: str) -> str:
        """Any command, as `GtpProcess.ask`."""
        if self._process is None:
            self._process = GtpProcess(self._command)
        return self._process.ask(command)

    def final_score(self, game: Game) -> str:
        """Who wins by the program's own judgement, such as "B+3.5"."""
        self.follow(game)
        return self.ask("final_score").strip()

    def close(self) -> None:
        """End the program."""
        if self._process is not None:
            self._process.close()
        self._process = None
        self._seen = None

    def follow(self, game: Game) -> None:
        """Tell the program what it has not seen."""
        start = (game.size, *game.start.colors)
        if self._seen is None or self._start != start or game.turns[: len(self._seen)] != self._seen:
            self._begin(game)
            self._start = start
        assert self._seen is not None
        for turn in game.turns[len(self._seen) :]:
            self.ask(f"play {COLOR_NAMES[turn.color]} {point_name(turn.point, game.size)}")
        self._seen = game.turns

    def _begin(self, game: Game) -> None:
        self.ask(f"boardsize {game.size}")
        self.ask("clear_board")
        self.ask(f"komi {game.rules.komi:g}")
        for point in all_points(game.size):
            color = game.start.colors[point]
            if color in (BLACK, 3 - BLACK):
                self.ask(f"play {COLOR_NAMES[color]} {point_name(point, game.size)}")
        self._seen = ()
