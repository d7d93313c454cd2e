"""The recursion of the original post, on our encoder: what a parse costs without neighbors and a heap.

The post is the blog post of 2020-03-12 that this library grew out of.

Every two nodes may merge, not only neighbors; each round scores all of them anew, one call of the network each; and the
pair with the least error wins, the errors of everything below it included. T leaves take (T + 1) T (T − 1) / 6 calls.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide_trees import Tree
from coincide_trees.models.protocol import Merger

_Node = tuple[int, Tensor, float]
"""Number, state (1, state), and summed score."""


@torch.no_grad()
def greedy_tree(vectors: NDArray[np.float32], model: Merger) -> Tree:
    """Parse vectors (leaves, dim) as the post does; of equal pairs the first wins."""
    n_leaves = len(vectors)
    states = model.leaves(torch.tensor(vectors)[None], [n_leaves])[0]
    nodes: list[_Node] = [(leaf, states[leaf : leaf + 1], 0.0) for leaf in range(n_leaves)]
    children: list[tuple[int, int]] = []
    while len(nodes) > 1:
        best: tuple[float, int, int, Tensor] | None = None
        for left, right in combinations(range(len(nodes)), 2):
            state, score = model.merge(nodes[left][1], nodes[right][1])
            total = score.item() + nodes[left][2] + nodes[right][2]
            if best is None or total > best[0]:
                best = (total, left, right, state)
        assert best is not None
        total, left, right, state = best
        children.append((nodes[left][0], nodes[right][0]))
        nodes[left] = (n_leaves + len(children) - 1, state, total)
        del nodes[right]
    return Tree(tuple(str(leaf) for leaf in range(n_leaves)), tuple(children))
