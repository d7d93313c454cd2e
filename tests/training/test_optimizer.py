"""Muon for matrices, AdamW for the rest."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from torch import Tensor, nn

from coincide.training import Muon
from coincide.training.optimizer import orthogonalize

LEAST_SINGULAR, MOST_SINGULAR = 0.6, 1.3


def _random(*shape: int, seed: int = 1) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def _walk(optimizer: Muon | torch.optim.Optimizer, parameter: nn.Parameter, n_steps: int = 12) -> Tensor:
    for step in range(n_steps):
        parameter.grad = _random(*parameter.shape, seed=step)
        optimizer.step()
    return parameter.detach()


@examples(30)
@given(n_rows=st.integers(2, 20), n_columns=st.integers(24, 60), is_tall=st.booleans(), seed=st.integers(0, 9999))
def test_an_orthogonalized_matrix_has_singular_values_around_one(
    n_rows: int, n_columns: int, is_tall: bool, seed: int
) -> None:
    matrix = _random(n_rows, n_columns, seed=seed)
    singular = torch.linalg.svdvals(orthogonalize(matrix.T if is_tall else matrix))
    assert float(singular.min()) > LEAST_SINGULAR
    assert float(singular.max()) < MOST_SINGULAR


def test_the_length_of_a_matrix_does_not_matter() -> None:
    matrix = _random(6, 9)
    torch.testing.assert_close(orthogonalize(matrix * 1e-3), orthogonalize(matrix), atol=1e-3, rtol=1e-3)


def test_nothing_stays_nothing() -> None:
    assert not orthogonalize(torch.zeros(3, 4)).any()


@pytest.mark.parametrize("shape", [(5,), (), (1, 7)])
def test_vectors_scalars_and_single_rows_move_as_with_adamw(shape: tuple[int, ...]) -> None:
    start = _random(*shape)
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    moved = _walk(Muon([ours], learning_rate=0.01, weight_decay=0.1), ours)
    expected = _walk(torch.optim.AdamW([theirs], lr=0.01, weight_decay=0.1, betas=(0.9, 0.99)), theirs)
    torch.testing.assert_close(moved, expected)


@pytest.mark.parametrize("shape", [(4, 6), (9, 4), (8, 3, 3, 3)])
def test_the_first_step_of_a_matrix_is_along_its_orthogonalized_gradient(shape: tuple[int, ...]) -> None:
    parameter = nn.Parameter(torch.zeros(shape))
    moved = _walk(Muon([parameter], learning_rate=0.01, weight_decay=0.0), parameter, n_steps=1).flatten(1)
    expected = -orthogonalize(_random(*shape, seed=0).flatten(1))
    torch.testing.assert_close(moved / moved.norm(), expected / expected.norm(), atol=1e-3, rtol=1e-2)


def test_parameters_without_a_gradient_stay_where_they_are() -> None:
    parameter = nn.Parameter(_random(4, 6))
    before = parameter.detach().clone()
    Muon([parameter], learning_rate=0.01, weight_decay=0.1).step()
    assert torch.equal(parameter.detach(), before)
