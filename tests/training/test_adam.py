"""Adam for a single tensor."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from coincide.training import Adam


def _gradient(shape: tuple[int, ...], step: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(step))


@pytest.mark.parametrize("shape", [(4, 6), (5,), ()])
def test_it_moves_to_the_same_bits_as_that_of_torch(shape: tuple[int, ...]) -> None:
    ours, theirs = torch.ones(shape, requires_grad=True), torch.ones(shape, requires_grad=True)
    adam, expected = Adam(ours, learning_rate=0.01), torch.optim.Adam([theirs], lr=0.01)
    for step in range(40):
        ours.grad, theirs.grad = _gradient(shape, step), _gradient(shape, step)
        adam.step()
        expected.step()
    assert torch.equal(ours, theirs)


def test_a_step_forgets_the_gradient() -> None:
    tensor = torch.ones(3, requires_grad=True)
    tensor.grad = torch.ones(3)
    Adam(tensor, learning_rate=0.01).step()
    assert tensor.grad is None
