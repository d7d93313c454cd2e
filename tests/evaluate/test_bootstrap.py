"""Bootstrap intervals over recordings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.errors import InputError
from coincide.evaluate import interval

scores = st.lists(st.floats(0, 1), min_size=2, max_size=10)


@examples(30)
@given(values=scores, seed=st.integers(0, 1000))
def test_interval_of_the_mean_lies_between_smallest_and_largest(values, seed):
    low, high = interval(values, np.mean, n=50, rng=np.random.default_rng(seed))
    assert min(values) - 1e-12 <= low <= high <= max(values) + 1e-12


def test_interval_of_a_constant_has_no_width():
    assert interval([0.5] * 4, np.mean, n=20, rng=np.random.default_rng(0)) == (0.5, 0.5)


def test_interval_is_the_same_for_the_same_generator():
    one, other = (interval([0, 1, 4], np.mean, rng=np.random.default_rng(3)) for _ in range(2))
    assert one == other


def test_interval_of_the_mean_is_as_wide_as_theory_says():
    values = np.random.default_rng(5).normal(size=400)
    low, high = interval(values, np.mean, n=2000, rng=np.random.default_rng(6))
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.05)


def test_interval_draws_whole_recordings():
    counts = np.array([[4, 2], [6, 3], [8, 4]])
    bounds = interval(counts, lambda rows: rows[:, 1].sum() / rows[:, 0].sum(), rng=np.random.default_rng(0))
    assert bounds == (0.5, 0.5)


@pytest.mark.parametrize("values", [[], [0.3]])
def test_interval_refuses_fewer_than_two_recordings(values):
    with pytest.raises(InputError, match=f"at least 2 recordings, got {len(values)}"):
        interval(values, np.mean, rng=np.random.default_rng(0))


@pytest.mark.parametrize(("n", "level"), [(0, 0.95), (10, 1.0)])
def test_interval_refuses_draws_and_levels_out_of_range(n, level):
    with pytest.raises(InputError, match=f"got {n} and {level}"):
        interval([0.1, 0.2], np.mean, n=n, level=level, rng=np.random.default_rng(0))
