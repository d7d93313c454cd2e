"""A training step of the recursive autoencoder as one writes it first: a loop over nodes, one call of the network each.

The same search and the same loss as `fit_autoencoder`: only new pairs are scored, then the tree is run with gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide_trees import RecursiveAutoencoder


def step(
    model: RecursiveAutoencoder, optimizer: torch.optim.Optimizer, sequences: Sequence[NDArray[np.float32]]
) -> float:
    """One step on all sequences together; the loss before it."""
    loss = mean_error(model, sequences)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def mean_error(model: RecursiveAutoencoder, sequences: Sequence[NDArray[np.float32]]) -> Tensor:
    """Mean own error of all merges, with gradient."""
    errors: list[Tensor] = []
    for vectors in sequences:
        leaves = list(model.leaves(torch.tensor(vectors)[None], [len(vectors)])[0].split(1))
        with torch.no_grad():
            merges = greedy_merges(model, leaves)
        nodes = leaves
        for place in merges:
            parent, score = model.merge(nodes[place], nodes[place + 1])
            nodes = [*nodes[:place], parent, *nodes[place + 2 :]]
            errors.append(-score)
    return torch.cat(errors).mean()


def greedy_merges(model: RecursiveAutoencoder, nodes: list[Tensor]) -> list[int]:
    """Where to merge, one place after the other."""
    nodes, places = list(nodes), list[int]()
    joins = [model.merge(left, right) for left, right in pairwise(nodes)]
    while joins:
        place = max(range(len(joins)), key=lambda at: joins[at][1].item())
        places.append(place)
        nodes[place : place + 2] = [joins[place][0]]
        del joins[place]
        if place > 0:
            joins[place - 1] = model.merge(nodes[place - 1], nodes[place])
        if place < len(joins):
            joins[place] = model.merge(nodes[place], nodes[place + 1])
    return places
