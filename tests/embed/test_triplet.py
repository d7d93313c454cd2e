"""The triplet loss with semi-hard negatives."""

from __future__ import annotations

import naive
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from coincide.embed.triplet import SemiHardTriplet, semi_hard_negatives

MARGIN = 0.2


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
    return squared, to_positive, semi_hard_negatives(squared, to_positive, mask)


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 9999), margin=st.sampled_from([0.05, 0.2, 1.0]))
def test_the_loss_equals_its_slow_twin(seed: int, margin: float) -> None:
    rows, mask = _batch(seed)
    loss = SemiHardTriplet(margin=margin)(rows, mask)
    assert float(loss) == pytest.approx(naive.triplet_loss(rows.numpy(), mask.numpy(), margin=margin), abs=1e-9)


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 9999))
def test_the_chosen_negatives_are_those_of_the_slow_twin(seed: int) -> None:
    rows, mask = _batch(seed)
    chosen = _choose(rows, mask)[2]
    for anchor, _, negative in naive.semi_hard_triplets(rows.numpy(), mask.numpy()):
        assert int(chosen[anchor]) == negative


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 9999))
def test_a_chosen_negative_is_farther_than_the_positive_wherever_one_is(seed: int) -> None:
    rows, mask = _batch(seed)
    squared, to_positive, chosen = _choose(rows, mask)
    can = (mask & (squared > to_positive[:, None])).any(dim=1)
    to_chosen = squared[torch.arange(len(rows)), chosen]
    assert bool((to_chosen > to_positive)[can].all())


@settings(deadline=None, max_examples=50)
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
    assert float(SemiHardTriplet(margin=2.0)(rows, mask)) == pytest.approx(expected)


def test_satisfied_triplets_add_nothing_to_the_mean() -> None:
    rows = _on_circle(0, 80, 60, 140)
    mask = torch.zeros(4, 4, dtype=torch.bool)
    mask[0, 1] = mask[0, 3] = True
    alone = float(SemiHardTriplet(margin=MARGIN * 3)(rows, mask))
    mask[2, 3] = True  # 60 to 140 degrees is 80 degrees, like 0 to 80
    assert float(SemiHardTriplet(margin=MARGIN * 3)(rows, mask)) == pytest.approx(alone)


def test_pairs_far_from_each_other_have_no_loss() -> None:
    rows = _on_circle(0, 180, 0, 180)
    mask = torch.tensor([[0, 1, 0, 1], [1, 0, 1, 0]] * 2).bool()
    assert float(SemiHardTriplet(margin=MARGIN)(rows, mask)) == 0.0


def test_a_collapsed_batch_has_the_loss_of_the_margin() -> None:
    rows = _on_circle(0, 0, 0, 0)
    mask = torch.tensor([[0, 1, 0, 1], [1, 0, 1, 0]] * 2).bool()
    assert float(SemiHardTriplet(margin=MARGIN)(rows, mask)) == pytest.approx(MARGIN)


@pytest.mark.parametrize("has_negatives", [True, False])
def test_gradients_are_finite(has_negatives: bool) -> None:
    rows, mask = _batch(2)
    rows.requires_grad_()
    SemiHardTriplet(margin=MARGIN)(rows, mask & has_negatives).backward()
    assert rows.grad is not None
    assert bool(torch.isfinite(rows.grad).all())


def test_without_negatives_the_loss_is_zero() -> None:
    rows, mask = _batch(3)
    assert float(SemiHardTriplet(margin=MARGIN)(rows, torch.zeros_like(mask))) == 0.0
