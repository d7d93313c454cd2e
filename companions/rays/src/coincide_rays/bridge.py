"""The one file that may import a library of ours: pictures with truth as lessons for a tree parser.

A picture becomes a graph of regions, one for each part that is seen, with `coincide_trees.regions_of`; the scene's tree
says which joins of regions are right. `docs/decisions/0002-bridge.md` has the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from coincide_trees import Adjacency, graph, regions_of
from numpy.typing import NDArray

from coincide_rays.truth.tree import Tree
from coincide_rays.truth.truth import Truth

REACH = 8  # pixels; regions as near as this are neighbors
Mark = tuple[int, int]


@dataclass(frozen=True)
class PictureLesson:
    """A picture as the parser takes it.

    Attributes
    ----------
    vectors : of the regions: color, spread, middle, size.
    adjacency : which regions are near each other.
    truth : which joins are right, for `fit_grammar`.
    sets : the leaves of each inner node of the tree but the root, for scoring.
    """

    vectors: NDArray[np.float32]
    adjacency: Adjacency
    truth: NestedTruth
    sets: frozenset[frozenset[int]]


class NestedTruth:
    """What a tree over a set of leaves allows: a join that cuts no inner node in two. See `coincide_trees`'s `Truth`.

    A mark is a node and how many of its leaves are here: the least node that holds them, all or whole children of it.
    """

    def __init__(self, tree: Tree, leaf_of: dict[int, int]) -> None:
        self.n_leaves = len(leaf_of)
        self._parents: list[int] = [-1] * self.n_leaves
        self._sizes: list[int] = [1] * self.n_leaves
        self.sets: list[frozenset[int]] = [frozenset((leaf,)) for leaf in range(self.n_leaves)]
        self._add(tree, leaf_of)

    def _add(self, tree: Tree, leaf_of: dict[int, int]) -> int:
        """Number the nodes that hold several leaves; -1 for nothing that is seen."""
        if tree.part is not None:
            return leaf_of.get(tree.part, -1)
        children = [child for child in (self._add(each, leaf_of) for each in tree.children) if child >= 0]
        if tree.kind == "world" and -1 in leaf_of:
            children.append(leaf_of[-1])
        if len(children) < 2:
            return children[0] if children else -1
        number = len(self.sets)
        self.sets.append(frozenset().union(*(self.sets[child] for child in children)))
        self._parents.append(-1)
        self._sizes.append(len(self.sets[number]))
        for child in children:
            self._parents[child] = number
        return number

    def leaf(self, number: int) -> Mark:
        return number, 1

    def join(self, left: Mark, right: Mark) -> tuple[Mark, bool]:
        if left[0] < 0 or right[0] < 0:
            return (-1, 0), False
        for node in self._holders(left):
            if node in self._holders(right):
                return (node, left[1] + right[1]), True
        return (-1, 0), False

    def label(self, mark: Mark) -> str | None:
        return None

    def _holders(self, mark: Mark) -> tuple[int, ...]:
        """Nodes that may hold this set as whole children: its own if it is a part of it, else the one above."""
        node, size = mark
        return (node,) if size < self._sizes[node] else (self._parents[node],) if self._parents[node] >= 0 else ()


def picture_lesson(truth: Truth) -> PictureLesson:
    """Turn a picture with its truth into a lesson; the sky is a region of its own."""
    regions = regions_of(truth.part, np.clip(truth.image.pixels, 0, 1))
    numbers = np.unique(truth.part)
    nested = NestedTruth(truth.tree, {int(part): leaf for leaf, part in enumerate(numbers)})
    whole = frozenset(range(len(numbers)))
    sets = frozenset(each for each in nested.sets if 1 < len(each) < len(whole))
    near = _near(regions.numbers, len(numbers))
    return PictureLesson(regions.vectors, graph(len(numbers), near), nested, sets)


def _near(numbers: NDArray[np.int64], n_regions: int) -> list[tuple[int, int]]:
    """Pairs of regions with pixels within `REACH` along a row or a column."""
    pairs: set[tuple[int, int]] = set()
    for step in range(1, REACH + 1):
        for one, other in ((numbers[:, :-step], numbers[:, step:]), (numbers[:-step], numbers[step:])):
            codes = np.unique(np.minimum(one, other) * n_regions + np.maximum(one, other))
            pairs.update((int(code) // n_regions, int(code) % n_regions) for code in codes)
    return sorted(pair for pair in pairs if pair[0] != pair[1])
