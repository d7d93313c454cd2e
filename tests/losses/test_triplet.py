"""The triplet loss with semi-hard negatives."""

from __future__ import annotations

from typing import Literal

import naive
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from torch import Tensor, nn

from coincide.errors import InputError, SettingsError
from coincide.losses import TripletLoss
from coincide.losses.triplet import semi_hard_negatives

MARGIN = 0.2
Reduction = Literal["active", "mean", "sum"]


def _batch(seed: int, n: int = 12, dim: int = 3) -> tuple[Tensor, Tensor]:
    rng = np.random.default_rng(seed)
    rows = torch.from_numpy(rng.standard_normal((n, dim)))
    mask = np.triu(rng.random((n, n)) < 0.4, 1)
    mask[np.arange(n // 2), np.arange(n // 2) + n // 2] = False
    return nn.functional.normalize(rows, dim=1), torch.from_numpy(mask | mask.T)


def _on_circle(*degrees: float) -> Tensor:
    angles = torch.deg2rad(torch.tensor(degrees, dtype=torch.float64))
    return torch.stack([angles.cos(), angles.sin()], dim=1)


def _choose(rows: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    squared = 2 - 2 * rows @ rows.T
    at = torch.arange(len(rows))
    to_positive = squared[at, (at + len(rows) // 2) % len(rows)]
    return squared, to_positive, semi_hard_negatives(squared, to_positive[:, None], mask)[:, 0]


@examples(50)
@given(seed=st.integers(0, 9999), margin=st.sampled_from([0.05, 0.2, 1.0]))
def test_the_loss_equals_its_slow_twin(seed: int, margin: float) -> None:
    rows, mask = _batch(seed)
    loss = TripletLoss(margin=margin).of_pairs(rows, mask)
    assert float(loss) == pytest.approx(naive.triplet_loss(rows.numpy(), mask.numpy(), margin=margin), abs=1e-9)


@examples(50)
@given(seed=st.integers(0, 9999))
def test_the_chosen_negatives_are_those_of_the_slow_twin(seed: int) -> None:
    rows, mask = _batch(seed)
    chosen = _choose(rows, mask)[2]
    for anchor, _, negative in naive.semi_hard_triplets(rows.numpy(), mask.numpy()):
        assert int(chosen[anchor]) == negative


@examples(50)
@given(seed=st.integers(0, 9999))
def test_a_chosen_negative_is_farther_than_the_positive_wherever_one_is(seed: int) -> None:
    rows, mask = _batch(seed)
    squared, to_positive, chosen = _choose(rows, mask)
    can = (mask & (squared > to_positive[:, None])).any(dim=1)
    to_chosen = squared[torch.arange(len(rows)), chosen]
    assert bool((to_chosen > to_positive)[can].all())


@examples(50)
@given(seed=st.integers(0, 9999))
def test_a_chosen_negative_is_a_negative_wherever_there_is_one(seed: int) -> None:
    rows, mask = _batch(seed)
    chosen = _choose(rows, mask)[2]
    assert bool(mask[torch.arange(len(rows)), chosen][mask.any(dim=1)].all())


def test_the_loss_of_one_triplet_by_hand() -> None:
    rows = _on_circle(0, 100, 60, 160)  # 0 and 60 belong together, so do 100 and 160
    mask = torch.zeros(4, 4, dtype=torch.bool)
    mask[0, 1] = True
    expected = 1.0 - (2 - 2 * np.cos(np.deg2rad(100))) + 2.0
    assert float(TripletLoss(margin=2.0).of_pairs(rows, mask)) == pytest.approx(expected)


def test_satisfied_triplets_add_nothing_to_the_mean() -> None:
    rows = _on_circle(0, 80, 60, 140)
    mask = torch.zeros(4, 4, dtype=torch.bool)
    mask[0, 1] = mask[0, 3] = True
    alone = float(TripletLoss(margin=MARGIN * 3).of_pairs(rows, mask))
    mask[2, 3] = True  # 60 to 140 degrees is 80 degrees, like 0 to 80
    assert float(TripletLoss(margin=MARGIN * 3).of_pairs(rows, mask)) == pytest.approx(alone)


def test_pairs_far_from_each_other_have_no_loss() -> None:
    rows = _on_circle(0, 180, 0, 180)
    mask = torch.tensor([[0, 1, 0, 1], [1, 0, 1, 0]] * 2).bool()
    assert float(TripletLoss(margin=MARGIN).of_pairs(rows, mask)) == 0.0


def test_a_collapsed_batch_has_the_loss_of_the_margin() -> None:
    rows = _on_circle(0, 0, 0, 0)
    mask = torch.tensor([[0, 1, 0, 1], [1, 0, 1, 0]] * 2).bool()
    assert float(TripletLoss(margin=MARGIN).of_pairs(rows, mask)) == pytest.approx(MARGIN)


@pytest.mark.parametrize("has_negatives", [True, False])
def test_gradients_are_finite(has_negatives: bool) -> None:
    rows, mask = _batch(2)
    rows.requires_grad_()
    TripletLoss(margin=MARGIN).of_pairs(rows, mask & has_negatives).backward()
    assert rows.grad is not None
    assert bool(torch.isfinite(rows.grad).all())


def test_without_negatives_the_loss_is_zero() -> None:
    rows, mask = _batch(3)
    assert float(TripletLoss(margin=MARGIN).of_pairs(rows, torch.zeros_like(mask))) == 0.0


def _labeled(seed: int, n: int = 12, dim: int = 3) -> tuple[Tensor, Tensor]:
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.standard_normal((n, dim))), torch.from_numpy(rng.integers(0, 4, n))


@examples(60)
@given(seed=st.integers(0, 9999), reduction=st.sampled_from(["active", "mean", "sum"]))
def test_with_labels_each_pair_of_one_label_is_compared(seed: int, reduction: Reduction) -> None:
    rows, labels = _labeled(seed)
    is_negative = labels[:, None] != labels[None, :]
    pairs = [(a, p) for a in range(12) for p in range(12) if a != p and labels[a] == labels[p]]
    expected = naive.triplet_loss(rows.numpy(), is_negative.numpy(), pairs, margin=MARGIN, reduction=reduction)
    assert float(TripletLoss(margin=MARGIN, reduction=reduction)(rows, labels)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("labels", [[0] * 12, list(range(12))])
def test_without_two_labels_or_two_rows_of_one_there_is_nothing_to_learn(labels: list[int]) -> None:
    rows = _labeled(1)[0].requires_grad_()
    loss = TripletLoss()(rows, torch.tensor(labels))
    loss.backward()
    assert float(loss.detach()) == 0.0
    assert rows.grad is not None


@examples(30)
@given(seed=st.integers(0, 9999))
def test_the_sum_over_chosen_triplets_is_the_formula_of_the_tutorials(seed: int) -> None:
    anchor, positive, negative = torch.from_numpy(np.random.default_rng(seed).standard_normal((3, 5, 4)))
    closer, farther = ((anchor - other).pow(2).sum(-1) for other in (positive, negative))
    expected = torch.clamp(closer - farther + 1.0, min=0.0).sum()
    assert float(TripletLoss(margin=1.0, reduction="sum").of(anchor, positive, negative)) == pytest.approx(
        float(expected)
    )


def test_called_on_the_class_the_settings_are_the_defaults() -> None:
    triplets = torch.from_numpy(np.random.default_rng(1).standard_normal((3, 5, 4)))
    assert float(TripletLoss.of(*triplets)) == float(TripletLoss(margin=0.2).of(*triplets))


def test_the_gradient_with_labels_equals_finite_differences() -> None:
    rows, labels = _labeled(7)
    assert torch.autograd.gradcheck(TripletLoss(margin=5.0), (rows.requires_grad_(), labels))


@pytest.mark.parametrize("margin", [0.0, -1.0, float("nan")])
def test_a_margin_that_separates_nothing_is_refused(margin: float) -> None:
    with pytest.raises(SettingsError, match=r"`margin` must be above 0, got"):
        TripletLoss(margin=margin)


def test_an_unknown_reduction_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"`reduction` must be active, mean or sum, got 'none'"):
        TripletLoss(reduction="none")  # type: ignore[arg-type]


def test_triplets_of_different_shapes_are_refused() -> None:
    with pytest.raises(InputError, match=r"`negative` must have the shape \(3, 2\) of `anchor`, got \(4, 2\)\."):
        TripletLoss.of(torch.zeros(3, 2), torch.zeros(3, 2), torch.zeros(4, 2))


def test_the_representation_tells_the_settings() -> None:
    assert repr(TripletLoss(margin=0.5)) == "TripletLoss(margin=0.5, reduction='active')"
