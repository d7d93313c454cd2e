"""What a decoder finds, before it is a tree: who joined whom, how good it was, and the states on the way.

All decoders number nodes alike: leaves, then inner nodes as one meets them going up from the left, so that equal trees
are equal records whatever found them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from coincide_trees.models.protocol import Merger
from coincide_trees.tree import Tree

Pair = tuple[int, int]


@dataclass(frozen=True)
class ScoredTree:
    """A binary tree over numbered leaves.

    Attributes
    ----------
    n_leaves : how many leaves.
    children : of each inner node, left and right.
    scores : of each inner node.
    states : of each inner node, (n_leaves − 1, state).
    """

    n_leaves: int
    children: list[Pair]
    scores: list[float]
    states: Tensor

    @property
    def total(self) -> float:
        return sum(self.scores)

    def as_tree(self, names: Sequence[str], model: Merger) -> Tree:
        labels = model.names_of(self.states) if self.children else ()
        return Tree(tuple(names), tuple(self.children), labels, tuple(self.scores))


@dataclass
class Pool:
    """States in rows that grow by blocks; rows stay where they are."""

    rows: Tensor
    n_rows: int = field(init=False)

    def __post_init__(self) -> None:
        self.n_rows = len(self.rows)

    def merge(self, left: list[int], right: list[int], model: Merger, *, block: int = 65536) -> tuple[int, list[float]]:
        """Join rows, store the parents behind the others: the row of the first, and all scores."""
        first, scores = self.n_rows, list[float]()
        self._reserve(len(left))
        for start in range(0, len(left), block):
            index = torch.tensor([left[start : start + block], right[start : start + block]], device=self.rows.device)
            parents, score = model.merge(self.rows[index[0]], self.rows[index[1]])
            self.rows[self.n_rows : self.n_rows + len(parents)] = parents
            self.n_rows += len(parents)
            scores += score.tolist()
        return first, scores

    def _reserve(self, n_more: int) -> None:
        if self.n_rows + n_more > len(self.rows):
            n_new = max(n_more, len(self.rows))
            self.rows = torch.cat([self.rows, self.rows.new_empty((n_new, self.rows.shape[1]))])


def upward(n_leaves: int, root: int, children: dict[int, Pair]) -> tuple[list[int], list[Pair]]:
    """Number inner nodes going up from the left.

    Parameters
    ----------
    root : its number in whatever numbering the decoder used; leaves are 0 to n_leaves − 1.
    children : left and right of each inner node, in that numbering.

    Returns
    -------
    The old numbers of the inner nodes in the new order, and their children in new numbers.
    """
    order: list[int] = []
    waiting = [root]
    while waiting:  # parents before children, right before left: the reverse of going up from the left
        node = waiting.pop()
        if node >= n_leaves:
            order.append(node)
            waiting.extend(children[node])
    order.reverse()
    number = {node: n_leaves + place for place, node in enumerate(order)}
    return order, [(number.get(a, a), number.get(b, b)) for a, b in (children[node] for node in order)]
