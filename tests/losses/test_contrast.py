"""Losses over all pairs of a batch."""

from __future__ import annotations

import math
from collections.abc import Callable

import naive
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from torch import Tensor, nn

from coincide.errors import InputError, SettingsError
from coincide.losses import CoincidenceLoss, NTXentLoss

LOSSES = [NTXentLoss(temperature=0.1), CoincidenceLoss()]
PAIR_APART = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
"""Two pairs: each row equals its positive and is orthogonal to the other pair."""


def _batch(seed: int, n: int = 12, dim: int = 5) -> tuple[Tensor, Tensor]:
    rng = np.random.default_rng(seed)
    rows = torch.from_numpy(rng.standard_normal((n, dim)))
    mask = np.triu(rng.random((n, n)) < 0.5, 1)
    mask[np.arange(n // 2), np.arange(n // 2) + n // 2] = False
    return nn.functional.normalize(rows, dim=1), torch.from_numpy(mask | mask.T)


def _others(n: int) -> Tensor:
    at = torch.arange(n)
    return (at[:, None] - at[None, :]) % (n // 2) != 0


def _swap_halves(rows: Tensor) -> Tensor:
    return torch.roll(rows, len(rows) // 2, dims=0)


@examples(30)
@given(seed=st.integers(0, 9999), temperature=st.sampled_from([0.1, 0.5, 2.0]))
def test_nt_xent_equals_its_slow_twin(seed: int, temperature: float) -> None:
    rows, mask = _batch(seed)
    loss = NTXentLoss(temperature=temperature)(rows, mask)
    assert float(loss.detach()) == pytest.approx(naive.nt_xent(rows.numpy(), mask.numpy(), temperature=temperature))


@examples(30)
@given(seed=st.integers(0, 9999), scale=st.sampled_from([1.0, 10.0]), bias=st.sampled_from([-5.0, 0.0, 2.0]))
def test_the_logistic_loss_equals_its_slow_twin(seed: int, scale: float, bias: float) -> None:
    rows, mask = _batch(seed)
    loss = CoincidenceLoss(scale=scale, bias=bias)(rows, mask)
    expected = naive.logistic_coincidence(rows.numpy(), mask.numpy(), scale=scale, bias=bias)
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-4)


def test_nt_xent_of_two_pairs_that_are_orthogonal() -> None:
    loss = NTXentLoss(temperature=0.5)(PAIR_APART, _others(4))
    assert float(loss.detach()) == pytest.approx(math.log(1 + 2 * math.exp(-2)))


def test_nt_xent_of_a_collapsed_batch_is_the_log_of_the_number_of_choices() -> None:
    loss = NTXentLoss(temperature=0.1)(torch.eye(1, 3).repeat(8, 1), _others(8))
    assert float(loss.detach()) == pytest.approx(math.log(7))


def test_the_logistic_loss_of_two_pairs_that_are_orthogonal() -> None:
    loss = CoincidenceLoss(scale=4.0, bias=-1.0)(PAIR_APART, _others(4))
    assert float(loss.detach()) == pytest.approx(math.log(1 + math.exp(-3)) + math.log(1 + math.exp(-1)))


def test_nt_xent_without_negatives_is_zero() -> None:
    rows, mask = _batch(1)
    assert float(NTXentLoss(temperature=0.1)(rows, torch.zeros_like(mask))) == 0.0


def test_the_logistic_loss_without_negatives_is_that_of_the_positives() -> None:
    loss = CoincidenceLoss(scale=4.0, bias=-1.0)(PAIR_APART, torch.zeros(4, 4, dtype=torch.bool))
    assert float(loss.detach()) == pytest.approx(math.log(1 + math.exp(-3)))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("has_negatives", [True, False])
def test_gradients_are_finite(loss: Callable[..., Tensor], has_negatives: bool) -> None:
    rows, mask = _batch(2)
    rows.requires_grad_()
    loss(rows, mask & has_negatives).backward()
    assert rows.grad is not None
    assert bool(torch.isfinite(rows.grad).all())


@pytest.mark.parametrize("loss", LOSSES)
def test_gradients_of_equal_embeddings_are_finite(loss: Callable[..., Tensor]) -> None:
    rows = torch.eye(1, 3).repeat(8, 1).requires_grad_()
    loss(rows, _others(8)).backward()
    assert rows.grad is not None
    assert bool(torch.isfinite(rows.grad).all())


@pytest.mark.parametrize("loss", LOSSES)
def test_the_order_of_a_pair_does_not_matter(loss: Callable[..., Tensor]) -> None:
    rows, _ = _batch(3)
    assert float(loss(_swap_halves(rows), _others(12)).detach()) == pytest.approx(
        float(loss(rows, _others(12)).detach())
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_turning_the_sphere_does_not_matter(loss: Callable[..., Tensor]) -> None:
    rows, mask = _batch(4)
    turn = torch.linalg.qr(torch.from_numpy(np.random.default_rng(1).standard_normal((5, 5))))[0]
    assert float(loss(rows @ turn, mask).detach()) == pytest.approx(float(loss(rows, mask).detach()))


def test_the_scale_and_bias_of_the_logistic_loss_are_learned() -> None:
    assert {name for name, _ in CoincidenceLoss().named_parameters()} == {"log_scale", "bias"}


@pytest.mark.parametrize("loss", LOSSES)
def test_without_a_mask_all_but_a_row_and_its_partner_are_negatives(loss: Callable[..., Tensor]) -> None:
    rows, _ = _batch(5)
    assert float(loss(rows).detach()) == float(loss(rows, _others(12)).detach())


@pytest.mark.parametrize("loss", LOSSES)
def test_rows_of_another_norm_are_refused(loss: Callable[..., Tensor]) -> None:
    rows, _ = _batch(6)
    rows[3] *= 2
    with pytest.raises(InputError, match=r"`embeddings` must have unit norm, row 3 has 2\. Apply `torch\.nn"):
        loss(rows)


@pytest.mark.parametrize("loss", LOSSES)
def test_an_odd_number_of_rows_is_refused(loss: Callable[..., Tensor]) -> None:
    with pytest.raises(InputError, match=r"an even number of rows, since row i belongs with row i \+ n / 2, got 11"):
        loss(_batch(7)[0][:11])


@pytest.mark.parametrize("loss", LOSSES)
def test_a_mask_of_another_shape_is_refused(loss: Callable[..., Tensor]) -> None:
    with pytest.raises(InputError, match=r"boolean matrix of shape \(12, 12\), got torch\.bool of shape \(4, 4\)"):
        loss(_batch(8)[0], _others(4))


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"`temperature` must be above 0, got 0"):
        NTXentLoss(temperature=0)
    with pytest.raises(SettingsError, match=r"`scale` must be above 0, got -1"):
        CoincidenceLoss(scale=-1)
