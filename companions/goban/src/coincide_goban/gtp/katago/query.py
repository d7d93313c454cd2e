"""What is asked: positions of one game, and how much to search them.

The fields are those of KataGo's `Analysis_Engine.md`; those that are not read here change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from coincide_goban.board import Board
from coincide_goban.board.points import BLACK, EMPTY, MAX_SIZE, MIN_SIZE, PASS, point_from_name
from coincide_goban.errors import GobanError, UsageError
from coincide_goban.gtp.arguments import color_of
from coincide_goban.gtp.katago.rules import rules_of
from coincide_goban.rules import Game, check_komi

_SIDES = ("BLACK", "WHITE", "SIDETOMOVE")


@dataclass(frozen=True)
class Query:
    """A query that can be answered.

    Attributes
    ----------
    name : its `id`.
    games : the game up to each turn that is asked about, by turn.
    visits : evaluations, or None for the server's own number.
    seconds : the most time for each turn, or None.
    priority : higher ones first.
    seen_by : whose win rates, leads and ownership are told: "BLACK", "WHITE" or "SIDETOMOVE".
    report_every_s : seconds between answers during the search, or None.
    avoided : moves that are not told.
    """

    name: str
    games: Mapping[int, Game]
    visits: int | None = None
    seconds: float | None = None
    priority: int = 0
    seen_by: str = "BLACK"
    report_every_s: float | None = None
    avoided: frozenset[int] = frozenset()
    with_ownership: bool = False
    with_policy: bool = False


def query_of(fields: Mapping[str, Any]) -> Query:
    """Read a query.

    Raises
    ------
    UsageError : a field is missing or makes no sense, or a move is illegal.
    """
    name = fields.get("id")
    if not isinstance(name, str):
        raise UsageError("expected a text as `id`")
    size = _size(fields)
    settings = _of_kind(fields, "overrideSettings", dict, {})
    seen_by = str(settings.get("reportAnalysisWinratesAs", "BLACK")).upper()
    if seen_by not in _SIDES:
        raise UsageError(f"expected `reportAnalysisWinratesAs` to be one of {', '.join(_SIDES)}, got `{seen_by[:20]}`")
    visits = fields.get("maxVisits")
    return Query(
        name,
        _games(fields, size),
        visits=None if visits is None else int(_positive(visits, "maxVisits")),
        seconds=_positive(settings["maxTime"], "maxTime") if "maxTime" in settings else None,
        priority=_of_kind(fields, "priority", int, 0),
        seen_by=seen_by,
        report_every_s=_positive(fields["reportDuringSearchEvery"], "reportDuringSearchEvery")
        if fields.get("reportDuringSearchEvery") is not None
        else None,
        avoided=_avoided(fields, size),
        with_ownership=fields.get("includeOwnership") is True,
        with_policy=fields.get("includePolicy") is True,
    )


def _size(fields: Mapping[str, Any]) -> int:
    size = fields.get("boardXSize")
    if size != fields.get("boardYSize") or not isinstance(size, int) or not MIN_SIZE <= size <= MAX_SIZE:
        raise UsageError(f"expected `boardXSize` and `boardYSize` to be equal and from {MIN_SIZE} to {MAX_SIZE}")
    return size


def _games(fields: Mapping[str, Any], size: int) -> dict[int, Game]:
    """The game at each turn that is asked about; at the end if none is named."""
    moves = _moves(fields, "moves", size)
    turns = _of_kind(fields, "analyzeTurns", list, [len(moves)])
    if not turns or any(not isinstance(turn, int) or not 0 <= turn <= len(moves) for turn in turns):
        raise UsageError(f"expected `analyzeTurns` from 0 to {len(moves)}, the moves given")
    rules = rules_of(fields["rules"]) if "rules" in fields else rules_of("tromp-taylor")
    komi = fields.get("komi", rules.komi)
    if not isinstance(komi, int | float):
        raise UsageError(f"expected a number as `komi`, got `{str(komi)[:20]}`")
    check_komi(komi)
    game, games = _start(fields, size, Game(size, rules=replace(rules, komi=float(komi)))), {}
    for number in range(max(turns) + 1):
        if number in turns:
            games[number] = _copy(game, moves[:number])
        if number < len(moves):
            _play(game, number, *moves[number])
    return games


def _start(fields: Mapping[str, Any], size: int, game: Game) -> Game:
    """Put the first stones down, and say who begins."""
    board = Board(size)
    stones = _moves(fields, "initialStones", size)
    for color, point in stones:
        if point == PASS or board.colors[point] != EMPTY:
            raise UsageError("expected each of `initialStones` on a point of its own")
        board.put(point, color)
    moves = _of_kind(fields, "moves", list, [])
    first = fields.get("initialPlayer") or (moves[0][0] if moves else "B")
    game.setup(board, color_of(str(first)))
    game.handicap = len(stones) if len(stones) > 1 and all(color == BLACK for color, _ in stones) else 0
    return game


def _copy(game: Game, moves: list[tuple[int, int]]) -> Game:
    """The same game, to keep: `game` goes on."""
    copy = Game(game.size, rules=game.rules)
    copy.setup(game.start, game.first_to_play)
    copy.handicap = game.handicap
    for color, point in moves:
        copy.play(point, color)
    return copy


def _play(game: Game, number: int, color: int, point: int) -> None:
    try:
        game.play(point, color)
    except GobanError as error:
        raise UsageError(f"Illegal move {number}: {error}") from None


def _moves(fields: Mapping[str, Any], key: str, size: int) -> list[tuple[int, int]]:
    pairs = _of_kind(fields, key, list, [])
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):
        raise UsageError(f'expected `{key}` as pairs such as ["B", "E5"]')
    return [(color_of(str(color)), point_from_name(str(point), size)) for color, point in pairs]


def _avoided(fields: Mapping[str, Any], size: int) -> frozenset[int]:
    names = [name for rule in _of_kind(fields, "avoidMoves", list, []) for name in rule.get("moves", [])]
    return frozenset(point_from_name(str(name), size) for name in names)


def _positive(number: object, key: str) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 1e6:
        raise UsageError(f"expected a positive number as `{key}`, got `{str(number)[:20]}`")
    return float(number)


def _of_kind(fields: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = fields.get(key, default)
    if not isinstance(value, kind):
        raise UsageError(f"expected `{key}` to be of type {kind.__name__}, got `{str(value)[:20]}`")
    return value
