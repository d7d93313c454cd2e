"""How many events each name has."""

from __future__ import annotations

import naive_label
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label.shares import estimate_sizes, share_out


def _densities(n: int, n_names: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(n, 0.2), n_names).T.astype(np.float32)


@examples(15)
@given(n=st.integers(1, 40), n_names=st.integers(1, 6), seed=st.integers(0, 999))
def test_sizes_equal_those_of_the_slow_twin(n: int, n_names: int, seed: int) -> None:
    densities = _densities(n, n_names, seed)
    sizes, nobody = estimate_sizes(densities)
    expected, expected_nobody = naive_label.sizes(densities.astype(np.float64))
    np.testing.assert_allclose([*sizes, nobody], [*expected, expected_nobody], atol=0.02)


@examples(15)
@given(n=st.integers(1, 40), n_names=st.integers(1, 6), seed=st.integers(0, 999))
def test_sizes_and_nobody_are_everything(n: int, n_names: int, seed: int) -> None:
    sizes, nobody = estimate_sizes(_densities(n, n_names, seed))
    assert float(sizes.sum()) + nobody == pytest.approx(1.0, abs=1e-5)
    assert sizes.min() > 0 and nobody > 0


def test_a_name_that_explains_more_events_is_larger() -> None:
    densities = np.zeros((100, 2), dtype=np.float32)
    densities[:90, 0], densities[90:, 1] = 1 / 90, 1 / 10
    sizes, _ = estimate_sizes(densities)
    assert 0.6 < sizes[0] < 0.9


def test_names_that_reach_nothing_are_equal() -> None:
    sizes, _ = estimate_sizes(np.zeros((50, 4), dtype=np.float32))
    np.testing.assert_allclose(sizes, sizes[0])


def test_an_event_that_no_name_reaches_belongs_to_nobody() -> None:
    densities = np.array([[1.0], [0.0]], dtype=np.float32)
    np.testing.assert_allclose(share_out(densities, np.array([0.5], dtype=np.float32), 0.5, n_events=2)[1], [0.0])
