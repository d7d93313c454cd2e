"""Matrices of any small size, with the inverse by cofactors (Buck 2019, chapter 3)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import overload

from coincide_rays.errors import InputError
from coincide_rays.space.tuples import Tuple, equal

Rows = tuple[tuple[float, ...], ...]


class Matrix:
    """Rows of numbers. `a @ b` joins two transforms, `a @ t` moves a tuple; the book writes `*` for both.

    Parameters
    ----------
    rows : equally long.
    """

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[Sequence[float]]) -> None:
        self.rows: Rows = tuple(tuple(float(number) for number in row) for row in rows)
        if not self.rows or len({len(row) for row in self.rows}) != 1 or not self.rows[0]:
            raise InputError(f"`rows` must be equally long and not empty, got {rows!r}")

    @overload
    def __matmul__(self, other: Matrix) -> Matrix: ...

    @overload
    def __matmul__(self, other: Tuple) -> Tuple: ...

    def __matmul__(self, other: Matrix | Tuple) -> Matrix | Tuple:
        if isinstance(other, Tuple):
            return self._times_tuple(other)
        if len(self.rows[0]) != len(other.rows):
            raise InputError(
                f"a matrix with {len(self.rows[0])} columns cannot multiply one with {len(other.rows)} rows"
            )
        columns = tuple(zip(*other.rows, strict=True))
        return _from_rows(
            tuple(
                tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in columns) for row in self.rows
            )
        )

    @overload
    def __mul__(self, other: Matrix) -> Matrix: ...

    @overload
    def __mul__(self, other: Tuple) -> Tuple: ...

    def __mul__(self, other: Matrix | Tuple) -> Matrix | Tuple:
        return self @ other

    def _times_tuple(self, t: Tuple) -> Tuple:
        x, y, z, w = t.x, t.y, t.z, t.w
        a, b, c, d = self.rows
        return Tuple(
            a[0] * x + a[1] * y + a[2] * z + a[3] * w,
            b[0] * x + b[1] * y + b[2] * z + b[3] * w,
            c[0] * x + c[1] * y + c[2] * z + c[3] * w,
            d[0] * x + d[1] * y + d[2] * z + d[3] * w,
        )

    @overload
    def __getitem__(self, place: tuple[int, int]) -> float: ...

    @overload
    def __getitem__(self, place: int) -> tuple[float, ...]: ...

    def __getitem__(self, place: tuple[int, int] | int) -> float | tuple[float, ...]:
        if isinstance(place, int):
            return self.rows[place]
        row, column = place
        return self.rows[row][column]

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __eq__(self, other: object) -> bool:
        """The book compares matrices within `EPSILON`."""
        return (
            isinstance(other, Matrix)
            and len(self.rows) == len(other.rows)
            and len(self.rows[0]) == len(other.rows[0])
            and all(equal(a, b) for p, q in zip(self.rows, other.rows, strict=True) for a, b in zip(p, q, strict=True))
        )

    __hash__ = None  # pyright: ignore[reportAssignmentType]  equality within EPSILON has no hash

    def __repr__(self) -> str:
        return f"Matrix([{', '.join('[' + ', '.join(f'{number:g}' for number in row) + ']' for row in self.rows)}])"


def matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    """Make a square matrix from its rows."""
    return Matrix(rows)


def _from_rows(rows: Rows) -> Matrix:
    made = Matrix.__new__(Matrix)
    made.rows = rows
    return made


IDENTITY = Matrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])


def transpose(m: Matrix) -> Matrix:
    """Return the matrix with rows and columns exchanged."""
    return _from_rows(tuple(zip(*m.rows, strict=True)))


def submatrix(m: Matrix, row: int, column: int) -> Matrix:
    """The matrix without one row and one column."""
    return _from_rows(tuple(each[:column] + each[column + 1 :] for place, each in enumerate(m.rows) if place != row))


def determinant(m: Matrix) -> float:
    """Return the determinant; 0 for a matrix without an inverse."""
    rows = m.rows
    if len(rows) == 1:
        return rows[0][0]
    if len(rows) == 2:
        return rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    return sum(rows[0][column] * cofactor(m, 0, column) for column in range(len(rows)))


def minor(m: Matrix, row: int, column: int) -> float:
    return determinant(submatrix(m, row, column))


def cofactor(m: Matrix, row: int, column: int) -> float:
    """The minor, negated where row and column add to an odd number."""
    return minor(m, row, column) * (-1 if (row + column) % 2 else 1)


def is_invertible(m: Matrix) -> bool:
    return determinant(m) != 0


def inverse(m: Matrix) -> Matrix:
    """The matrix that undoes `m`.

    Raises
    ------
    InputError : the determinant is 0, or something is not finite.
    """
    if m is IDENTITY:
        return IDENTITY
    if len(m.rows) == 4 and m.rows[3] == (0.0, 0.0, 0.0, 1.0):
        return _inverse_affine(m)
    divisor = determinant(m)
    if divisor == 0 or not math.isfinite(divisor):
        raise InputError(_singular(m))
    n = range(len(m.rows))
    return _from_rows(tuple(tuple(cofactor(m, column, row) / divisor for column in n) for row in n))


def _inverse_affine(m: Matrix) -> Matrix:
    """The same for a transform, whose last row is 0 0 0 1: only nine cofactors are needed."""
    (a, b, c, p), (d, e, f, q), (g, h, i, r), _ = m.rows
    u, v, w = e * i - f * h, f * g - d * i, d * h - e * g
    divisor = a * u + b * v + c * w
    size = math.hypot(a, b, c) * math.hypot(d, e, f) * math.hypot(g, h, i)
    if not (math.isfinite(size) and math.isfinite(p + q + r)) or abs(divisor) <= 1e-12 * size:
        raise InputError(_singular(m))
    rows: list[tuple[float, ...]] = []
    for x, y, z in (
        (u, c * h - b * i, b * f - c * e),
        (v, a * i - c * g, c * d - a * f),
        (w, b * g - a * h, a * e - b * d),
    ):
        x, y, z = x / divisor, y / divisor, z / divisor
        rows.append((x, y, z, -(x * p + y * q + z * r)))
    return _from_rows((rows[0], rows[1], rows[2], (0.0, 0.0, 0.0, 1.0)))


def _singular(m: Matrix) -> str:
    return (
        f"a transform must be finite and must not flatten space, got {m!r}; check for a scale of 0 and for shears that "
        "undo each other"
    )
