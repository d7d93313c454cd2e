"""The network from scratch."""

from __future__ import annotations

import numpy as np

from coincide_goban.scratch import Convolution, Dense, Flatten, Rectifier, Sequential, gradient_errors


def _network(rng: np.random.Generator) -> Sequential:
    return Sequential(
        [
            Convolution(2, 3, rng=rng),
            Rectifier(),
            Convolution(3, 2, rng=rng),
            Rectifier(),
            Flatten(),
            Dense(32, 5, rng=rng),
        ]
    )


def test_gradients_are_those_of_finite_differences():
    rng = np.random.default_rng(0)
    targets = np.eye(5)[[0, 3, 1]]
    assert max(gradient_errors(_network(rng), rng.normal(size=(3, 2, 4, 4)), targets)) < 1e-6


def test_a_wrong_gradient_is_noticed():
    rng = np.random.default_rng(0)
    network = _network(rng)
    backward = network.layers[-1].backward
    network.layers[-1].backward = lambda slope: backward(2 * slope)  # type: ignore[method-assign]
    assert max(gradient_errors(network, rng.normal(size=(3, 2, 4, 4)), np.eye(5)[[0, 3, 1]])) > 0.1


def test_it_learns_where_the_one_stone_is():
    rng = np.random.default_rng(1)
    network = Sequential([Convolution(1, 4, rng=rng), Rectifier(), Flatten(), Dense(4 * 9, 9, rng=rng)])
    places = np.eye(9)
    x = places.reshape(9, 1, 3, 3)
    for _ in range(200):
        network.loss(x, places)
        network.step(rate=0.1)
    assert (network.probabilities(x).argmax(1) == np.arange(9)).all()


def test_probabilities_sum_to_one():
    rng = np.random.default_rng(2)
    np.testing.assert_allclose(_network(rng).probabilities(rng.normal(size=(4, 2, 4, 4))).sum(1), 1)
