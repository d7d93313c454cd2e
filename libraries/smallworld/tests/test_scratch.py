"""Arrays that compiled loops make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import types

from coincide_smallworld.compiled import entry, writable
from coincide_smallworld.scratch import empty, zeros

pytestmark = pytest.mark.slow


@entry(types.void(types.int64, writable(types.float64, 1), writable(types.int32, 1)))
def fill(n: int, floats: Any, wholes: Any) -> None:
    for turn in range(3):
        a, b = zeros(n, np.float64), empty(n, np.int32)
        for i in range(n):
            b[i] = i
            floats[i] += a[i]
            a[i] = 1.0 + turn
        for i in range(n):
            wholes[i] += b[i]


@pytest.mark.parametrize("n", [0, 1, 3, 1000, 100_000])
def test_zeros_are_zeros_where_memory_was_used_before(n: int) -> None:
    floats, wholes = np.zeros(n), np.zeros(n, np.int32)
    fill(n, floats, wholes)
    assert not floats.any()
    assert (wholes == 3 * np.arange(n)).all()


@entry(types.int64(types.int64))
def sizes_and_places(n: int) -> Any:
    a, b = empty(n, np.float32), zeros(n, np.uint64)
    return a.size + 1000 * b.size + 1_000_000 * (a.ctypes.data % 64 + b.ctypes.data % 64)


@pytest.mark.parametrize("n", [1, 2, 17, 100])
def test_they_have_the_size_asked_for_and_begin_with_a_cache_line(n: int) -> None:
    assert sizes_and_places(n) == 1001 * n
