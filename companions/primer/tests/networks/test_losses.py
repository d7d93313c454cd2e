"""Losses beside their formulas and PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from coincide_primer import InputError, Tensor, check_gradients, clustering_loss, cross_entropy, triplet_loss

LOGITS = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0], [2.0, 2.0, 2.0], [-1.0, 0.2, 0.4]])
LABELS = np.array([0, 1, 2, 0])


def test_cross_entropy_is_the_one_of_pytorch():
    other = torch.nn.functional.cross_entropy(torch.tensor(LOGITS), torch.tensor(LABELS))
    assert float(cross_entropy(Tensor(LOGITS), LABELS)) == pytest.approx(float(other), abs=1e-14)


def test_cross_entropy_of_huge_logits_is_finite():
    assert float(cross_entropy(Tensor([[1e4, -1e4]]), np.array([1]))) == 2e4


def test_the_triplet_loss_is_its_formula():
    a, p, n = LOGITS[:2], LOGITS[1:3], LOGITS[2:]
    slow = [max(0.0, np.sum((x - y) ** 2) - np.sum((x - z) ** 2) + 0.2) for x, y, z in zip(a, p, n, strict=True)]
    assert float(triplet_loss(Tensor(a), Tensor(p), Tensor(n))) == pytest.approx(np.mean(slow))


def test_a_triplet_that_is_far_enough_apart_costs_nothing():
    near, far = Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0]])
    assert float(triplet_loss(near, near, far)) == 0.0


@pytest.mark.parametrize("gamma", [0.0, 1.0, 2.5])
def test_the_clustering_loss_is_its_formula(gamma):
    p = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
    slow = np.mean([-sum(x * np.log(x) for x in row) for row in p])
    slow += gamma * sum(x * np.log(x) for x in p.mean(0))
    assert float(clustering_loss(Tensor(LOGITS), gamma=gamma)) == pytest.approx(slow)


def test_the_clustering_loss_is_lowest_for_certain_examples_in_all_categories():
    assert float(clustering_loss(Tensor(1e3 * np.eye(4)))) == pytest.approx(-np.log(4))


@given(st.integers(0, 10_000), st.floats(0, 3))
def test_the_clustering_loss_keeps_its_bounds(seed, gamma):
    logits = 5 * np.random.default_rng(seed).normal(size=(6, 4))
    loss = float(clustering_loss(Tensor(logits), gamma=gamma))
    assert -gamma * np.log(4) - 1e-12 <= loss <= max(0.0, (1 - gamma) * np.log(4)) + 1e-12


def test_the_derivatives_of_losses_agree_with_finite_differences():
    check_gradients(lambda x: cross_entropy(x, LABELS), LOGITS)
    check_gradients(lambda x: clustering_loss(x, gamma=1.5), LOGITS)
    check_gradients(lambda a, p, n: triplet_loss(a, p, n, margin=1.0), LOGITS[:2], LOGITS[1:3], LOGITS[2:])


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (lambda: cross_entropy(Tensor(LOGITS), LABELS[:3]), r"\(batch, category\).*got \(4, 3\) and int64 \(3,\)"),
        (lambda: cross_entropy(Tensor(LOGITS), LABELS / 2), r"whole numbers \(batch,\), got .* float64"),
        (lambda: cross_entropy(Tensor(LOGITS), LABELS - 1), "labels must lie from 0 to 2, got -1 to 1"),
        (lambda: clustering_loss(Tensor(LOGITS), gamma=-1), "`gamma` must be at least 0, got -1"),
    ],
)
def test_a_loss_refuses(work, text):
    with pytest.raises(InputError, match=text):
        work()
