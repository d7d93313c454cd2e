"""Tactics: does the tree search play the move that decides the game, and are ladders read as GNU Go reads them?

Positions of our own are asked for each side that has a right move, and once more with the colors swapped; komi lies
between the two outcomes. Ladders are read in games of self-play. GNU Go reads more than ladders, so it may take what
our reading lets go; what our reading takes, it should take too.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.rows import Row
from coincide_goban.board import BLACK, EMPTY, WHITE, Board, point_name
from coincide_goban.board.points import COLOR_NAMES, all_points, point_at
from coincide_goban.compiled import layout
from coincide_goban.compiled.board import liberties_of, play
from coincide_goban.compiled.chains import escapes, ladder_moves
from coincide_goban.gtp.client import GtpProcess
from coincide_goban.learn.selfplay import Lesson, read_shard
from coincide_goban.match.intervals import win_rate
from coincide_goban.rules import Game
from coincide_goban.search.monte_carlo import TreeSearch
from coincide_goban.search.position import position_of

_ALIVE = ["XXXXXXX", ".X.X.X.", "XXXXXXX"]  # black's, whatever happens above it


@dataclass(frozen=True)
class Case:
    """Rows of a position, black's margin halfway between the outcomes, and the right moves; none where not asked."""

    kind: str
    rows: tuple[str, ...]
    komi: float
    black: frozenset[str]
    white: frozenset[str]


def _case(kind: str, rows: list[str], komi: float, black: str, white: str) -> Case:
    return Case(kind, tuple(rows), komi, frozenset(black.split()), frozenset(white.split()))


_SIDES = ["X.XO.O.", ".XXOOOO", "XXXO.OO"]  # two groups that live
CASES = (
    _case("nakade", ["...OX.X", "OOOOXXX", "XXXXX.X", "XXXXXXX", *_ALIVE], 41.5, "B7", "B7"),
    _case("nakade", ["..OX.X.", ".OOXXXX", "OOXX.XX", "XXXXXXX", *_ALIVE], 41.5, "A7", "A7"),
    _case("nakade", ["...OX.X", "O.OOXXX", "OOOXX.X", "XXXXXXX", *_ALIVE], 38.5, "B7", "B7"),
    _case("nakade", ["...OX.X", "..OOXXX", "OOOXX.X", "XXXXXXX", *_ALIVE], 38.5, "B7", "B7"),
    _case("nakade", ["XO...OX", "XOOOOOX", "XXXXXXX", ".X.X.X.", *_ALIVE], 41.5, "D7", "D7"),
    _case("nakade", ["XO...OX", "XOO.OOX", "XXOOOXX", "XXXXXXX", *_ALIVE], 35.5, "D7", "D7"),
    _case("nakade", ["..OOX.X", "...OXXX", "O.OOX.X", "OOOXXXX", *_ALIVE], 30.5, "B6", "B6"),
    _case("snapback", [*_SIDES, ".XXOOOO", "XXXOOOO", "XOO.OOO", "XXO.XX."], -2.5, "D2", "D2 G1"),
    _case("atari", [*_SIDES, ".XXOOOO", "XXXO.OO", "XOOXOOO", "XXO.X.O"], -2.5, "D1", ""),
    _case("atari", [*_SIDES, "XXXXXXO", "OOOO.XO", "OXXXXXO", "OX.X.X."], 8.5, "E3", ""),
    _case("atari", ["X.XO.O.", ".XXOOOO", "XX.O.OO", ".XXXXOO", "XXOO.XO", "XOOXXXO", "XXXX.X."], 8.5, "E3", ""),
)


def tactics(*, quick: bool) -> Iterator[Row]:
    playouts = 500 if quick else 2000
    for kind in dict.fromkeys(case.kind for case in CASES):
        answers = [_is_solved(*asked, playouts) for case in CASES if case.kind == kind for asked in _questions(case)]
        share = win_rate(sum(answers), len(answers))
        yield Row(f"{kind}, rave:{playouts}", f"right of {len(answers)}", f"{sum(answers)}: {share}", "90%", "97%")


def ladders(folder: Path, *, quick: bool) -> Iterator[Row]:
    """`folder` holds games of self-play; every sixth position is asked about, in 12 games or in 3."""
    if shutil.which("gnugo") is None:
        yield Row("ladders beside GNU Go", "GNU Go is not installed", "not measured", "90%", "97%")
        return
    asked: Counter[tuple[str, bool, bool]] = Counter()
    with GtpProcess(["gnugo", "--mode", "gtp", "--level", "10", "--chinese-rules"]) as gnugo:
        for lesson in read_shard(min(folder.glob("games-*.npz")))[: 3 if quick else 12]:
            asked.update(_readings(lesson, gnugo))
    for question, what in (("attack", "taken in a ladder"), ("defend", "lost in a ladder")):
        ours = sum(n for (which, mine, _), n in asked.items() if which == question and mine)
        both = asked[question, True, True]
        yield Row(f"chains {what}, for GNU Go too", f"of {ours}", f"{both}: {win_rate(both, ours)}", "90%", "97%")
        theirs = sum(n for (which, _, his), n in asked.items() if which == question and his)
        yield Row(f"chains GNU Go reads as {what.split()[0]}, ours too", f"of {theirs}", f"{both}", "", "")


def _readings(lesson: Lesson, gnugo: GtpProcess) -> Iterator[tuple[str, bool, bool]]:
    """What both say about chains of one or two liberties: the question, and whether the chain falls for us and them."""
    size, board = lesson.size, layout.blank(lesson.size)
    gnugo.ask(f"boardsize {size}")
    gnugo.ask("clear_board")
    for k, place in enumerate(lesson.moves):
        if k % 6 == 5:
            yield from (reading for p in all_points(size) for reading in _reading(board, p, gnugo))
        point = point_at(int(place), size)
        gnugo.ask(f"play {COLOR_NAMES[int(board[layout.INFO, layout.TO_PLAY])]} {point_name(point, size)}")
        play(board, point)


def _reading(board: np.ndarray, point: int, gnugo: GtpProcess) -> Iterator[tuple[str, bool, bool]]:
    if board[layout.COLOR, point] == EMPTY or board[layout.HEAD, point] != point:
        return
    found = np.zeros(board.shape[1], np.int64)
    found[0] = point
    name, n = point_name(point, int(board[layout.INFO, layout.SIZE])), liberties_of(board, found)
    if n == 1:
        yield "defend", not escapes(board, point), gnugo.ask(f"defend {name}").startswith("0")
    elif n == 2:
        yield "attack", ladder_moves(board, point, found) > 0, not gnugo.ask(f"attack {name}").startswith("0")


def _questions(case: Case) -> Iterator[tuple[list[str], int, float, frozenset[str]]]:
    """Rows, who is to play, komi, and the right moves."""
    swapped = [row.translate(str.maketrans("XO", "OX")) for row in case.rows]
    for color, right in ((BLACK, case.black), (WHITE, case.white)):
        if right:
            yield list(case.rows), color, case.komi, right
            yield swapped, 3 - color, -case.komi, right


def _is_solved(rows: list[str], to_play: int, komi: float, right: frozenset[str], playouts: int) -> bool:
    game = Game(len(rows), komi=komi)
    game.setup(Board.from_rows(rows), to_play)
    search = TreeSearch(capacity=100_000, rng=np.random.default_rng(0))
    return point_name(search.choose(position_of(game), playouts=playouts).move, game.size) in right
