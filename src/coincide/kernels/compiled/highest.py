"""The highest numbers of each row, compiled.

The numbers of a stretch are compared one by one only if any of them is higher than the lowest of the highest so far.
That soon becomes rare, and the rest is read at the speed of memory. Plain twin: `kernels/plain/highest.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, inner, read_only, writable
from numba import types

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_STRETCH = 64


def highest_of_rows(numbers: Floats, *, n: int) -> Ints:
    """Return the columns of the `n` highest numbers of each row, highest first; see the plain twin."""
    columns = np.empty((len(numbers), n), dtype=np.int64)
    _highest_of_rows(np.ascontiguousarray(numbers), columns)
    return columns


@inner
def _insert(values: Floats, columns: Ints, last: int, value: np.float32, column: int) -> None:
    """Put a number in its place among the first `last`, behind its equals; what was at `last` falls out."""
    place = last
    while place > 0 and values[place - 1] < value:
        values[place], columns[place] = values[place - 1], columns[place - 1]
        place -= 1
    values[place], columns[place] = value, column


@inner
def _any_higher(stretch: Floats, lowest: np.float32) -> bool:
    n_higher = 0  # counted without a branch, so that many are compared at once
    for place in range(len(stretch)):
        n_higher += stretch[place] > lowest
    return n_higher > 0


@entry(types.none(read_only(types.float32, 2), writable(types.int64, 2)))
def _highest_of_rows(numbers: Floats, columns: Ints) -> None:
    n, values = columns.shape[1], np.empty(columns.shape[1], np.float32)
    for row in range(len(numbers)):
        numbers_of_row, chosen = numbers[row], columns[row]
        for column in range(n):
            _insert(values, chosen, column, numbers_of_row[column], column)
        for start in range(n, len(numbers_of_row), _STRETCH):
            stretch = numbers_of_row[start : start + _STRETCH]
            if not _any_higher(stretch, values[n - 1]):
                continue
            for place in range(len(stretch)):
                if stretch[place] > values[n - 1]:
                    _insert(values, chosen, n - 1, stretch[place], start + place)
