"""The plain board: stones, chains and liberties found by walking.

It knows captures, and nothing of whose turn it is, ko or the end; that is `coincide_goban.rules.Game`. Slow and obvious
on purpose; the fast twin is `coincide_goban.compiled.board`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from coincide_goban.board.hashes import AS_INTEGERS
from coincide_goban.board.points import (
    BLACK,
    COLUMNS,
    EMPTY,
    FRAME,
    WHITE,
    all_points,
    check_size,
    n_points,
    point_of,
    row_column,
)
from coincide_goban.errors import UsageError

_LETTERS = {EMPTY: ".", BLACK: "X", WHITE: "O", FRAME: " "}


class Chain(NamedTuple):
    """Stones of one color that touch, and their liberties."""

    color: int
    stones: frozenset[int]
    liberties: frozenset[int]


class Board:
    """Stones on a board of 2 to 25 points a side.

    Attributes
    ----------
    size : points a side.
    colors : what lies at each point, frame included; read it, and change it by `play` and `remove`.
    hash : of the stones alone, equal for equal positions.
    """

    def __init__(self, size: int) -> None:
        self.size = check_size(size)
        self.hash = 0
        self.colors = [FRAME] * n_points(size)
        for point in all_points(size):
            self.colors[point] = EMPTY

    def __repr__(self) -> str:
        return f"Board(size={self.size}, stones={self.count(BLACK)}+{self.count(WHITE)})"

    def __str__(self) -> str:
        return self.drawing()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Board) and self.size == other.size and self.colors == other.colors

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def from_rows(cls, rows: Iterable[str]) -> Board:
        """Set up a position from lines of text, the top row first: X or x is black, O or o white, a dot empty.

        A rectangle lies in the lower left of a square whose rest is frame.
        """
        lines = [line.strip().upper() for line in rows]
        width = len(lines[0]) if lines else 0
        board = cls(max(len(lines), width))
        if any(len(line) != width or set(line) - set(".XO") for line in lines):
            raise UsageError(f"expected rows of {width} letters from X, O and `.`, got {', '.join(lines)[:100]}")
        for point in all_points(board.size):
            row, column = row_column(point, board.size)
            letter = lines[-1 - row][column] if row < len(lines) and column < width else "#"
            if letter == "#":
                board.colors[point] = FRAME
            elif letter != ".":
                board.put(point, BLACK if letter == "X" else WHITE)
        return board

    def copy(self) -> Board:
        """Another board with the same stones."""
        twin = Board.__new__(Board)
        twin.size, twin.hash, twin.colors = self.size, self.hash, self.colors.copy()
        return twin

    def neighbors(self, point: int) -> tuple[int, int, int, int]:
        """The four places beside a point, some perhaps frame."""
        return point - 1, point + 1, point - self.size - 1, point + self.size + 1

    def count(self, color: int) -> int:
        """How many points hold this color."""
        return self.colors.count(color)

    def region(self, start: int, colors: tuple[int, ...]) -> tuple[set[int], set[int]]:
        """The connected points of these colors around `start`, and the other points that touch them, without frame."""
        inside, border, waiting = {start}, set[int](), [start]
        while waiting:
            for point in self.neighbors(waiting.pop()):
                color = self.colors[point]
                if color in colors:
                    if point not in inside:
                        inside.add(point)
                        waiting.append(point)
                elif color != FRAME:
                    border.add(point)
        return inside, border

    def chain(self, point: int) -> Chain:
        """The chain at a point that holds a stone."""
        color = self.colors[point]
        stones, border = self.region(point, (color,))
        return Chain(color, frozenset(stones), frozenset(p for p in border if self.colors[p] == EMPTY))

    def chains(self) -> list[Chain]:
        """All chains, by their first point."""
        found: list[Chain] = []
        seen: set[int] = set()
        for point in all_points(self.size):
            if self.colors[point] in (BLACK, WHITE) and point not in seen:
                found.append(self.chain(point))
                seen |= found[-1].stones
        return found

    def put(self, point: int, color: int) -> None:
        """Put a stone on an empty point, and take nothing."""
        self.colors[point] = color
        self.hash ^= AS_INTEGERS[color][point]

    def remove(self, points: Iterable[int]) -> None:
        """Take stones away."""
        for point in points:
            self.hash ^= AS_INTEGERS[self.colors[point]][point]
            self.colors[point] = EMPTY

    def play(self, point: int, color: int) -> frozenset[int]:
        """Put a stone on an empty point and take what has no liberty, the enemy's first; returns what was taken.

        If that leaves the stone's own chain without liberty, it is taken: suicide, which not all rules allow.
        """
        self.put(point, color)
        taken: set[int] = set()
        for neighbor in self.neighbors(point):
            if self.colors[neighbor] == 3 - color and neighbor not in taken:
                chain = self.chain(neighbor)
                if not chain.liberties:
                    taken |= chain.stones
        if not taken:
            own = self.chain(point)
            if not own.liberties:
                taken |= own.stones
        self.remove(taken)
        return frozenset(taken)

    def rows(self) -> list[str]:
        """Lines of text, the top row first, as `from_rows` reads them."""
        return [
            "".join(_LETTERS[self.colors[point_of(row, column, self.size)]] for column in range(self.size))
            for row in reversed(range(self.size))
        ]

    def drawing(self, last: int | None = None) -> str:
        """The board as people read it, with its edge; the last move in brackets."""
        edge = "   " + " ".join(COLUMNS[: self.size])
        lines = [edge]
        for index, text in enumerate(self.rows()):
            row = self.size - 1 - index
            cells = "".join(f" {letter}" for letter in text) + " "
            if last is not None and (last // (self.size + 1)) - 1 == row:
                at = 2 * (last % (self.size + 1) - 1)
                cells = f"{cells[:at]}({cells[at + 1]}){cells[at + 3 :]}"
            lines.append(f"{row + 1:2}{cells}{row + 1}")
        return "\n".join([*lines, edge])
