"""The few calls of other kinds among many of one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.embed import unlike_others


def _one_kind(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, 20)).astype(np.float32)


def test_a_few_calls_of_another_kind_are_told() -> None:
    rows = _one_kind(200)
    rows[[30, 120]] += 10.0
    assert sorted(unlike_others(rows).tolist()) == [30, 120]


def test_the_farthest_comes_first() -> None:
    rows = _one_kind(200)
    rows[30] += 10.0
    rows[120] += 20.0
    assert unlike_others(rows).tolist() == [120, 30]


@examples(30)
@given(seed=st.integers(0, 999))
def test_calls_of_one_kind_are_not_unlike_each_other(seed: int) -> None:
    assert len(unlike_others(_one_kind(300, seed))) == 0


def test_one_call_many_times_has_none() -> None:
    assert len(unlike_others(np.ones((120, 20), dtype=np.float32))) == 0
