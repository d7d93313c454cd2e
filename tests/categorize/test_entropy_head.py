"""The head as a layer of torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from coincide.categorize import EntropyHead, Head, fit_head
from coincide.errors import InputError
from coincide.losses import ClusteringLoss


def _rows(n: int = 12, dim: int = 6, seed: int = 0) -> torch.Tensor:
    return normalize(torch.randn(n, dim, generator=torch.Generator().manual_seed(seed)), dim=1)


def test_its_softmax_is_what_the_head_of_arrays_computes() -> None:
    layer = EntropyHead.of(_rows(4, seed=1), temperature=0.2)
    head = Head(prototypes=_rows(4, seed=1).numpy(), temperature=0.2)
    expected = torch.softmax(layer(_rows()), dim=1).detach().numpy()
    assert np.allclose(head.probabilities(_rows().numpy()), expected, atol=1e-6)


def test_the_clustering_loss_moves_its_prototypes() -> None:
    layer = EntropyHead(6, 3)
    ClusteringLoss()(layer(_rows())).backward()
    assert layer.prototypes.grad is not None
    assert bool(layer.prototypes.grad.abs().sum() > 0)


def test_a_head_is_fitted_with_the_defaults() -> None:
    rows = torch.cat([_rows(20, seed=2) * 0.05 + torch.eye(6)[axis] for axis in (0, 1)])
    found = fit_head(normalize(rows, dim=1).numpy(), torch.eye(6)[:2].numpy() + np.float32(0.1))
    assert found.probabilities(normalize(rows, dim=1).numpy()).argmax(axis=1).tolist() == [0] * 20 + [1] * 20


def test_a_head_that_starts_from_prototypes_draws_no_random_numbers() -> None:
    before = torch.random.get_rng_state()
    EntropyHead.of(_rows(4))
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (_rows(dim=5), "`embeddings` must have length 6 to match the prototypes, got 5"),
        (_rows() * 2, "`embeddings` must have unit norm"),
        (_rows()[0], r"`embeddings` must have shape \(n, dim\)"),
    ],
)
def test_embeddings_that_do_not_fit_are_refused(rows: torch.Tensor, words: str) -> None:
    with pytest.raises(InputError, match=words):
        EntropyHead(6, 3)(rows)


@pytest.mark.parametrize(("dim", "n_categories"), [(0, 3), (6, 0)])
def test_a_head_has_a_length_and_a_category(dim: int, n_categories: int) -> None:
    with pytest.raises(InputError, match="expected `dim` ≥ 1 and `n_categories` ≥ 1"):
        EntropyHead(dim, n_categories)


def test_a_head_has_a_temperature() -> None:
    with pytest.raises(InputError, match="`temperature` must be above 0, got 0"):
        EntropyHead(6, 3, temperature=0)
