"""Records as games: main line, set-up, handicap, result; and games as records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from coincide_goban.board import BLACK, EMPTY, PASS, WHITE, Board
from coincide_goban.board.points import all_points, check_size, point_name, point_of, row_column
from coincide_goban.errors import GobanError, RecordError, UsageError
from coincide_goban.records.tree import Node
from coincide_goban.rules import CHINESE, Game, Rules
from coincide_goban.rules.game import Turn
from coincide_goban.rules.rules import PRESETS

_COLORS = {"B": BLACK, "W": WHITE}
_SETUPS = {"AB": BLACK, "AW": WHITE, "AE": EMPTY}
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# No game is nearly as long; memory and time of superko grow with the square of the moves.
MAX_MOVES = 5000
_RULES = {"jp": "japanese", "cn": "chinese", "tt": "tromp-taylor", "nz": "tromp-taylor"}


@dataclass(frozen=True)
class Line:
    """The main line of a record: the stones it begins with, and its moves.

    Attributes
    ----------
    start : stones set up before the first move.
    turns : moves in order.
    to_play : who plays first.
    """

    start: Board
    turns: tuple[Turn, ...]
    to_play: int


def size_of(root: Node) -> int:
    """Points a side, 19 if the record does not say.

    Raises
    ------
    RecordError : it is not from 2 to 25, or not square.
    """
    text = root.get("SZ", "19").strip() or "19"
    sides = text.split(":")
    if not all(side.strip().isascii() and side.strip().isdigit() for side in sides) or len(set(sides)) != 1:
        raise RecordError(f"expected a square board of 2 to 25, got SZ[{text[:20]}]")
    try:
        return check_size(int(sides[0][:4]))
    except UsageError as error:
        raise RecordError(f"{error} in SZ[{text[:20]}]") from None


def point_in_record(value: str, size: int) -> int:
    """Point of two letters, counted from the upper left; nothing or tt (up to 19) is pass.

    Raises
    ------
    RecordError : there is no such point.
    """
    text = value.strip()
    if text == "" or (text == "tt" and size <= 19):
        return PASS
    if len(text) == 2:
        column, row = _LETTERS.find(text[0]), _LETTERS.find(text[1])
        if 0 <= column < size and 0 <= row < size:
            return point_of(size - 1 - row, column, size)
    raise RecordError(f"expected two letters of a point on a board of {size}, got `{text[:20]}`")


def letters_of(point: int, size: int) -> str:
    """The two letters of a point, nothing for pass."""
    if point == PASS:
        return ""
    row, column = row_column(point, size)
    return _LETTERS[column] + _LETTERS[size - 1 - row]


def points_in_record(values: Iterable[str], size: int) -> list[int]:
    """Points of a list in which `aa:cc` is a rectangle.

    Raises
    ------
    RecordError : a point is off the board.
    """
    points: list[int] = []
    for value in values:
        ends = [point_in_record(part, size) for part in value.split(":")][:2]
        (low, left), (high, right) = (row_column(end, size) for end in (ends[0], ends[-1]))
        rows = range(min(low, high), max(low, high) + 1)
        points += [point_of(r, c, size) for r in rows for c in range(min(left, right), max(left, right) + 1)]
    return [point for point in points if point != PASS]


def komi_of(root: Node, default: float = 0.0) -> float:
    """Komi as a number, the default if there is none; large values, as some servers write them, are hundredths."""
    match = re.match(r"\s*[-+]?\d{1,5}(?!\d)([.,]\d+)?", root.get("KM"))
    if match is None:
        return default
    komi = float(match[0].replace(",", "."))
    return komi / 100 if abs(komi) > 200 else komi


def rules_of(root: Node, default: Rules = CHINESE) -> Rules:
    """The rules a record names, else the default."""
    name = root.get("RU").strip().lower()
    return PRESETS.get(_RULES.get(name, name), default)


def main_line(root: Node) -> Line:
    """Set-up and moves of the main line; stones set up after the first move are refused.

    Raises
    ------
    RecordError : it is a record of another game than Go, a point is off the board, stones are set up in the middle of
        the game, or there are more values of set-up than points or more than `MAX_MOVES` moves.
    """
    if root.get("GM").strip() not in ("", "1"):
        raise RecordError(f"expected a record of Go, GM[1], got GM[{root.get('GM')[:20]}]")
    size = size_of(root)
    start, turns, to_play, n_setups = Board(size), list[Turn](), None, 0
    for node in root.main_line():
        n_setups += sum(len(node.properties.get(name, ())) for name in _SETUPS)
        if n_setups > size**2:
            raise RecordError(f"expected at most {size**2} values of set-up on a board of {size}, got {n_setups}")
        for name, color in _SETUPS.items():
            if name in node.properties:
                if turns:
                    raise RecordError(
                        f"stones are set up after move {len(turns)}; a game has setup only before its first move"
                    )
                _set_up(start, points_in_record(node.properties[name], size), color)
        if "PL" in node.properties and not turns:
            to_play = _COLORS.get(node.get("PL")[:1].upper(), to_play)
        for name, color in _COLORS.items():
            if name in node.properties:
                turns.append(Turn(color, point_in_record(node.get(name), size)))
        if len(turns) > MAX_MOVES:
            raise RecordError(f"expected at most {MAX_MOVES} moves, got more; is it a game of Go?")
    if to_play is None:
        # Handicap stones are black's, so white begins.
        lone_black = start.count(BLACK) > 0 and start.count(WHITE) == 0
        to_play = turns[0].color if turns else WHITE if lone_black else BLACK
    return Line(start, tuple(turns), to_play)


def _set_up(board: Board, points: list[int], color: int) -> None:
    for point in points:
        if board.colors[point] != EMPTY:
            board.remove([point])
        if color != EMPTY:
            board.put(point, color)


def game_of(root: Node, *, rules: Rules | None = None) -> Game:
    """The game of a main line, replayed.

    Parameters
    ----------
    rules : if not those the record names.

    Raises
    ------
    RecordError : a move is illegal under the rules; the message has its number.
    """
    line = main_line(root)
    given = rules_of(root) if rules is None else rules
    game = Game(line.start.size, rules=given, komi=komi_of(root, given.komi))
    handicap = root.get("HA", "0").strip()
    try:
        game.setup(line.start, line.to_play)
    except UsageError as error:
        raise RecordError(str(error)) from None
    game.handicap = int(handicap) if handicap.isascii() and handicap.isdigit() and len(handicap) < 4 else 0
    for number, turn in enumerate(line.turns, start=1):
        try:
            game.play(turn.point, turn.color)
        except GobanError as error:
            raise RecordError(f"move {number} is illegal: {error}") from None
    return game


def record_of(
    game: Game,
    *,
    black: str = "",
    white: str = "",
    result: str = "",
    comments: dict[int, str] | None = None,
) -> Node:
    """A record of a game.

    Parameters
    ----------
    result : as SGF writes it, such as "B+3.5" or "W+R".
    comments : by number of the move they belong to, 0 for the root.
    """
    size = game.size
    properties = {
        "FF": "4",
        "GM": "1",
        "CA": "UTF-8",
        "AP": "coincide-goban",
        "SZ": str(size),
        "KM": f"{game.rules.komi:g}",
        "RU": game.rules.name,
        "PB": black,
        "PW": white,
        "HA": str(game.handicap) if game.handicap else "",
        "RE": result,
        "C": (comments or {}).get(0, ""),
    }
    root = Node({name: [value] for name, value in properties.items() if value})
    for name, color in (("AB", BLACK), ("AW", WHITE)):
        stones = [letters_of(p, size) for p in all_points(size) if game.start.colors[p] == color]
        if stones:
            root.properties[name] = stones
    node = root
    for number, turn in enumerate(game.turns, start=1):
        child = Node({"B" if turn.color == BLACK else "W": [letters_of(turn.point, size)]})
        if comments and number in comments:
            child.properties["C"] = [comments[number]]
        node.children.append(child)
        node = child
    return root


def name_of(turn: Turn, size: int) -> str:
    """A move as people write it, such as "B E5"."""
    return f"{'B' if turn.color == BLACK else 'W'} {point_name(turn.point, size)}"
