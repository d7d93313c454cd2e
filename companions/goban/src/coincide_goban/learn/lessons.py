"""Positions of lessons as arrays to train on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coincide_goban.board.points import point_at
from coincide_goban.compiled import board as compiled
from coincide_goban.compiled import layout
from coincide_goban.encoders.fast import write_planes
from coincide_goban.encoders.symmetry import turned
from coincide_goban.errors import RecordError
from coincide_goban.learn.selfplay import Lesson, read_shard

# How much of the value target is the search's own estimate; the rest is who won, which all positions of a game share.
# See docs/network.md for what a half gave.
ESTIMATE_SHARE = 0.9


@dataclass(frozen=True)
class Positions:
    """Positions and what is to be learned about them.

    Attributes
    ----------
    planes : float32, position by plane by row by column.
    policy : float32, position by place, pass last; each row sums to 1, or to 0 where only a quick search was made.
    value : float32, win rate of whoever is to play, 0 to 1.
    owner : float32, position by row by column, -1 the enemy's to 1 one's own.
    games : int64, which game each position is of.
    """

    planes: np.ndarray
    policy: np.ndarray
    value: np.ndarray
    owner: np.ndarray
    games: np.ndarray

    def __len__(self) -> int:
        return len(self.value)

    def only(self, chosen: np.ndarray) -> Positions:
        """Some of them, by index or by a mask."""
        arrays = (self.planes, self.policy, self.value, self.owner, self.games)
        return Positions(*(array[chosen] for array in arrays))

    def turned(self, symmetry: int) -> Positions:
        """All of them in one of eight positions."""
        n, size = len(self), self.owner.shape[-1]
        points = turned(self.policy[:, :-1].reshape(n, size, size), symmetry).reshape(n, -1)
        return Positions(
            np.ascontiguousarray(turned(self.planes, symmetry)),
            np.concatenate([points, self.policy[:, -1:]], axis=1),
            self.value,
            np.ascontiguousarray(turned(self.owner, symmetry)),
            self.games,
        )


def read_positions(folder: Path, *, n_planes: int = 11) -> Positions:
    """All searched positions of the shards in a folder, in so many planes; quick searches teach no policy.

    Raises
    ------
    RecordError : there are none, or a shard is damaged.
    """
    lessons = [lesson for path in sorted(folder.glob("games-*.npz")) for lesson in read_shard(path)]
    if not lessons:
        raise RecordError(f"there are no shards games-*.npz in {folder}; make some with `selfplay {folder}`")
    return positions_of(lessons, n_planes=n_planes)


def positions_of(lessons: Sequence[Lesson], *, n_planes: int = 11) -> Positions:
    """All searched positions of some games, in so many planes.

    Raises
    ------
    RecordError : there is no game.
    """
    if not lessons:
        raise RecordError("there is no game to learn from; check the size of the records, and that they name a winner")
    parts = [_of_game(lesson, game, n_planes) for game, lesson in enumerate(lessons)]
    columns = zip(*((p.planes, p.policy, p.value, p.owner, p.games) for p in parts), strict=True)
    return Positions(*(np.concatenate(column) for column in columns))


def _of_game(lesson: Lesson, game: int, n_planes: int) -> Positions:
    size, board = lesson.size, layout.blank(lesson.size)
    n = len(lesson.moves)
    planes = np.zeros((n, n_planes, size, size), np.float32)
    black = np.zeros(n, bool)
    for k, place in enumerate(lesson.moves):
        write_planes(board, planes[k])
        black[k] = board[layout.INFO, layout.TO_PLAY] == layout.BLACK
        compiled.play(board, point_at(int(place), size))
    black_value = ESTIMATE_SHARE * lesson.black_rates / 255 + (1 - ESTIMATE_SHARE) * lesson.black_wins
    owner = lesson.owner.reshape(1, size, size).astype(np.float32) / 127
    visits = lesson.visits.astype(np.float32)
    total = visits.sum(axis=1, keepdims=True)
    searched = np.logical_or.accumulate(total[:, 0] > 0)  # all from the first full search on
    return Positions(
        planes,
        visits / np.maximum(total, 1),
        np.where(black, black_value, 1 - black_value).astype(np.float32),
        np.where(black[:, None, None], owner, -owner),
        np.full(n, game),
    ).only(searched)
