"""Many distances at a time are those of each row."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld.index.vectors.intrinsics import (
    N_ROWS,
    distances_to,
    distances_to_all,
    pointer,
    squared_distance,
)

Rows = npt.NDArray[Any]
_njit: Any = numba.njit


@_njit
def distance_of(x: Any, i: Any, y: Any, j: Any) -> Any:
    return squared_distance(pointer(x), i, pointer(y), j, x.shape[1])


@_njit
def distances_of(x: Any, rows: Any, y: Any, j: Any, values: Any) -> Any:
    distances_to(pointer(x), pointer(rows), rows.size, pointer(y), j, x.shape[1], pointer(values))


@_njit
def distances_of_all(x: Any, y: Any, j: Any, values: Any) -> Any:
    distances_to_all(pointer(x), x.shape[0], pointer(y), j, x.shape[1], pointer(values))


def _rows_of(kind: str, n: int, width: int) -> tuple[Rows, Rows]:
    """Rows that are stored, and rows that are asked for."""
    rng = np.random.default_rng(n + width)
    if kind == "floats":
        return rng.normal(size=(n, width)).astype(np.float32), rng.normal(size=(2, width)).astype(np.float32)
    codes = rng.integers(-127, 128, size=(n, width)).astype(np.int8)
    return codes, rng.integers(-400, 401, size=(2, width)).astype(np.int16)


@pytest.mark.parametrize("kind", ["floats", "codes"])
@pytest.mark.parametrize("n_rows", [1, 3, 4, 5, 11])
@pytest.mark.parametrize("width", [32, 64, 96])
def test_many_distances_are_those_of_each_row(kind: str, n_rows: int, width: int) -> None:
    x, y = _rows_of(kind, 13, width)
    rows = np.random.default_rng(n_rows).integers(0, 13, size=n_rows).astype(np.int32)
    values = np.empty(n_rows + N_ROWS - 1, np.float32)
    distances_of(x, rows, y, 1, values)
    assert values[:n_rows].tolist() == [distance_of(x, row, y, 1) for row in rows]


@pytest.mark.parametrize("kind", ["floats", "codes"])
@pytest.mark.parametrize("n", [1, 4, 6])
def test_the_distances_of_all_rows_are_in_their_order(kind: str, n: int) -> None:
    x, y = _rows_of(kind, n, 96)
    values = np.empty(n + N_ROWS - 1, np.float32)
    distances_of_all(x, y, 0, values)
    assert values[:n].tolist() == [distance_of(x, row, y, 0) for row in range(n)]


@pytest.mark.parametrize("n_rows", [0, 1, 2, 6])
def test_no_more_room_is_needed_than_is_said(n_rows: int) -> None:
    x, y = _rows_of("codes", 8, 64)
    values = np.full(n_rows + N_ROWS, 7.0, np.float32)
    distances_of(x, np.arange(n_rows, dtype=np.int32), y, 0, values)
    assert values[n_rows + N_ROWS - 1] == 7.0
