"""Commands beyond GTP 2 that front ends send where an engine lists them: GoGui's, KataGo's, and gnugo's `gg-undo`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from coincide_goban.board import Board
from coincide_goban.board.points import EMPTY, PASS, point_from_name
from coincide_goban.errors import GobanError, UsageError
from coincide_goban.gtp.arguments import color_of, needs, number_of
from coincide_goban.gtp.engine import Engine
from coincide_goban.gtp.katago.rules import dictionary_of, rules_of


def get_rules(engine: Engine, _: list[str]) -> str:
    return json.dumps(dictionary_of(engine.game.rules), separators=(",", ":"))


def set_rules(engine: Engine, arguments: list[str]) -> str:
    """The game goes on under these rules; komi stays."""
    needs(arguments, 1, "the name of rules, or a dictionary in JSON")
    engine.set_rules(rules_of(" ".join(arguments)))
    return ""


def setup(engine: Engine, arguments: list[str]) -> str:
    """Stones on an empty board, before the first move."""
    if engine.game.turns or engine.game.board.count(EMPTY) < engine.game.size**2:
        raise UsageError("stones are set up on an empty board; clear it first")
    set_position(engine, arguments)
    return ""


def setup_player(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a color")
    engine.game.give_turn(color_of(arguments[0]))
    return ""


def set_position(engine: Engine, arguments: list[str]) -> str:
    """Begin again from these stones; black is to play."""
    board = Board(engine.game.size)
    for color, point in _stones(engine, arguments):
        if point == PASS or board.colors[point] != EMPTY:
            raise UsageError("expected each stone on a point of its own")
        board.put(point, color)
    engine.game.setup(board)
    return ""


def play_sequence(engine: Engine, arguments: list[str]) -> str:
    """Moves one after the other; none is played if one is illegal."""
    turns = _stones(engine, arguments)
    for n, (color, point) in enumerate(turns):
        try:
            engine.game.play(point, color)
        except GobanError:
            for _ in range(n):
                engine.game.undo()
            raise
    return ""


def undo_many(engine: Engine, arguments: list[str]) -> str:
    n = int(number_of(arguments[0], "moves")) if arguments else 1
    if not 0 < n <= len(engine.game.turns):
        raise UsageError(f"cannot take {n} moves back: {len(engine.game.turns)} were played")
    for _ in range(n):
        engine.game.undo()
    return ""


def cpu_time(_engine: Engine, _arguments: list[str]) -> str:
    return f"{time.process_time():.3f}"


def _stones(engine: Engine, arguments: list[str]) -> list[tuple[int, int]]:
    """Colors and points from words that alternate."""
    if len(arguments) % 2:
        raise UsageError("expected colors and points by turns, such as `b C3 w D4`")
    return [
        (color_of(color), point_from_name(name, engine.game.size))
        for color, name in zip(arguments[::2], arguments[1::2], strict=True)
    ]


FRONT_ENDS: dict[str, Callable[[Engine, list[str]], str]] = {
    "cputime": cpu_time,
    "gg-undo": undo_many,
    "gogui-play_sequence": play_sequence,
    "gogui-setup": setup,
    "gogui-setup_player": setup_player,
    "kata-get-rules": get_rules,
    "kata-set-rules": set_rules,
    "set_position": set_position,
}
