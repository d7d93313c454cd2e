"""Trees that know nothing of their leaves: the baselines that a parser must beat.

English is mostly right-branching, so that the plainest of these is hard to beat there; no one of them is good at all
kinds of sequences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coincide_trees.tree import Tree


def right_branching(leaves: Sequence[str]) -> Tree:
    """Join each leaf to everything that follows it: ``(a (b (c d)))``.

    Parameters
    ----------
    leaves : names, at least one.

    Returns
    -------
    A binary tree.
    """
    return _split(leaves, lambda _: 1)


def left_branching(leaves: Sequence[str]) -> Tree:
    """Join everything so far to the next leaf: ``(((a b) c) d)``.

    Parameters
    ----------
    leaves : names, at least one.

    Returns
    -------
    A binary tree.
    """
    return _split(leaves, lambda n_leaves: n_leaves - 1)


def balanced(leaves: Sequence[str]) -> Tree:
    """Halve the leaves, and each half again; of an odd number the left half has one more.

    Parameters
    ----------
    leaves : names, at least one.

    Returns
    -------
    A binary tree.
    """
    return _split(leaves, lambda n_leaves: (n_leaves + 1) // 2)


def random_tree(leaves: Sequence[str], *, rng: np.random.Generator) -> Tree:
    """Split the leaves at a place drawn evenly among all, and each part again.

    Not even over trees: balanced ones come more often, as they do from a parser that joins random neighbors.

    Parameters
    ----------
    leaves : names, at least one.
    rng : source of the draws.

    Returns
    -------
    A binary tree.
    """
    return _split(leaves, lambda n_leaves: int(rng.integers(1, n_leaves)))


def _split(leaves: Sequence[str], left_size: Callable[[int], int]) -> Tree:
    """Split from the top, a stack instead of recursion since thousands of leaves may nest."""
    children: list[tuple[int, ...]] = []
    done: list[int] = []
    # A part that is to be split, or, with no size, two finished ones that are to be joined.
    todo: list[tuple[int, int] | None] = [(0, len(leaves))]
    while todo:
        part = todo.pop()
        if part is None:
            right, left = done.pop(), done.pop()
            done.append(len(leaves) + len(children))
            children.append((left, right))
        elif part[1] - part[0] <= 1:
            done.append(part[0])
        else:
            middle = part[0] + left_size(part[1] - part[0])
            todo += [None, (middle, part[1]), (part[0], middle)]
    return Tree(tuple(leaves), tuple(children))
