"""Which merges are right. Many trees can be: all that keep to what is known.

A truth follows a parse from the leaves up: it keeps a small mark for each node, and says of two nodes whether their
join is right and what mark it gets. So decoders ask in constant time, in chains and graphs alike.

- `SpanTruth`: a tree that a person annotated. A span is right if it crosses none of the tree's spans, so nodes with
  more than two children may be built up in any order.
- `RegionTruth`: a picture whose regions have names. Right is what joins regions of one object, or whole objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coincide_trees.adjacency import Adjacency
from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

Mark = tuple[int, int]


class Truth(Protocol):
    """What is right, for one sequence or picture."""

    @property
    def n_leaves(self) -> int:
        """The number of leaves."""
        ...

    def leaf(self, number: int) -> Mark:
        """The mark of a leaf."""
        ...

    def join(self, left: Mark, right: Mark) -> tuple[Mark, bool]:
        """The mark of the join of two nodes, and whether it is right."""
        ...

    def label(self, mark: Mark) -> str | None:
        """What a node with this mark is called; None if nobody knows."""
        ...


@dataclass(frozen=True)
class Aim:
    """How a decoder should lean: `lean` is added to the score of each merge that the truth calls wrong.

    Plus κ finds the tree that is wrong most temptingly (loss-augmented decoding); minus infinity allows right merges
    only.
    """

    truth: Truth
    lean: float


class SpanTruth:
    """What an annotated tree over a sequence allows.

    Attributes
    ----------
    is_right : (n_leaves, n_leaves + 1), whether the span from a first to a past-last leaf crosses none of the tree's.
    """

    def __init__(self, tree: Tree) -> None:
        self.n_leaves = tree.n_leaves
        self.is_right = _uncrossed(tree)
        names = tree.labels or ("",) * len(tree.children)
        self._names = dict(zip(tree.spans, names, strict=True))
        self._is_named = bool(tree.labels)

    def leaf(self, number: int) -> Mark:
        """The mark of a leaf: its span."""
        return (number, number + 1)

    def join(self, left: Mark, right: Mark) -> tuple[Mark, bool]:
        """The span of both nodes together, and whether it crosses none of the tree's."""
        span = (min(left[0], right[0]), max(left[1], right[1]))
        return span, bool(self.is_right[span])

    def label(self, mark: Mark) -> str | None:
        """The label of the node with this span, empty if there is none; None if the tree has no labels."""
        return self._names.get(mark, "") if self._is_named else None


def _uncrossed(tree: Tree) -> NDArray[np.bool_]:
    first, stop = np.ogrid[: tree.n_leaves, : tree.n_leaves + 1]
    is_right = np.broadcast_to(first < stop, (tree.n_leaves, tree.n_leaves + 1)).copy()
    for start, end in set(tree.spans):
        is_right &= ~((first < start) & (start < stop) & (stop < end))
        is_right &= ~((start < first) & (first < end) & (end < stop))
    return is_right


class RegionTruth:
    """What names of regions allow: an object is a connected set of regions with one name, and is joined first.

    Parameters
    ----------
    names : of each leaf.
    adjacency : which leaves neighbor each other.
    """

    def __init__(self, names: Sequence[str], adjacency: Adjacency) -> None:
        if len(names) != adjacency.n_leaves:
            raise InputError(f"expected {adjacency.n_leaves} names, one for each region, got {len(names)}.")
        self.n_leaves = len(names)
        self._object, self._sizes = _objects(names, adjacency.neighbors())
        self._names = dict(zip(self._object, names, strict=True))

    def leaf(self, number: int) -> Mark:
        """The mark of a region: its object, and 1."""
        return (self._object[number], 1)

    def join(self, left: Mark, right: Mark) -> tuple[Mark, bool]:
        """A mark is an object and how many of its regions are here; or −1 for several, then 1 if all are whole."""
        if left[0] == right[0] >= 0:
            return (left[0], left[1] + right[1]), True
        is_right = self._is_whole(left) and self._is_whole(right)
        return (-1, int(is_right)), is_right

    def label(self, mark: Mark) -> str | None:
        """The name of the object, empty for a node that spans several."""
        return self._names.get(mark[0], "")

    def _is_whole(self, mark: Mark) -> bool:
        return mark[1] == (1 if mark[0] < 0 else self._sizes[mark[0]])


def _objects(names: Sequence[str], neighbors: list[set[int]]) -> tuple[list[int], list[int]]:
    """Number connected sets of leaves with one name; the number of each leaf, and how many leaves each has."""
    found, sizes = [-1] * len(names), list[int]()
    for start in range(len(names)):
        if found[start] >= 0:
            continue
        found[start], waiting, size = len(sizes), [start], 0
        while waiting:
            leaf = waiting.pop()
            size += 1
            for other in neighbors[leaf]:
                if found[other] < 0 and names[other] == names[start]:
                    found[other] = len(sizes)
                    waiting.append(other)
        sizes.append(size)
    return found, sizes
