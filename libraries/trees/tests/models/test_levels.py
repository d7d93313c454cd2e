"""Running trees level by level gives what one merge after another gives, gradients included."""

from __future__ import annotations

import naive_parse
import pytest
import torch
from parse_models import LENGTHS, MODELS, leaves_of
from torch import Tensor, nn

from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.models.levels import grow


def loss_of(scores: Tensor, states: Tensor) -> Tensor:
    return (scores * torch.linspace(-1, 1, len(scores))).sum() + states.square().sum()


def gradients_of(model: nn.Module, loss: Tensor) -> list[Tensor]:
    return [
        torch.zeros(1) if one is None else one
        for one in torch.autograd.grad(loss, list(model.parameters()), allow_unused=True)
    ]


@pytest.mark.parametrize("name", MODELS)
def test_scores_states_and_gradients_are_those_of_one_merge_after_another(name: str) -> None:
    model = MODELS[name]
    assert isinstance(model, nn.Module)
    leaves = leaves_of(model, LENGTHS)
    with torch.no_grad():
        trees = [one.children for one in greedy(leaves, [chain(length) for length in LENGTHS], model)]
    grown = grow(leaves, trees, model)
    fast = [grown.scores, *gradients_of(model, loss_of(grown.scores, grown.states))]
    scores, states = naive_parse.grow(leaves_of(model, LENGTHS), trees, model)
    slow = [scores, *gradients_of(model, loss_of(scores, states))]
    for one, other in zip(fast, slow, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_totals_are_sums_over_each_tree() -> None:
    model = MODELS["grammar"]
    leaves = leaves_of(model, [3, 1, 2])
    grown = grow(leaves, [[(0, 1), (3, 2)], [], [(0, 1)]], model)
    expected = torch.stack([grown.scores[:2].sum(), torch.zeros(()), grown.scores[2]])
    torch.testing.assert_close(grown.totals(), expected)


def test_single_leaves_have_no_merges() -> None:
    model = MODELS["grammar"]
    assert len(grow(leaves_of(model, [1, 1]), [[], []], model).scores) == 0
