"""Vectors as an index stores them: padded rows whose squared Euclidean distance orders as the metric does.

    euclidean, sqeuclidean   as they are
    cosine                   of unit length
    inner_product            with one number more, so that all have the length `reach`; queries get a 0 there

The last is the reduction of Bachrach et al. 2014 (Speeding up the Xbox recommender system): for |x'| = reach and
q' = (q, 0), |q' - x'|² = |q|² + reach² - 2 q·x.

Rows are float32 or float16; queries are always float32. Half precision has 11 bits, too few for the number that the
inner product adds, so there it adds two: what the first leaves of the length, the second holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances import as_matrix, cosine
from coincide_smallworld.distances.matrix import LARGEST
from coincide_smallworld.errors import InputError

VectorMetric = Literal["euclidean", "sqeuclidean", "cosine", "inner_product"]
StoredAs = Literal["float32", "float16"]
Floats = npt.NDArray[np.float32]
Stored = npt.NDArray[np.float32] | npt.NDArray[np.float16]
FLOAT_BLOCK = 16
LARGEST_HALF = float(np.finfo(np.float16).max)
# Numbers that the inner product adds to each vector.
N_EXTRA: dict[str, int] = {"float32": 1, "float16": 2}


@dataclass(frozen=True, slots=True)
class PaddedVectors:
    """Vectors as an engine takes them.

    Attributes
    ----------
    rows : (n, width) float32, padded.
    dim : how many numbers of a row are the vector's own.
    kind : as what they would be stored.
    """

    rows: Floats
    dim: int
    kind: StoredAs

    def __len__(self) -> int:
        return len(self.rows)


def padded_width(dim: int, metric: VectorMetric, kind: StoredAs) -> int:
    """Return the row length in a buffer: a whole number of cache lines of float32."""
    used = dim + (N_EXTRA[kind] if metric == "inner_product" else 0)
    return -(-used // FLOAT_BLOCK) * FLOAT_BLOCK


def kind_of(rows: npt.NDArray[Any]) -> StoredAs:
    """Return as what numbers rows are stored."""
    return "float16" if rows.dtype == np.float16 else "float32"


def as_numbers(rows: Stored) -> npt.NDArray[Any]:
    """Return rows as compiled loops take them: those of 16 bits as uint16, for which Numba has a type."""
    return rows.view(np.uint16) if rows.dtype == np.float16 else rows


def as_halves(rows: Floats) -> npt.NDArray[np.float16]:
    """Return rows rounded to 16 bits.

    Raises
    ------
    InputError : a number is too large for that.
    """
    if not (np.abs(rows) <= LARGEST_HALF).all():
        row, column = np.unravel_index(int(np.argmax(np.abs(rows))), rows.shape)
        raise InputError(
            f"`X` must hold numbers up to {LARGEST_HALF:g} in size to be stored as float16, got {rows[row, column]} in "
            f"row {row}, column {column}. Scale them, or build the index with `dtype='float32'`."
        )
    return rows.astype(np.float16)


def as_stored(x: Any, *, metric: VectorMetric, kind: StoredAs, dim: int, name: str) -> tuple[Floats, int]:
    """Return vectors of length `dim` (0: any) as padded float32 rows, as long as those that are stored, and their
    length; under the inner product the extra numbers are 0.

    Raises
    ------
    InputError : not a matrix of finite numbers of that length, or a zero row under cosine.
    """
    matrix = _checked(x, metric=metric, dim=dim, name=name)
    n, n_used = matrix.shape
    width = padded_width(n_used, metric, kind)
    if width == n_used and matrix.dtype == np.float32:
        return np.ascontiguousarray(matrix, dtype=np.float32), n_used
    rows = np.zeros((n, width), dtype=np.float32)
    rows[:, :n_used] = matrix
    return rows, n_used


def _checked(x: Any, *, metric: VectorMetric, dim: int, name: str) -> npt.NDArray[np.floating]:
    if metric == "cosine":
        return cosine.unit_rows(as_matrix(x, name=name, dim=dim if dim > 0 else None), name=name)
    quick = _quickly_checked(x, dim)
    return as_matrix(x, name=name, dim=dim if dim > 0 else None) if quick is None else quick


def _quickly_checked(x: Any, dim: int) -> Floats | None:
    """Return float32 rows that need no conversion, None for all that must be looked at closely (or refused)."""
    if type(x) is not np.ndarray or x.dtype != np.float32 or x.ndim != 2 or x.shape[1] != dim or x.size == 0:
        return None
    flat = x.reshape(-1)
    # One product instead of two comparisons of every number; false for NaN and where it overflows.
    with np.errstate(over="ignore", invalid="ignore"):
        return cast("Floats", x) if np.dot(flat, flat) <= LARGEST * LARGEST else None


def fill_up(rows: Stored, *, dim: int, reach: float) -> None:
    """Write into rows under the inner product the numbers that give them the length `reach`, in place.

    Raises
    ------
    InputError : there is no such number.
    """
    largest = float(np.finfo(rows.dtype).max)
    if reach > largest:
        raise InputError(
            f"`X` must hold vectors that are shorter than {largest:g} to be stored as float16 under the inner product, "
            f"got lengths that need {reach:g}. Scale them, or build the index with `dtype='float32'`."
        )
    left = np.maximum(reach * reach - squared_lengths(rows[:, :dim]), 0.0)
    last = dim + N_EXTRA[kind_of(rows)] - 1
    for column in range(dim, last):
        rows[:, column] = np.nextafter(np.sqrt(left).astype(rows.dtype), rows.dtype.type(0.0))  # never too much
        left -= np.square(rows[:, column], dtype=np.float64)
    rows[:, last] = np.sqrt(np.maximum(left, 0.0))


def squared_lengths(rows: Stored) -> npt.NDArray[np.float64]:
    """Return (n,) squared lengths in float64, without a float64 copy of all rows."""
    return np.einsum("nd,nd->n", rows, rows, dtype=np.float64)
