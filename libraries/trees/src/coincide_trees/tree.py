"""A parse tree: how the leaves of a sequence, or the regions of a picture, join step by step into one whole.

Nodes are numbered. Leaves come first, in order; then the inner nodes, each after its children, so that the last one is
the root. Parsers give binary trees, `n_leaves − 1` inner nodes; trees that people annotated may have any number of
children.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from coincide_trees.errors import InputError

Span = tuple[int, int]
"""First leaf, and one past the last."""


@dataclass(frozen=True)
class Tree:
    """A tree over named leaves.

    Attributes
    ----------
    leaves : the name of each leaf, at least one.
    children : of each inner node the numbers of its children, left to right, every one made before it.
    labels : what each inner node is called, empty text for nothing; or none at all.
    scores : how good each inner node is as a join, higher is better; or none at all.

    Raises
    ------
    InputError : this is not one whole tree.
    """

    leaves: tuple[str, ...]
    children: tuple[tuple[int, ...], ...] = ()
    labels: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.leaves:
            raise InputError("expected a tree with at least one leaf, got none.")
        for name, values in (("labels", self.labels), ("scores", self.scores)):
            if values and len(values) != len(self.children):
                raise InputError(f"expected {len(self.children)} {name}, one for each inner node, got {len(values)}.")
        _check_children(len(self.leaves), self.children)

    @property
    def n_leaves(self) -> int:
        """The number of leaves."""
        return len(self.leaves)

    @property
    def n_nodes(self) -> int:
        """The number of nodes, leaves included."""
        return len(self.leaves) + len(self.children)

    @property
    def root(self) -> int:
        """The number of the root, which is the last node."""
        return self.n_nodes - 1

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """The leaves under each node, in the order of the tree."""
        under: list[tuple[int, ...]] = [(leaf,) for leaf in range(self.n_leaves)]
        for node in self.children:
            under.append(tuple(leaf for child in node for leaf in under[child]))
        return tuple(under)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """First and past-last leaf of each inner node, in the order of nodes.

        For trees over sequences, where the leaves of every node are neighbors.
        """
        first = list(range(self.n_leaves))
        stop = [leaf + 1 for leaf in first]
        for node in self.children:
            first.append(min(first[child] for child in node))
            stop.append(max(stop[child] for child in node))
        return tuple(zip(first[self.n_leaves :], stop[self.n_leaves :], strict=True))


def _check_children(n_leaves: int, children: tuple[tuple[int, ...], ...]) -> None:
    free = set(range(n_leaves))
    for number, node in enumerate(children, start=n_leaves):
        if not node or len(set(node)) != len(node) or not free.issuperset(node):
            raise InputError(
                f"expected every inner node to join nodes made before it that have no parent yet, got node {number} "
                f"with children {list(node)}."
            )
        free.difference_update(node)
        free.add(number)
    if len(free) != 1:
        raise InputError(f"expected one root above all leaves, got {len(free)} separate parts.")
