"""Records of games as lessons: the move that was played takes all the visits (chapter 7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coincide_goban.board import BLACK, EMPTY
from coincide_goban.board.points import place_of
from coincide_goban.errors import RecordError
from coincide_goban.learn.selfplay import Lesson
from coincide_goban.records import Node, game_of, parse, read_archive

_RESULTS = {"B": 1.0, "W": 0.0}


def lessons_from_records(path: Path, *, size: int) -> Iterator[Lesson]:
    """Lessons of the records in a file, folder or archive.

    Left out are games of another size, with stones set up, with two moves of one color in a row, broken or illegal, or
    without a winner; they teach nothing that is known to be right.
    """
    for _, content in read_archive(path):
        for root in parse(content).games:
            lesson = _lesson(root, size)
            if lesson is not None:
                yield lesson


def _lesson(root: Node, size: int) -> Lesson | None:
    black_wins = _RESULTS.get(root.get("RE").strip()[:1].upper())
    try:
        game = game_of(root)
    except RecordError:
        return None
    alternates = all(turn.color == (BLACK if k % 2 == 0 else 3 - BLACK) for k, turn in enumerate(game.turns))
    is_plain = game.size == size and game.start.count(EMPTY) == size * size and alternates
    if black_wins is None or not is_plain or not game.turns:
        return None
    moves = np.array([place_of(turn.point, size) for turn in game.turns], np.uint16)
    visits = np.zeros((len(moves), size * size + 1), np.uint8)
    visits[np.arange(len(moves)), moves] = 255
    return Lesson(
        size=size,
        moves=moves,
        visits=visits,
        black_rates=np.full(len(moves), round(255 * black_wins), np.uint8),
        # Nobody wrote down whose each point was: zero asks the network for no opinion.
        owner=np.zeros(size * size, np.int8),
        black_wins=black_wins,
    )
