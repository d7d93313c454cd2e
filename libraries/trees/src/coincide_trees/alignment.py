"""How well found trees agree with true ones where leaves were found as well: Struct-IoU (Shi and others 2024).

Brackets are sets of leaves, and cannot be compared where both trees have leaves of their own, as words that a
recognizer heard or calls that a detector cut. In time they can: nodes of one tree are aligned with nodes of the other,
each with one at most, and a node above another stays above it. Among all such alignments the best is that with the
largest sum of intersections over unions of the stretches of aligned nodes; the score is that sum over the mean number
of nodes.

The best alignment is found from the leaves up. The aligned nodes below an aligned pair are rows of disjoint nodes in
both trees, each with its own pairs below, so that the best row is found as the longest common subsequence is.

Shi, Gimpel and Livescu 2024, Structured Tree Alignment for Evaluation of (Speech) Constituency Parsing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

Stretch = tuple[float, float]
"""Where something begins and ends, in seconds or in any other unit."""


def struct_iou(true: Tree, found: Tree, *, true_leaves: Sequence[Stretch], found_leaves: Sequence[Stretch]) -> float:
    """Return the average intersection over union of two trees, each over leaves of its own.

    All nodes count, leaves and the whole among them. Cost grows with the square of the product of both numbers of
    nodes at worst, and with the product for flat trees: meant for songs and sentences, not for hours.

    Parameters
    ----------
    true, found : trees over sequences.
    true_leaves, found_leaves : where the leaves of each lie, ascending and disjoint, each longer than nothing.

    Returns
    -------
    In [0, 1]: 1 for equal trees over equal leaves, 0 for trees that lie apart. It is symmetric.

    Raises
    ------
    InputError : the stretches are not ascending, disjoint and one for each leaf.

    Examples
    --------
    One leaf was cut into two. The wholes agree, and the true leaf with half of itself:

    >>> true, found = Tree(("a",), ((0,),)), Tree(("a", "b"), ((0, 1),))
    >>> round(struct_iou(true, found, true_leaves=[(0, 2)], found_leaves=[(0, 1), (1, 2)]), 3)
    0.6
    """
    one, other = _stretches(true, true_leaves, "true_leaves"), _stretches(found, found_leaves, "found_leaves")
    below_one, below_other = _descendants(true, one), _descendants(found, other)
    best: dict[tuple[int, int], float] = {}
    for x in range(true.n_nodes):
        for y in range(found.n_nodes):
            overlap = _overlap(one[x], other[y])
            if overlap > 0:
                best[x, y] = overlap + _best_row(below_one[x], below_other[y], best)
    total = _best_row(_row(range(true.n_nodes), one), _row(range(found.n_nodes), other), best)
    return 2 * total / (true.n_nodes + found.n_nodes)


@dataclass(frozen=True)
class _Row:
    """Nodes by where they end, and how many of them end before each begins."""

    nodes: list[int]
    n_before: list[int]


def _row(nodes: Sequence[int], stretches: Sequence[Stretch]) -> _Row:
    ordered = sorted(nodes, key=lambda node: stretches[node][1])
    ends = [stretches[node][1] for node in ordered]
    return _Row(ordered, [bisect_right(ends, stretches[node][0]) for node in ordered])


def _best_row(one: _Row, other: _Row, best: dict[tuple[int, int], float]) -> float:
    """The largest sum over pairs that are disjoint in both trees, for pairs with all that is below them."""
    sums = [[0.0] * (len(other.nodes) + 1)]
    for x, n_before_x in zip(one.nodes, one.n_before, strict=True):
        above, row = sums[-1], [0.0]
        for place, (y, n_before_y) in enumerate(zip(other.nodes, other.n_before, strict=True)):
            joined = best.get((x, y), 0.0) + sums[n_before_x][n_before_y]
            row.append(max(above[place + 1], row[place], joined))
        sums.append(row)
    return sums[-1][-1]


def _descendants(tree: Tree, stretches: Sequence[Stretch]) -> list[_Row]:
    below: list[list[int]] = [[] for _ in range(tree.n_leaves)]
    for children in tree.children:
        below.append([each for child in children for each in (*below[child], child)])
    return [_row(nodes, stretches) for nodes in below]


def _stretches(tree: Tree, leaves: Sequence[Stretch], name: str) -> list[Stretch]:
    """Where each node lies."""
    bounds = [bound for leaf in leaves for bound in leaf]
    is_ascending = all(start < stop for start, stop in leaves) and bounds == sorted(bounds)
    if len(leaves) != tree.n_leaves or not is_ascending:
        raise InputError(
            f"expected `{name}` to be {tree.n_leaves} stretches (start, stop), ascending and disjoint, each longer "
            f"than 0, got {list(leaves)[:4]}{' and more' if len(leaves) > 4 else ''}."
        )
    return [*leaves, *((leaves[first][0], leaves[stop - 1][1]) for first, stop in tree.spans)]


def _overlap(one: Stretch, other: Stretch) -> float:
    """Intersection over union."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0.0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))
