"""The textbook classifier that ours stands beside."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.label.logistic import predict_logistic, standardize


def _two_clouds(n: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    names = rng.permutation(np.array(["left", "right"] * (n // 2)))
    places = rng.normal(size=(n, 3)) + np.where(names == "left", -3.0, 3.0)[:, None]
    return places.astype(np.float32), names


@pytest.mark.parametrize("n_labels", [2, 10, 60])
def test_two_clouds_are_told_apart(n_labels: int) -> None:
    features, names = _two_clouds(n_labels, seed=0)
    asked, truth = _two_clouds(100, seed=1)
    guesses = predict_logistic(features, names, asked, rng=np.random.default_rng(0))
    assert (guesses == truth).mean() > 0.95


def test_a_single_class_is_all_there_is() -> None:
    guesses = predict_logistic(np.ones((3, 2), np.float32), np.array(["a"] * 3), np.zeros((4, 2), np.float32), rng=None)
    assert guesses.tolist() == ["a"] * 4


def test_the_same_generator_gives_the_same_names() -> None:
    features, names = _two_clouds(40, seed=2)
    one, other = (predict_logistic(features, names, features, rng=np.random.default_rng(5)) for _ in range(2))
    assert (one == other).all()


def test_standardized_columns_have_mean_zero_and_unit_variance() -> None:
    standard = standardize(np.random.default_rng(0).normal(3.0, 5.0, (200, 4)).astype(np.float32))
    assert [standard.mean(axis=0), standard.std(axis=0)] == [pytest.approx(0.0, abs=1e-5), pytest.approx(1.0)]


def test_a_constant_column_becomes_zero() -> None:
    assert standardize(np.full((5, 1), 7.0, np.float32)).tolist() == [[0.0]] * 5
