"""The commands of GTP 2 and some that front ends add; each takes the engine and arguments and returns an answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coincide_goban.agents.protocol import RESIGN
from coincide_goban.board.points import BLACK, COLOR_NAMES, PASS, WHITE, all_points, point_from_name, point_name
from coincide_goban.errors import UsageError
from coincide_goban.files import read_bytes
from coincide_goban.gtp.arguments import color_of, needs, number_of
from coincide_goban.gtp.clock import TimeLeft, TimeSettings
from coincide_goban.gtp.engine import Engine
from coincide_goban.gtp.front_ends import FRONT_ENDS
from coincide_goban.records import game_of, read_sgf
from coincide_goban.rules import score as scoring
from coincide_goban.rules.handicap import max_handicap

Command = Callable[[Engine, list[str]], str]
NAME = "coincide-goban"


def boardsize(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a size from 2 to 25")
    size = number_of(arguments[0], "the size")
    if size != int(size) or not 2 <= size <= 25:
        raise UsageError("unacceptable size")
    engine.begin(int(size), engine.game.rules)
    return ""


def clear_board(engine: Engine, _: list[str]) -> str:
    engine.begin(engine.game.size, engine.game.rules)
    return ""


def komi(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a number of points")
    engine.set_komi(number_of(arguments[0], "komi"))
    return ""


def play(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 2, "a color and a point")
    color, point = color_of(arguments[0]), point_from_name(arguments[1], engine.game.size)
    engine.game.play(point, color)
    return ""


def genmove(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a color")
    color = color_of(arguments[0])
    move = engine.choose(color).move
    engine.play(move, color)
    return "resign" if move == RESIGN else point_name(move, engine.game.size)


def reg_genmove(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a color")
    before = engine.game.to_play
    move = engine.choose(color_of(arguments[0])).move
    engine.game.give_turn(before)
    return "resign" if move == RESIGN else point_name(move, engine.game.size)


def undo(engine: Engine, _: list[str]) -> str:
    engine.game.undo()
    return ""


def fixed_handicap(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a number of stones")
    return _names(engine, list(engine.game.place_handicap(int(number_of(arguments[0], "stones")))))


def place_free_handicap(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a number of stones")
    wanted = int(number_of(arguments[0], "stones"))
    return _names(engine, list(engine.game.place_handicap(min(wanted, max_handicap(engine.game.size)))))


def set_free_handicap(engine: Engine, arguments: list[str]) -> str:
    engine.game.place_free_handicap([point_from_name(name, engine.game.size) for name in arguments])
    return ""


def time_settings(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 3, "main time, overtime and stones")
    main, period, stones = (number_of(text, "time") for text in arguments[:3])
    engine.time_settings = TimeSettings(main, period, int(stones))
    return ""


def kgs_time_settings(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "none, absolute, byoyomi or canadian")
    kind, numbers = arguments[0].lower(), [number_of(text, "time") for text in arguments[1:]]
    shapes = {"none": 0, "absolute": 1, "byoyomi": 3, "canadian": 3}
    if shapes.get(kind) != len(numbers):
        raise UsageError(
            "expected `none`, `absolute MAIN`, `byoyomi MAIN PERIOD PERIODS` or `canadian MAIN PERIOD STONES`"
        )
    if kind == "none":
        engine.time_settings = None
    elif kind == "absolute":
        engine.time_settings = TimeSettings(numbers[0])
    elif kind == "byoyomi":
        engine.time_settings = TimeSettings(numbers[0], numbers[1], 1, int(numbers[2]))
    else:
        engine.time_settings = TimeSettings(numbers[0], numbers[1], int(numbers[2]))
    return ""


def time_left(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 3, "a color, seconds and stones")
    stones = int(number_of(arguments[2], "stones"))
    settings = engine.time_settings
    if settings is not None and settings.periods > 0:
        # KGS sends the periods that are left as stones; each is for one move.
        stones = min(stones, 1)
    engine.time_left[color_of(arguments[0])] = TimeLeft(number_of(arguments[1], "seconds"), stones)
    return ""


def final_score(engine: Engine, _: list[str]) -> str:
    return str(engine.game.score(engine.dead()))


def final_status_list(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "dead, alive, seki, black_territory or white_territory")
    game, dead = engine.game, set(engine.dead())
    stones = {p for p in all_points(game.size) if game.board.colors[p] in (BLACK, WHITE)}
    owned = scoring.surrounded(scoring.without(game.board, dead))
    lists = {
        "dead": dead,
        "alive": stones - dead,
        "seki": set[int](),
        "black_territory": set(owned[BLACK]),
        "white_territory": set(owned[WHITE]),
    }
    if arguments[0] not in lists:
        raise UsageError(f"expected one of the statuses {', '.join(lists)}, got `{arguments[0][:20]}`")
    return _names(engine, sorted(lists[arguments[0]]))


def loadsgf(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a file and perhaps a move number")
    game = game_of(read_sgf(read_bytes(Path(arguments[0])), repair=True)[0])
    before = int(number_of(arguments[1], "the move")) if len(arguments) > 1 else len(game.turns) + 1
    while len(game.turns) >= max(before, 1):
        game.undo()
    engine.begin(game.size, game.rules)
    engine.game = game
    return COLOR_NAMES[game.to_play]


def showboard(engine: Engine, _: list[str]) -> str:
    last = engine.game.turns[-1].point if engine.game.turns else None
    return "\n" + engine.game.board.drawing(last if last != PASS else None)


def all_legal(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a color")
    return _names(engine, engine.game.legal(color_of(arguments[0])))


def countlib(engine: Engine, arguments: list[str]) -> str:
    needs(arguments, 1, "a point")
    point = point_from_name(arguments[0], engine.game.size)
    if point == PASS or engine.game.board.colors[point] not in (BLACK, WHITE):
        raise UsageError("vertex must not be empty")
    return str(len(engine.game.board.chain(point).liberties))


def _names(engine: Engine, points: list[int]) -> str:
    return " ".join(point_name(point, engine.game.size) for point in points)


def version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(NAME)
    except PackageNotFoundError:
        return "0"


COMMANDS: dict[str, Command] = {
    "protocol_version": lambda _engine, _arguments: "2",
    "name": lambda _engine, _arguments: NAME,
    "version": lambda _engine, _arguments: version(),
    "boardsize": boardsize,
    "clear_board": clear_board,
    "komi": komi,
    "play": play,
    "genmove": genmove,
    "reg_genmove": reg_genmove,
    "undo": undo,
    "fixed_handicap": fixed_handicap,
    "place_free_handicap": place_free_handicap,
    "set_free_handicap": set_free_handicap,
    "time_settings": time_settings,
    "kgs-time_settings": kgs_time_settings,
    "time_left": time_left,
    "final_score": final_score,
    "final_status_list": final_status_list,
    "loadsgf": loadsgf,
    "showboard": showboard,
    "all_legal": all_legal,
    "countlib": countlib,
    **FRONT_ENDS,
}
