"""The clustering loss."""

from __future__ import annotations

import math
from typing import Any, Literal

import naive
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from torch import Tensor

from coincide.errors import InputError, SettingsError
from coincide.losses import ClusteringLoss

BIG = 1e4
TOLERANCE = 1e-5


def _loss(logits: Tensor, *, gamma: float = 1.0) -> float:
    return float(ClusteringLoss(gamma=gamma)(logits))


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


@examples(50)
@given(seed=st.integers(0, 9999), gamma=st.sampled_from([0.0, 0.5, 1.0, 3.0]))
def test_the_loss_equals_its_slow_twin(seed: int, gamma: float) -> None:
    logits = _logits(seed)
    assert _loss(logits, gamma=gamma) == pytest.approx(naive.entropy_loss(logits.tolist(), gamma=gamma))


@examples(60)
@given(
    seed=st.integers(0, 9999),
    k=st.integers(2, 8),
    gamma=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
    scale=st.sampled_from([0.0, 0.1, 1.0, 10.0, 1e4]),
)
def test_the_loss_lies_within_its_bounds(seed: int, k: int, gamma: float, scale: float) -> None:
    loss = _loss(_logits(seed, k=k, scale=scale), gamma=gamma)
    assert -gamma * math.log(k) - TOLERANCE <= loss <= max(0.0, (1 - gamma) * math.log(k)) + TOLERANCE


@examples(30)
@given(seed=st.integers(0, 9999), shift=st.floats(-100.0, 100.0))
def test_a_number_added_to_the_logits_of_an_example_changes_nothing(seed: int, shift: float) -> None:
    logits = _logits(seed)
    moved = logits.clone()
    moved[2] += shift
    assert _loss(moved) == pytest.approx(_loss(logits), abs=1e-9)


@examples(30)
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
    loss = ClusteringLoss(gamma=1.0, marginal=marginal)(logits)
    loss.backward()
    assert math.isfinite(float(loss.detach()))
    assert logits.grad is not None
    assert bool(torch.isfinite(logits.grad).all())


@pytest.mark.parametrize("marginal", ["batch", "ema"])
def test_a_category_that_nobody_is_in_has_a_gradient(marginal: Literal["batch", "ema"]) -> None:
    logits = _sure_of([1] * 5, 3)
    assert bool(torch.isfinite(_gradient(ClusteringLoss(gamma=1.0, marginal=marginal), logits)).all())


@pytest.mark.parametrize("gamma", [0.0, 0.5, 3.0])
def test_the_gradient_equals_finite_differences(gamma: float) -> None:
    loss = ClusteringLoss(gamma=gamma)
    assert torch.autograd.gradcheck(loss, _logits(1).requires_grad_())


def test_half_precision_is_computed_in_single() -> None:
    assert ClusteringLoss(gamma=1.0)(_logits(1).half()).dtype == torch.float32


def _gradient(loss: ClusteringLoss, logits: Tensor) -> Tensor:
    leaf = logits.clone().requires_grad_()
    loss(leaf).backward()
    assert leaf.grad is not None
    return leaf.grad


def test_on_the_first_step_the_moving_mean_has_the_gradient_of_the_batch() -> None:
    moving, batch = (ClusteringLoss(gamma=1.0, marginal=marginal) for marginal in ("ema", "batch"))
    torch.testing.assert_close(_gradient(moving, _logits(1)), _gradient(batch, _logits(1)))


def test_later_the_gradient_of_the_moving_mean_keeps_its_size() -> None:
    moving, batch = (ClusteringLoss(gamma=1.0, marginal=marginal) for marginal in ("ema", "batch"))
    for _ in range(49):
        moving(_logits(1))
    later = _gradient(moving, _logits(1))
    torch.testing.assert_close(later, _gradient(batch, _logits(1)))


def test_the_moving_mean_remembers_categories_of_earlier_batches() -> None:
    loss = ClusteringLoss(gamma=1.0, marginal="ema", momentum=0.9)
    loss(_sure_of([0] * 5, 2))
    terms = loss.terms(_sure_of([1] * 5, 2))
    expected = -(0.9 * math.log(0.9) + 0.1 * math.log(0.1))
    assert float(terms.marginal_entropy) == pytest.approx(expected)


