"""Layers beside PyTorch's."""

import numpy as np
import pytest
import torch

from coincide_primer import (
    Convolution,
    Dense,
    Dropout,
    Embedding,
    InputError,
    Network,
    Normalization,
    Tensor,
    check_gradients,
    flatten,
    relu,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_dense_layer_is_the_one_of_pytorch(rng):
    layer, x = Dense(4, 3, rng=rng), rng.normal(size=(2, 5, 4))
    other = torch.tensor(x) @ torch.tensor(layer.parameters["weight"].data)
    np.testing.assert_allclose(layer(x).data, other.numpy(), atol=1e-12)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 0), (2, 1), (3, 2)])
def test_a_convolution_is_the_one_of_pytorch(rng, stride, padding):
    layer, x = Convolution(2, 5, stride=stride, padding=padding, rng=rng), rng.normal(size=(3, 2, 8, 7))
    layer.parameters["bias"].data = rng.normal(size=5)
    weight = torch.tensor(layer.parameters["weight"].data.T.reshape(5, 2, 3, 3))
    bias = torch.tensor(layer.parameters["bias"].data)
    other = torch.nn.functional.conv2d(torch.tensor(x), weight, bias, stride=stride, padding=padding)
    np.testing.assert_allclose(layer(x).data, other.numpy(), atol=1e-12)


@pytest.mark.parametrize("shape", [(4,), (3, 4)])
def test_a_normalization_is_the_one_of_pytorch(rng, shape):
    layer, x = Normalization(shape), Tensor(rng.normal(size=(5, 3, 4)))
    other = torch.nn.functional.layer_norm(torch.tensor(x.data), shape)
    np.testing.assert_allclose(layer(x).data, other.numpy(), atol=1e-12)


def test_an_embedding_adds_the_derivatives_of_a_thing_that_comes_twice(rng):
    layer = Embedding(5, 2, rng=rng)
    layer(np.array([[1, 1], [3, 0]])).sum().backward()
    assert layer.parameters["vectors"].grad.data[:, 0].tolist() == [1.0, 2.0, 0.0, 1.0, 0.0]


def test_dropout_changes_nothing_in_use(rng):
    x = Tensor(rng.normal(size=(3, 4)))
    assert Dropout(0.5)(x) is x


def test_dropout_keeps_the_mean_in_training(rng):
    x = Dropout(0.3)(Tensor(np.ones(100_000)), rng=rng).data
    assert np.mean(x == 0) == pytest.approx(0.3, abs=0.01)
    assert x.mean() == pytest.approx(1.0, abs=0.01)


def test_the_derivatives_of_a_network_agree_with_finite_differences(rng):
    network = Network(
        Convolution(1, 2, padding=1, rng=rng),
        relu,
        Normalization((2, 4, 4)),
        flatten,
        Dropout(0.4),
        Dense(32, 3, rng=rng),
    )
    check_gradients(
        lambda x: (network(x, rng=np.random.default_rng(1)) ** 2).sum(), rng.normal(size=(2, 1, 4, 4)), tolerance=1e-7
    )


def test_parameters_are_named_by_step(rng):
    assert list(Network(relu, Dense(2, 1, rng=rng)).parameters) == ["1.weight", "1.bias"]


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (lambda rng: Dense(0, 3, rng=rng), "`n_inputs` must be a whole number of at least 1, got 0"),
        (lambda rng: Normalization((3, -1)), r"`shape\[1\]` must be .*, got -1"),
        (lambda rng: Dropout(1.0), r"`share` must lie in \[0, 1\), got 1.0"),
        (lambda rng: Dense(3, 2, rng=rng)(np.ones((4, 5))), r"`matmul` cannot take shapes \(4, 5\) and \(3, 2\)"),
        (
            lambda rng: Convolution(3, 2, rng=rng)(np.ones((4, 5))),
            r"\(batch, 3, height, width\), got .*\(4, 5\)",
        ),
        (lambda rng: Convolution(1, 2, rng=rng)(np.ones((1, 1, 2, 2))), "`unfold` cannot take shapes"),
        (lambda rng: Embedding(5, 2, rng=rng)(np.array([5])), "numbers from 0 to 4, got 5 to 5"),
        (lambda rng: Embedding(5, 2, rng=rng)(np.array([0.5])), "whole numbers, got an array of float64"),
    ],
)
def test_a_layer_refuses(rng, work, text):
    with pytest.raises(InputError, match=text):
        work(rng)
