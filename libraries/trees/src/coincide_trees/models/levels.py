"""Fixed trees, run through the network all at once and with gradient.

A search picks one merge after another; once the trees are known, that order is no longer needed. Nodes that are equally
far from their roots are merged in one call for all trees of a batch, the deepest first. An inner child is always of the
level just before its parent's, and every leaf is used once, so each number moves once: the work of a step grows with
the number of nodes, and its number of calls with the height of the tallest tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from coincide_trees.decoders.scored_tree import Pair
from coincide_trees.models.protocol import Merger


@dataclass(frozen=True)
class NodeStates:
    """What the network says of given trees; rows are inner nodes, tree after tree, as the trees number them.

    Attributes
    ----------
    scores : (nodes,).
    states : (nodes, state).
    first : first row of each tree, and past the last.
    """

    scores: Tensor
    states: Tensor
    first: list[int]

    def totals(self) -> Tensor:
        """Summed scores of each tree, (trees,)."""
        n_nodes = torch.tensor([after - before for before, after in pairwise(self.first)], device=self.scores.device)
        tree = torch.repeat_interleave(torch.arange(len(n_nodes), device=self.scores.device), n_nodes)
        return self.scores.new_zeros(len(n_nodes)).index_add(0, tree, self.scores)


@dataclass(frozen=True)
class _Level:
    """The merges that are equally far from their roots; children count nodes of the level below, then `leaves`."""

    nodes: list[int]
    left: list[int]
    right: list[int]
    leaves: list[int]


def grow(leaves: Tensor, trees: Sequence[Sequence[Pair]], model: Merger) -> NodeStates:
    """Run trees over states of leaves (batch, time, state).

    Parameters
    ----------
    trees : of each sequence the children of its inner nodes, as `Tree.children` has them, all binary.
    """
    first = [0]
    for children in trees:
        first.append(first[-1] + len(children))
    levels = _levels(trees, first, leaves.shape[1])
    rows = torch.tensor([leaf for level in levels for leaf in level.leaves], device=leaves.device, dtype=torch.long)
    entering = leaves.flatten(0, 1)[rows].split([len(level.leaves) for level in levels])
    below = leaves.new_zeros((0, leaves.shape[2]))
    all_states, all_scores = list[Tensor](), list[Tensor]()
    for level, entrants in zip(levels, entering, strict=True):
        children = torch.cat([below, entrants])
        picked = torch.tensor([level.left, level.right], device=leaves.device)
        below, scores = model.merge(children[picked[0]], children[picked[1]])
        all_states.append(below)
        all_scores.append(scores)
    if not levels:
        return NodeStates(leaves.new_zeros(0), below, first)
    order = torch.tensor([node for level in levels for node in level.nodes], device=leaves.device).argsort()
    return NodeStates(torch.cat(all_scores)[order], torch.cat(all_states)[order], first)


def _levels(trees: Sequence[Sequence[Pair]], first: list[int], n_time: int) -> list[_Level]:
    """Sort merges by their distance from the root, the farthest first."""
    levels: list[_Level] = []
    for number, children in enumerate(trees):
        n_leaves = len(children) + 1
        current = [n_leaves + len(children) - 1] if children else []
        depth = 0
        while current:
            if depth == len(levels):
                levels.append(_Level([], [], [], []))
            level, deeper = levels[depth], list[int]()
            for node in current:
                level.nodes.append(first[number] + node - n_leaves)
                for child, side in zip(children[node - n_leaves], (level.left, level.right), strict=True):
                    if child < n_leaves:
                        side.append(-1 - len(level.leaves))
                        level.leaves.append(number * n_time + child)
                    else:
                        side.append((0 if depth + 1 == len(levels) else len(levels[depth + 1].nodes)) + len(deeper))
                        deeper.append(child)
            current, depth = deeper, depth + 1
    for number, level in enumerate(levels, start=1):
        n_below = len(levels[number].nodes) if number < len(levels) else 0
        for side in (level.left, level.right):
            side[:] = [place if place >= 0 else n_below - 1 - place for place in side]
    return levels[::-1]
