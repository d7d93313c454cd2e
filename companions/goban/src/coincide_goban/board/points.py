"""Points are places in a frame, the same everywhere in this package.

On a board of n by n, column c and row r (from 0, row 0 at the bottom) are at ``(r + 1) * (n + 1) + c + 1``, so the
neighbors of p are p - 1, p + 1, p - n - 1 and p + n + 1, and one column of frame between two rows serves both. Point 0
means pass.
"""

from __future__ import annotations

import functools

from coincide_goban.errors import UsageError

EMPTY = 0
BLACK = 1
WHITE = 2
FRAME = 3
PASS = 0

MIN_SIZE = 2
MAX_SIZE = 25
COLUMNS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # I is left out, as it looks like J
COLOR_NAMES = {BLACK: "black", WHITE: "white"}


def point_of(row: int, column: int, size: int) -> int:
    """Point of a row and column, both from 0 at the lower left."""
    return (row + 1) * (size + 1) + column + 1


def row_column(point: int, size: int) -> tuple[int, int]:
    """Row and column of a point, both from 0 at the lower left."""
    row, column = divmod(point, size + 1)
    return row - 1, column - 1


def n_points(size: int) -> int:
    """How many places there are, frame included."""
    return (size + 2) * (size + 1) + 1


@functools.cache
def all_points(size: int) -> tuple[int, ...]:
    """All points of a board, from the lower left, row by row."""
    return tuple(point_of(row, column, size) for row in range(size) for column in range(size))


def place_of(point: int, size: int) -> int:
    """Index of a point in `all_points`, or size * size for pass: the order of networks."""
    if point == PASS:
        return size * size
    row, column = row_column(point, size)
    return row * size + column


def point_at(place: int, size: int) -> int:
    """The inverse of `place_of`."""
    return PASS if place == size * size else point_of(place // size, place % size, size)


def point_name(point: int, size: int) -> str:
    """Name of a point as on the board's edge, such as "E5"; "pass" for pass."""
    if point == PASS:
        return "pass"
    row, column = row_column(point, size)
    return f"{COLUMNS[column]}{row + 1}"


def point_from_name(name: str, size: int) -> int:
    """Point of a name such as "E5" or "pass", in letters of either case.

    Raises
    ------
    UsageError : there is no such point on a board of this size.
    """
    text = name.strip().upper()
    if text == "PASS":
        return PASS
    column = COLUMNS.find(text[:1]) if text else -1
    digits = text[1:]
    if 0 <= column < size and digits.isascii() and digits.isdigit() and 1 <= int(digits[:3]) <= size:
        return point_of(int(digits[:3]) - 1, column, size)
    raise UsageError(
        f"expected a point from A1 to {COLUMNS[size - 1]}{size} (there is no column I) or `pass`, got `{name[:40]}`"
    )


def check_size(size: int) -> int:
    """The size itself.

    Raises
    ------
    UsageError : it is not from 2 to 25.
    """
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise UsageError(f"`size` must be from {MIN_SIZE} to {MAX_SIZE}, got {size}")
    return size