def test_as_many_categories_are_effective_as_are_equally_used() -> None:
    terms = ClusteringLoss(gamma=1.0).terms(_sure_of([0, 1, 2] * 4, 10))
    assert terms.effective_categories == pytest.approx(3.0)


@examples(50)
@given(seed=st.integers(0, 9999), gamma=st.sampled_from([0.0, 0.5, 1.0, 3.0]))
def test_probabilities_have_the_loss_of_their_logits(seed: int, gamma: float) -> None:
    logits = _logits(seed)
    loss = ClusteringLoss(gamma=gamma)
    assert float(loss.of_probabilities(logits.softmax(dim=1))) == pytest.approx(float(loss(logits)), abs=1e-9)


def _tutorial(p: Tensor, *, gamma: float, epsilon: float) -> float:
    p = p + epsilon
    of_examples = -(p * torch.log(p)).sum(dim=-1).mean()
    of_mean = -(p.mean(dim=0) * torch.log(p.mean(dim=0))).sum()
    return float(of_examples - gamma * of_mean)


@examples(50)
@given(seed=st.integers(0, 9999), gamma=st.sampled_from([0.5, 1.0, 3.0]), epsilon=st.sampled_from([1e-6, 1e-2]))
def test_with_a_small_number_added_it_is_the_formula_of_the_tutorials(seed: int, gamma: float, epsilon: float) -> None:
    logits = _logits(seed)
    expected = pytest.approx(_tutorial(logits.softmax(dim=1), gamma=gamma, epsilon=epsilon))
    loss = ClusteringLoss(gamma=gamma, epsilon=epsilon)
    assert float(loss.of_probabilities(logits.softmax(dim=1))) == expected
    assert float(loss(logits)) == expected


def test_called_on_the_class_the_settings_are_the_defaults() -> None:
    p = _logits(1).softmax(dim=1)
    assert float(ClusteringLoss.of_probabilities(p)) == float(ClusteringLoss(gamma=1.0).of_probabilities(p))


def test_the_moving_mean_goes_with_the_state() -> None:
    first, second = (ClusteringLoss(marginal="ema") for _ in range(2))
    first(_logits(1))
    second.load_state_dict(first.state_dict())
    assert float(second(_logits(2))) == float(first(_logits(2)))


def test_a_state_can_be_loaded_over_another_number_of_categories() -> None:
    first, second = (ClusteringLoss(marginal="ema") for _ in range(2))
    first(_logits(1, k=4))
    second(_logits(1, k=6))
    second.load_state_dict(first.state_dict())
    assert torch.equal(second.moving_mean, first.moving_mean)


def test_the_mean_of_the_batch_leaves_no_state() -> None:
    loss = ClusteringLoss()
    loss(_logits(1))
    assert dict(loss.state_dict()) == {}


def test_another_number_of_categories_does_not_fit_the_moving_mean() -> None:
    loss = ClusteringLoss(marginal="ema")
    loss(_logits(1, k=4))
    with pytest.raises(InputError, match=r"`logits` must have the 4 categories of the batches before, got 5"):
        loss(_logits(1, k=5))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[0.5, 0.6]], r"row 0 adds up to 1\.1, and"),
        ([[0.5, 0.5], [1.5, -0.5]], r"row 1 adds up to 1, and its smallest number is -0\.5"),
    ],
)
def test_what_is_no_distribution_is_refused(rows: list[list[float]], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ClusteringLoss().of_probabilities(torch.tensor(rows))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"gamma": -1.0}, r"`gamma` must be at least 0, got -1"),
        ({"marginal": "all"}, r"`marginal` must be batch or ema, got 'all'"),
        ({"momentum": 1.0}, r"`momentum` must be at least 0 and below 1, got 1"),
        ({"epsilon": -1e-6}, r"`epsilon` must be at least 0, got -1e-06"),
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        ClusteringLoss(**settings)
