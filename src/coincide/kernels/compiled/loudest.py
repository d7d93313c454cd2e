"""The loudest bands of each frame, compiled.

32 rows lie side by side where whole numbers of bands are sorted in; where other rows decide which bands count, a row
is gone through band by band. Plain twin: `kernels/plain/loudest.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.lane_code import LANES, SQUARE
from coincide_smallworld.distances.lanes import transpose_square
from numba import types

from coincide.kernels.compiled.floor_steps import sort_in

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def mean_of_loudest(rows: Floats, *, n_loud: int) -> Floats:
    """Return the mean of the `n_loud` largest numbers of each row; see the plain twin."""
    means = np.empty(len(rows), dtype=np.float32)
    _mean_of_loudest(np.ascontiguousarray(rows).ravel(), rows.shape[1], n_loud, means)
    return means


def means_where_loudest(rows: Floats, others: Floats, *, by: Floats, n_loud: int) -> tuple[Floats, Floats]:
    """Return the means of the columns of `rows` and `others` in which `by` is largest; see the plain twin."""
    of_rows, of_others = np.empty(len(rows), dtype=np.float32), np.empty(len(rows), dtype=np.float32)
    first, second, deciding = np.ascontiguousarray(rows), np.ascontiguousarray(others), np.ascontiguousarray(by)
    _means_where_loudest(first, second, deciding, n_loud, of_rows, of_others)
    return of_rows, of_others


@inner
def _take_rows(numbers: Floats, at: Ints, n_columns: int, columns: Floats) -> None:
    """Lay 32 rows side by side; what comes after the end of a row is of no use."""
    for shift in range(0, n_columns, SQUARE):
        for half in range(2):
            first = half * SQUARE
            if at[first + SQUARE - 1] + shift + SQUARE <= numbers.size:
                transpose_square(numbers, at, shift, columns, half)
                continue
            for lane in range(first, first + SQUARE):
                for column in range(shift, min(shift + SQUARE, n_columns)):
                    columns[column * LANES + lane] = numbers[at[lane] + column]


@entry(types.none(read_only(types.float32, 1), types.int64, types.int64, writable(types.float32, 1)))
def _mean_of_loudest(numbers: Floats, n_columns: int, n_loud: int, means: Floats) -> None:
    """Write the means; `numbers` are rows of `n_columns` numbers, one after the other."""
    columns = np.empty((n_columns + SQUARE) * LANES, np.float32)
    loudest, at = np.empty(n_loud * LANES, np.float32), np.empty(LANES, np.int64)
    for first in range(0, len(means), LANES):
        n_rows = min(LANES, len(means) - first)
        for lane in range(LANES):
            at[lane] = (first + min(lane, n_rows - 1)) * n_columns
        _take_rows(numbers, at, n_columns, columns)
        loudest[:] = -np.inf
        for column in range(n_columns):
            sort_in(columns, column, n_loud, loudest)
        for lane in range(n_rows):
            total = np.float32(0.0)
            for place in range(n_loud):
                total += loudest[place * LANES + lane]
            means[first + lane] = total / np.float32(n_loud)


@entry(
    types.none(
        *(read_only(types.float32, 2), read_only(types.float32, 2), read_only(types.float32, 2), types.int64),
        *(writable(types.float32, 1), writable(types.float32, 1)),
    )
)
def _means_where_loudest(
    rows: Floats, others: Floats, by: Floats, n_loud: int, of_rows: Floats, of_others: Floats
) -> None:
    values, chosen = np.empty(n_loud, np.float32), np.empty(n_loud, np.int64)
    for row in range(len(rows)):
        values[:] = -np.inf
        chosen[:] = 0
        for column in range(rows.shape[1]):
            value = by[row, column]
            if value <= values[n_loud - 1]:
                continue
            place = n_loud - 1
            while place > 0 and values[place - 1] < value:
                values[place], chosen[place] = values[place - 1], chosen[place - 1]
                place -= 1
            values[place], chosen[place] = value, column
        total, total_other = np.float32(0.0), np.float32(0.0)
        for place in range(n_loud):
            total += rows[row, chosen[place]]
            total_other += others[row, chosen[place]]
        of_rows[row], of_others[row] = total / np.float32(n_loud), total_other / np.float32(n_loud)
