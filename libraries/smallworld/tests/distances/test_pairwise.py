"""Both pairwise distances against their slow twins, at their edges, and with unusable input."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coincide_smallworld.distances import cosine, euclidean
from coincide_smallworld.errors import InputError

BOTH = pytest.mark.parametrize("pairwise", [euclidean.pairwise, cosine.pairwise], ids=["euclidean", "cosine"])
TWINS = [(euclidean.pairwise, naive.euclidean_distance), (cosine.pairwise, naive.cosine_distance)]


def matrices(n_dim):
    numbers = st.floats(-100, 100, width=32).filter(lambda number: number == 0 or abs(number) > 1e-3)
    rows = st.integers(1, 5).flatmap(lambda n: arrays(np.float32, (n, n_dim), elements=numbers))
    return rows.filter(lambda matrix: np.abs(matrix).max(axis=1).min() > 0)


@pytest.mark.parametrize(("pairwise", "twin"), TWINS, ids=["euclidean", "cosine"])
@settings(deadline=None, max_examples=60)
@given(x=matrices(3), y=matrices(3))
def test_pairwise_equals_the_slow_twin(pairwise, twin, x, y):
    expected = [[twin(a, b) for b in y] for a in x]
    np.testing.assert_allclose(pairwise(x, y), expected, rtol=1e-5, atol=1e-6)


@BOTH
@settings(deadline=None, max_examples=40)
@given(x=matrices(4), y=matrices(4))
def test_pairwise_is_symmetric(pairwise, x, y):
    np.testing.assert_allclose(pairwise(x, y), pairwise(y, x).T, rtol=1e-6)


@settings(deadline=None, max_examples=60)
@given(x=matrices(3), y=matrices(3))
def test_cosine_distance_lies_between_0_and_2(x, y):
    distances = cosine.pairwise(x, y)
    assert ((distances >= 0) & (distances <= 2)).all()


@BOTH
def test_equal_rows_are_at_distance_exactly_zero(pairwise):
    x = np.random.default_rng(0).normal(size=(50, 33)) + 1000.0
    assert not np.diag(pairwise(x, x.copy())).any()


def test_euclidean_keeps_its_digits_far_from_the_origin():
    x = np.array([[1e6, 1e6]])
    assert euclidean.pairwise(x, x + np.array([0.003, 0.004]))[0, 0] == pytest.approx(0.005, rel=1e-6)


def test_opposite_vectors_are_at_cosine_distance_two():
    assert cosine.pairwise([[1.0, 2.0]], [[-2.0, -4.0]])[0, 0] == pytest.approx(2.0)


def test_cosine_takes_very_small_numbers():
    assert cosine.pairwise([[1e-200, 0.0]], [[1e-200, 1e-200]])[0, 0] == pytest.approx(1 - 0.5**0.5)


def test_blocks_join_without_a_seam(monkeypatch):
    x = np.random.default_rng(0).normal(size=(20, 3))
    whole = euclidean.pairwise(x, x)
    monkeypatch.setattr(euclidean, "BLOCK_PAIRS", 7)
    np.testing.assert_allclose(euclidean.pairwise(x, x), whole, rtol=1e-6)


@BOTH
def test_pairwise_of_no_rows_has_shape_0_m(pairwise):
    assert pairwise(np.empty((0, 3)), np.ones((4, 3))).shape == (0, 4)


@BOTH
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "uint16", "bool"])
def test_pairwise_takes_all_real_dtypes(pairwise, dtype):
    x = np.eye(3).astype(dtype)
    np.testing.assert_array_equal(pairwise(x, x), pairwise(np.eye(3), np.eye(3)))


@BOTH
@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1.0, 2.0], r"two dimensions \(n, dim\), got one of length 2. For a single vector"),
        (np.ones((1, 2, 2)), r"got shape \(1, 2, 2\)"),
        (np.ones((2, 0)), "vectors of length 1 or more"),
        (np.ones((2, 3)), "vectors of length 3, got length 2"),
        ([[1.0, np.nan]], "got nan in row 0, column 1"),
        ([[1.0, 0.0], [-np.inf, 0.0]], "got -inf in row 1, column 0"),
        ([[1e16, 0.0]], r"finite numbers up to 1e\+15"),
        ([["a", "b"]], "real numbers, got dtype <U1"),
        ([[1j, 0.0]], "real numbers, got dtype complex128"),
        ([[1.0], [1.0, 2.0]], "Pass rows of equal length"),
    ],
)
def test_unusable_matrices_are_refused_with_a_remedy(pairwise, x, message):
    with pytest.raises(InputError, match=message):
        pairwise(x, np.ones((1, 2)))


def test_cosine_names_the_all_zero_row():
    with pytest.raises(InputError, match=r"`y` must have no all-zero row .* got zeros in row 1"):
        cosine.pairwise([[1.0, 1.0]], [[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
