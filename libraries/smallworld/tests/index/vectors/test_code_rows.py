"""Rows of 8-bit codes end with half a cache line, and those of old files with a whole one."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.vectors import VectorEngine
from coincide_smallworld.index.vectors.intrinsics import pointer, squared_distance

Codes = npt.NDArray[np.int8]

DIM, ROW, OLD_ROW = 70, 96, 128
GRAPH = GraphSettings(max_degree=4, ef_construction=16, seed=0)

_njit: Any = numba.njit


@_njit
def distance_of(x: Any, y: Any) -> Any:
    return squared_distance(pointer(x), 3, pointer(y), 1, x.shape[1])


@pytest.fixture(scope="module")
def engine() -> VectorEngine:
    empty = VectorEngine(metric="euclidean", quantize="int8", dtype="float32")
    rows = np.random.default_rng(0).normal(size=(60, DIM)).astype(np.float32)
    return empty.grow(empty.prepare(rows, name="x"), graph=GRAPH)


def codes_of(engine: VectorEngine) -> Codes:
    return engine.arrays()["codes"]


def restored(engine: VectorEngine, codes: Codes) -> VectorEngine:
    arrays = {**engine.arrays(), "codes": codes}
    return VectorEngine.from_arrays(arrays, metric="euclidean", quantize="int8", dtype="float32", max_degree=4)


def padded(codes: Codes, n: int) -> Codes:
    return np.pad(codes, ((0, 0), (0, n - codes.shape[1])))


def test_rows_end_with_half_a_cache_line(engine: VectorEngine) -> None:
    assert codes_of(engine).shape[1] == ROW


@pytest.mark.parametrize("width", [32, 64, 96, 160])
def test_all_halves_of_cache_lines_count(width: int) -> None:
    x = np.random.default_rng(width).integers(-127, 128, size=(5, width)).astype(np.int8)
    y = np.random.default_rng(1).integers(-127, 128, size=(3, width)).astype(np.int16)
    assert distance_of(x, y) == ((x[3].astype(np.int64) - y[1]) ** 2).sum()


def test_rows_of_an_old_file_lose_the_zeros_behind_them(engine: VectorEngine) -> None:
    opened = restored(engine, padded(codes_of(engine), OLD_ROW))
    np.testing.assert_array_equal(codes_of(opened), codes_of(engine))


def test_rows_of_an_old_file_with_anything_behind_them_are_refused(engine: VectorEngine) -> None:
    codes = padded(codes_of(engine), OLD_ROW)
    codes[3, ROW] = 1
    with pytest.raises(ValueError, match="expected codes of the vectors"):
        restored(engine, codes)


@pytest.mark.parametrize("n", [ROW + 16, 2 * OLD_ROW])
def test_rows_of_another_length_are_refused(engine: VectorEngine, n: int) -> None:
    with pytest.raises(ValueError, match=f"expected codes with rows of {ROW}, found {n}"):
        restored(engine, padded(codes_of(engine), n))
