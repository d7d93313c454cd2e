"""Derivatives beside PyTorch's, in float64."""

import numpy as np
import pytest
import torch
from differences import of_a_graph
from random_graphs import BINARY, UNARY, random_graph

from coincide_primer.tensors import gradients

TOLERANCE = 1e-10


@pytest.mark.parametrize("seed", range(200))
def test_derivatives_of_a_random_graph_equal_those_of_pytorch(seed):
    assert of_a_graph(seed) <= TOLERANCE


@pytest.mark.parametrize("seed", range(30))
def test_second_derivatives_of_a_random_graph_equal_those_of_pytorch(seed):
    graph = random_graph(seed)
    here = [leaf.ours for leaf in graph.leaves]
    there = [leaf.torch for leaf in graph.leaves]
    first = gradients(graph.result.ours, here, keep=True)
    other = torch.autograd.grad(graph.result.torch, there, create_graph=True, allow_unused=True)
    (sum((each**2).sum() for each in first)).backward()
    sum((each**2).sum() for each in other if each is not None).backward()

    for leaf in graph.leaves:
        if leaf.torch.grad is not None:
            truth = leaf.torch.grad.numpy()
            assert np.abs(leaf.ours.grad.data - truth).max() <= TOLERANCE * max(1.0, np.abs(truth).max())


def test_the_random_graphs_have_every_operation():
    seen = {name for seed in range(200) for name in random_graph(seed).names}
    assert seen == {*UNARY, *BINARY, "matmul"}
