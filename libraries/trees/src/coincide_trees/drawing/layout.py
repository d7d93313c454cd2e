"""Where the nodes of a tree stand: leaves side by side, every other node above the middle of its children."""

from __future__ import annotations

from coincide_trees.tree import Tree

Place = tuple[float, int]
"""Places from the left, counted in leaves, and levels above the leaves."""


def places_of(tree: Tree) -> list[Place]:
    """Place all nodes, by number; no two lines cross, whatever the order of the leaves.

    Examples
    --------
    >>> places_of(Tree(("a", "b", "c"), ((0, 1), (3, 2))))
    [(0.0, 0), (1.0, 0), (2.0, 0), (0.5, 1), (1.25, 2)]
    """
    found: list[Place] = [(0.0, 0)] * tree.n_leaves
    for place, leaf in enumerate(tree.members[tree.root]):
        found[leaf] = (float(place), 0)
    for node in tree.children:
        below = [found[child] for child in node]
        middle = (min(place for place, _ in below) + max(place for place, _ in below)) / 2
        found.append((middle, 1 + max(level for _, level in below)))
    return found
