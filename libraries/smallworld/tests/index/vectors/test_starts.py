"""How the nearest are picked out: a limit that leaves the fourth or eighth nearest in, and places within a limit."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld.index.vectors.intrinsics import (
    FLOAT_BLOCK,
    eighth_at_most,
    fourth_at_most,
    next_within,
    pointer,
)

_njit: Any = numba.njit


@_njit
def limit_of(values: Any, n: Any) -> Any:
    return fourth_at_most(pointer(values), n)


@_njit
def wider_limit_of(values: Any, n: Any) -> Any:
    return eighth_at_most(pointer(values), n)


@_njit
def place_of(values: Any, n: Any, start: Any, limit: Any) -> Any:
    return next_within(pointer(values), n, start, limit)


def _values(n: int) -> npt.NDArray[np.float32]:
    """So many values, behind them others that are less than all."""
    values = np.random.default_rng(n).normal(size=n).astype(np.float32)
    return np.concatenate([values, np.full(FLOAT_BLOCK, -100.0, np.float32)])


@pytest.mark.parametrize("n", [16, 17, 31, 40, 300])
def test_four_values_or_more_do_not_exceed_the_limit(n: int) -> None:
    values = _values(n)
    assert np.count_nonzero(values[:n] <= limit_of(values, n)) >= 4


@pytest.mark.parametrize("n", [16, 17, 31, 40, 300])
def test_eight_values_or_more_do_not_exceed_the_wider_limit(n: int) -> None:
    values = _values(n)
    assert np.count_nonzero(values[:n] <= wider_limit_of(values, n)) >= 8


@pytest.mark.parametrize("n", [160, 1_600])
def test_few_values_do_not_exceed_the_limit(n: int) -> None:
    values = _values(n)
    assert np.count_nonzero(values[:n] <= limit_of(values, n)) < n // 4


@pytest.mark.parametrize("n", [0, 1, 15])
def test_there_is_no_limit_where_there_are_few_values(n: int) -> None:
    assert limit_of(_values(n), n) == np.inf


@pytest.mark.parametrize("n", [1, 15, 16, 40, 41])
@pytest.mark.parametrize("limit", [-100.0, -0.5, 0.5, np.inf])
def test_all_places_within_a_limit_are_met_in_order(n: int, limit: float) -> None:
    values, places, place = _values(n), list[int](), -1
    while (place := place_of(values, n, place + 1, np.float32(limit))) < n:
        places.append(place)
    assert places == np.flatnonzero(values[:n] <= limit).tolist()


def test_a_value_at_the_limit_is_within_it() -> None:
    values = np.arange(40, 0, -1).astype(np.float32)
    assert place_of(values, 24, 0, np.float32(20.0)) == 20
