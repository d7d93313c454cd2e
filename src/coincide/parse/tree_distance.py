"""How far two trees are apart: what must be edited to make one of the other (Zhang and Shasha 1989).

To leave out, put in or replace an event is one edit; to dissolve or put a bracket around some is half of one, since
brackets are guessed and events are heard. The sum over what it would cost to take both trees apart wholly is the
distance: 0 for equal trees, 1 for trees that have nothing in common.

Trees are nested tuples here, and forests rows of them: an event is a number, a bracket a tuple of what it holds. Which
name a bracket has does not matter. Negative numbers, for unsure events, equal nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from coincide_trees import Tree

Shape = Any
"""An event or a bracket: an int, or a tuple of shapes."""
Forest = tuple[Shape, ...]
BRACKET = 0.5


def shape_of(tree: Tree, symbols: Sequence[int], node: int) -> Shape:
    """Return a node as nested tuples; a bracket around one thing is that thing."""
    if node < tree.n_leaves:
        return symbols[node]
    children = tuple(shape_of(tree, symbols, child) for child in tree.children[node - tree.n_leaves])
    return children[0] if len(children) == 1 else children


def as_forest(shape: Shape) -> Forest:
    """Return what a bracket holds; an event is a forest of one."""
    return shape if isinstance(shape, tuple) else (shape,)


def leaves_of(forest: Forest) -> list[int]:
    """Return the events of a forest in order."""
    found: list[int] = []
    for shape in forest:
        found += leaves_of(shape) if isinstance(shape, tuple) else [shape]
    return found


def size_of(forest: Forest) -> float:
    """Return what it costs to take a forest apart."""
    return sum(BRACKET + size_of(shape) if isinstance(shape, tuple) else 1.0 for shape in forest)


def tree_distance(one: Forest, other: Forest) -> float:
    """Return the distance of two forests, in [0, 1].

    Cost grows with the product of the squares of their sizes at worst: meant for songs, not for hours.

    Examples
    --------
    >>> tree_distance(((1, 2), 3), ((1, 2), 4))
    0.14285714285714285
    """
    total = size_of(one) + size_of(other)
    return 0.0 if total == 0 else edits(one, other) / total


def at_least(one: Forest, other: Forest) -> float:
    """Return a lower bound of the distance, cheaply: by the events alone, whatever their order."""
    ours, theirs = Counter(leaves_of(one)), Counter(leaves_of(other))
    alike = sum(min(count, theirs[leaf]) for leaf, count in ours.items() if leaf >= 0)
    total = size_of(one) + size_of(other)
    return 0.0 if total == 0 else (max(ours.total(), theirs.total()) - alike) / total


def edits(one: Forest, other: Forest) -> float:
    """Return the least cost of edits between two forests."""

    @cache
    def between(one: Forest, other: Forest) -> float:
        if not one or not other:
            return size_of(one or other)
        if one == other and min(leaves_of(one)) >= 0:
            return 0.0
        (*rest, last), (*other_rest, other_last) = one, other
        ways = [
            between((*rest, *_inside(last)), other) + _own(last),
            between(one, (*other_rest, *_inside(other_last))) + _own(other_last),
        ]
        if isinstance(last, tuple) == isinstance(other_last, tuple):
            same = 0.0 if isinstance(last, tuple) or last == other_last >= 0 else 1.0
            ways.append(between(tuple(rest), tuple(other_rest)) + between(_inside(last), _inside(other_last)) + same)
        return min(ways)

    return between(one, other)


def _inside(shape: Shape) -> Forest:
    return shape if isinstance(shape, tuple) else ()


def _own(shape: Shape) -> float:
    return BRACKET if isinstance(shape, tuple) else 1.0
