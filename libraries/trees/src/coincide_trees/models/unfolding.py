"""Unfolding: a node must tell all leaves under it, not its two children.

Telling the children alone can be easy for no good reason, for instance because both are alike after a few merges. Here
each inner node is told apart again and again, along its tree, down to the leaves. All nodes of a batch unfold side by
side, one call for each distance from where they started.

Socher, Huang, Pennington, Ng and Manning 2011 (NIPS).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from coincide_trees.decoders.scored_tree import Pair
from coincide_trees.models.autoencoder import LEAST_NORM, RecursiveAutoencoder


def unfolded_errors(
    leaves: Tensor, trees: Sequence[Sequence[Pair]], states: Tensor, model: RecursiveAutoencoder
) -> Tensor:
    """Mean squared distance of the leaves told from each inner node to the leaves that are there, (nodes,).

    Parameters
    ----------
    leaves : states (batch, time, dim + 1).
    states : of the inner nodes, tree after tree (nodes, dim + 1); see `levels.grow`.
    """
    below = _children(trees, leaves)  # rows of leaves, or minus one minus the number of an inner node
    truth = leaves.flatten(0, 1)[:, : model.dim]
    told = states[:, : model.dim]
    starts = torch.arange(len(states), device=leaves.device)
    at = starts
    errors = states.new_zeros(len(states))
    while len(at):
        both = model.told(told).unflatten(1, (2, model.dim)).flatten(0, 1)  # left, right, left, right ...
        nodes = below[at].flatten()
        starts = starts.repeat_interleave(2)
        is_leaf = nodes >= 0
        missed = (truth[nodes[is_leaf]] - both[is_leaf]).square().sum(1)
        errors = errors.index_add(0, starts[is_leaf], missed)
        at, starts = -1 - nodes[~is_leaf], starts[~is_leaf]
        told = nn.functional.normalize(both[~is_leaf], dim=1, eps=LEAST_NORM)  # as codes are
    return errors / states[:, -1]


def _children(trees: Sequence[Sequence[Pair]], leaves: Tensor) -> Tensor:
    n_time, rows = leaves.shape[1], list[tuple[int, ...]]()
    for number, children in enumerate(trees):
        n_leaves, first = len(children) + 1, len(rows)
        rows += [
            tuple(number * n_time + child if child < n_leaves else -1 - (first + child - n_leaves) for child in pair)
            for pair in children
        ]
    return torch.tensor(rows, dtype=torch.long, device=leaves.device).reshape(-1, 2)
