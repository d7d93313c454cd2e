"""The clustering loss."""

from __future__ import annotations

import math
from typing import Literal

import naive
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from coincide.categorize import EntropyClusteringLoss

BIG = 1e4
TOLERANCE = 1e-5


def _loss(logits: Tensor, *, gamma: float = 1.0) -> float:
    return float(EntropyClusteringLoss(gamma=gamma)(logits).loss)


def _logits(seed: int, n: int = 7, k: int = 4, scale: float = 3.0) -> Tensor:
    return torch.from_numpy(scale * np.random.default_rng(seed).standard_normal((n, k)))


def _sure_of(categories: list[int], k: int) -> Tensor:
    return BIG * torch.nn.functional.one_hot(torch.tensor(categories), k).double()


@pytest.mark.parametrize("k", [2, 5, 60])
def test_where_nobody_knows_anything_nothing_is_gained(k: int) -> None:
    assert _loss(torch.zeros(10, k)) == pytest.approx(0.0, abs=TOLERANCE)


@pytest.mark.parametrize("k", [2, 5])
def test_where_all_are_sure_of_the_same_category_nothing_is_gained(k: int) -> None:
    assert _loss(_sure_of([1] * 10, k)) == pytest.approx(0.0, abs=TOLERANCE)


@pytest.mark.parametrize("k", [2, 5, 60])
def test_where_all_are_sure_and_categories_are_equal_the_gain_is_the_log_of_their_number(k: int) -> None:
    assert _loss(_sure_of(list(range(k)) * 2, k)) == pytest.approx(-math.log(k))


def test_without_the_second_term_a_collapse_costs_nothing_and_doubt_does() -> None:
    assert _loss(_sure_of([1] * 10, 3), gamma=0.0) == pytest.approx(0.0, abs=TOLERANCE)
    assert _loss(torch.zeros(10, 3), gamma=0.0) == pytest.approx(math.log(3))


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 9999), gamma=st.sampled_from([0.0, 0.5, 1.0, 3.0]))
def test_the_loss_equals_its_slow_twin(seed: int, gamma: float) -> None:
    logits = _logits(seed)
    assert _loss(logits, gamma=gamma) == pytest.approx(naive.entropy_loss(logits.tolist(), gamma=gamma))


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 9999),
    k=st.integers(2, 8),
    gamma=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
    scale=st.sampled_from([0.0, 0.1, 1.0, 10.0, 1e4]),
)
def test_the_loss_lies_within_its_bounds(seed: int, k: int, gamma: float, scale: float) -> None:
    loss = _loss(_logits(seed, k=k, scale=scale), gamma=gamma)
    assert -gamma * math.log(k) - TOLERANCE <= loss <= max(0.0, (1 - gamma) * math.log(k)) + TOLERANCE


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 9999), shift=st.floats(-100.0, 100.0))
def test_a_number_added_to_the_logits_of_an_example_changes_nothing(seed: int, shift: float) -> None:
    logits = _logits(seed)
    moved = logits.clone()
    moved[2] += shift
    assert _loss(moved) == pytest.approx(_loss(logits), abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 9999))
def test_the_order_of_examples_and_categories_changes_nothing(seed: int) -> None:
    logits = _logits(seed)
    rng = np.random.default_rng(seed)
    turned = logits[torch.from_numpy(rng.permutation(7))][:, torch.from_numpy(rng.permutation(4))]
    assert _loss(turned) == pytest.approx(_loss(logits))


@pytest.mark.parametrize("marginal", ["batch", "ema"])
@pytest.mark.parametrize("scale", [0.0, 1.0, 1e4])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_loss_and_gradient_are_numbers(marginal: Literal["batch", "ema"], scale: float, dtype: torch.dtype) -> None:
    logits = _logits(1, scale=scale).to(dtype).requires_grad_()
    terms = EntropyClusteringLoss(gamma=1.0, marginal=marginal)(logits)
    terms.loss.backward()
    assert math.isfinite(float(terms.loss.detach()))
    assert logits.grad is not None
    assert bool(torch.isfinite(logits.grad).all())


@pytest.mark.parametrize("marginal", ["batch", "ema"])
def test_a_category_that_nobody_is_in_has_a_gradient(marginal: Literal["batch", "ema"]) -> None:
    logits = _sure_of([1] * 5, 3)
    assert bool(torch.isfinite(_gradient(EntropyClusteringLoss(gamma=1.0, marginal=marginal), logits)).all())


@pytest.mark.parametrize("gamma", [0.0, 0.5, 3.0])
def test_the_gradient_equals_finite_differences(gamma: float) -> None:
    loss = EntropyClusteringLoss(gamma=gamma)
    assert torch.autograd.gradcheck(lambda logits: loss(logits).loss, _logits(1).requires_grad_())


def test_half_precision_is_computed_in_single() -> None:
    assert EntropyClusteringLoss(gamma=1.0)(_logits(1).half()).loss.dtype == torch.float32


def _gradient(loss: EntropyClusteringLoss, logits: Tensor) -> Tensor:
    leaf = logits.clone().requires_grad_()
    loss(leaf).loss.backward()
    assert leaf.grad is not None
    return leaf.grad


def test_on_the_first_step_the_moving_mean_has_the_gradient_of_the_batch() -> None:
    moving, batch = (EntropyClusteringLoss(gamma=1.0, marginal=marginal) for marginal in ("ema", "batch"))
    torch.testing.assert_close(_gradient(moving, _logits(1)), _gradient(batch, _logits(1)))


def test_later_the_gradient_of_the_moving_mean_keeps_its_size() -> None:
    moving, batch = (EntropyClusteringLoss(gamma=1.0, marginal=marginal) for marginal in ("ema", "batch"))
    for _ in range(50):
        later = _gradient(moving, _logits(1))
    torch.testing.assert_close(later, _gradient(batch, _logits(1)))


def test_the_moving_mean_remembers_categories_of_earlier_batches() -> None:
    loss = EntropyClusteringLoss(gamma=1.0, marginal="ema", momentum=0.9)
    loss(_sure_of([0] * 5, 2))
    terms = loss(_sure_of([1] * 5, 2))
    expected = -(0.9 * math.log(0.9) + 0.1 * math.log(0.1))
    assert float(terms.marginal_entropy) == pytest.approx(expected)


def test_as_many_categories_are_effective_as_are_equally_used() -> None:
    terms = EntropyClusteringLoss(gamma=1.0)(_sure_of([0, 1, 2] * 4, 10))
    assert terms.effective_categories == pytest.approx(3.0)
