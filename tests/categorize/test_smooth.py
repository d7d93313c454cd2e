"""Averages over neighbors."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.categorize.smooth import MAX_REFERENCE, fit_smoother


def _rows(n: int, seed: int = 1, dim: int = 6) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _rng() -> np.random.Generator:
    return np.random.default_rng(1)


@examples(10)
@given(seed=st.integers(0, 9999), n=st.integers(80, 170))
def test_smoothing_equals_its_slow_twin(seed: int, n: int) -> None:
    rows = _rows(n, seed)
    smoother = fit_smoother(rows, rng=_rng())
    expected = naive.smoothed(rows.astype(np.float64), k=smoother.n_neighbors)
    np.testing.assert_allclose(smoother.apply(rows), expected, atol=1e-4)


@pytest.mark.parametrize(("n", "n_neighbors"), [(1, 1), (79, 1), (80, 2), (600, 15), (1000, 15)])
def test_more_events_have_more_neighbors(n: int, n_neighbors: int) -> None:
    assert fit_smoother(_rows(n), rng=_rng()).n_neighbors == n_neighbors


def test_few_events_stay_as_they_are() -> None:
    rows = _rows(79)
    np.testing.assert_array_equal(fit_smoother(rows, rng=_rng()).apply(rows), rows)


def test_the_reference_is_bounded_and_taken_from_the_events() -> None:
    rows = _rows(MAX_REFERENCE + 50, dim=3)
    reference = fit_smoother(rows, rng=_rng()).reference
    assert reference.shape == (MAX_REFERENCE, 3)
    assert {row.tobytes() for row in reference} <= {row.tobytes() for row in rows}


def test_an_event_is_smoothed_like_that_alone_and_in_company() -> None:
    rows = _rows(1500)
    smoother = fit_smoother(rows, rng=_rng())
    np.testing.assert_allclose(smoother.apply(rows[-1:]), smoother.apply(rows)[-1:], atol=1e-6)


def test_smoothed_rows_have_unit_length() -> None:
    rows = _rows(300)
    lengths = np.linalg.norm(fit_smoother(rows, rng=_rng()).apply(rows), axis=1)
    np.testing.assert_allclose(lengths, 1.0, rtol=1e-5)


def test_smoothing_draws_a_group_together() -> None:
    rows = _rows(300) * np.float32(0.2)
    rows[:, 0] += np.where(np.arange(300) < 150, 1, -1)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    smooth = fit_smoother(rows, rng=_rng()).apply(rows)
    assert smooth[:150].std(axis=0).sum() < 0.85 * rows[:150].std(axis=0).sum()
