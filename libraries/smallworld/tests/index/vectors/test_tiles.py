"""Distances of some rows to several others."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld.index.vectors.intrinsics import N_ROWS, distances_between, keep, pointer
from coincide_smallworld.scratch import empty

Rows = npt.NDArray[Any]
_njit: Any = numba.njit
TYPES = {"floats": ("f4", "f4"), "halves": ("u2", "f4"), "codes": ("i1", "i2")}


@_njit
def fill(x: Any, rows: Any, y: Any, first: Any, n_asked: Any, values: Any) -> Any:
    lines = empty(N_ROWS * x.shape[1], np.float32)
    distances_between(
        pointer(x),
        pointer(rows),
        rows.size,
        pointer(y),
        first,
        n_asked,
        x.shape[1],
        pointer(values),
        values.shape[1],
        pointer(lines),
    )
    keep(lines)


def _between(x: Rows, rows: list[int], y: Rows, first: int, n_asked: int) -> Rows:
    values = np.full((N_ROWS, len(rows)), 7.0, np.float32)
    fill(x, np.array(rows, np.int32), y, first, n_asked, values)
    return values


def _rows_of(kind: str, width: int) -> tuple[Rows, Rows, Rows]:
    """Rows that are stored, as compiled loops take them and as numbers, and rows that are asked for."""
    stored, asked = TYPES[kind]
    rng = np.random.default_rng(width)
    numbers, others = rng.integers(-127, 128, size=(9, width)), rng.integers(-400, 401, size=(6, width))
    x = numbers.astype(np.float16).view(np.uint16) if kind == "halves" else numbers.astype(stored)
    return x, numbers, others.astype(asked)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("n_asked", [1, 2, 3, 4])
@pytest.mark.parametrize("rows", [[5], [8, 0, 3], [1, 1, 4, 7, 2, 6]])
def test_each_row_is_compared_with_each_that_is_asked(kind: str, n_asked: int, rows: list[int]) -> None:
    x, numbers, y = _rows_of(kind, 64)
    expected = ((numbers[rows][None] - y[2 : 2 + n_asked, None].astype(np.int64)) ** 2).sum(axis=2)
    np.testing.assert_array_equal(_between(x, rows, y, 2, n_asked)[:n_asked], expected.astype(np.float32))


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_is_written_for_what_is_not_asked(kind: str) -> None:
    x, _, y = _rows_of(kind, 32)
    assert (_between(x, [0, 1, 2], y, 0, 2)[2:] == 7.0).all()


@pytest.mark.parametrize("width", [16, 48, 208])
def test_a_distance_does_not_depend_on_what_else_is_compared(width: int) -> None:
    rng = np.random.default_rng(width)
    x, y = rng.normal(size=(7, width)).astype(np.float32), rng.normal(size=(4, width)).astype(np.float32)
    together = _between(x, list(range(7)), y, 0, 4)
    alone = [[_between(x, [row], y, query, 1)[0, 0] for row in range(7)] for query in range(4)]
    np.testing.assert_array_equal(together, alone)
