"""Who may merge with whom: neighbors in time, in a picture, in any graph, or everybody.

Two nodes are neighbors if a leaf of one is a neighbor of a leaf of the other; what holds for leaves settles the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coincide_trees.errors import InputError

Kind = Literal["chain", "any", "graph"]


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Neighbors among leaves; made by `chain`, `any_pair`, `grid` or `graph`.

    Attributes
    ----------
    n_leaves : how many leaves it is about.
    kind : ``chain``, ``any`` or ``graph``.
    edges : pairs of neighbors, the lower number first, sorted; of a graph only.
    """

    n_leaves: int
    kind: Kind
    edges: tuple[tuple[int, int], ...] = ()

    def neighbors(self) -> list[set[int]]:
        """The neighbors of each leaf."""
        if self.kind == "any":
            everyone = set(range(self.n_leaves))
            return [everyone - {leaf} for leaf in range(self.n_leaves)]
        found: list[set[int]] = [set() for _ in range(self.n_leaves)]
        edges = self.edges if self.kind == "graph" else ((leaf, leaf + 1) for leaf in range(self.n_leaves - 1))
        for one, other in edges:
            found[one].add(other)
            found[other].add(one)
        return found


def chain(n_leaves: int) -> Adjacency:
    """Each leaf neighbors the one before and the one after, as in time."""
    return Adjacency(n_leaves, "chain")


def any_pair(n_leaves: int) -> Adjacency:
    """Any two leaves are neighbors: for sets. Work grows with the square of the number of leaves."""
    return Adjacency(n_leaves, "any")


def grid(n_rows: int, n_columns: int) -> Adjacency:
    """Leaves are the cells of a table, row by row; neighbors share a side.

    Examples
    --------
    >>> grid(2, 2).edges
    ((0, 1), (0, 2), (1, 3), (2, 3))
    """
    cells = [(row, column) for row in range(n_rows) for column in range(n_columns)]
    across = [
        (row * n_columns + column, row * n_columns + column + 1) for row, column in cells if column + 1 < n_columns
    ]
    down = [(row * n_columns + column, (row + 1) * n_columns + column) for row, column in cells if row + 1 < n_rows]
    return graph(n_rows * n_columns, across + down)


def graph(n_leaves: int, edges: Iterable[tuple[int, int]]) -> Adjacency:
    """Neighbors as listed, in either order.

    Raises
    ------
    InputError : an edge leaves the graph or joins a leaf to itself; or the graph is in parts, and no tree holds all.
    """
    pairs: set[tuple[int, int]] = set()
    for one, other in edges:
        if not (0 <= one < n_leaves and 0 <= other < n_leaves) or one == other:
            raise InputError(
                f"expected edges between two of the leaves 0 to {n_leaves - 1}, got ({one}, {other}). Remove it, or "
                "give more leaves."
            )
        pairs.add((min(one, other), max(one, other)))
    found = Adjacency(n_leaves, "graph", tuple(sorted((int(one), int(other)) for one, other in pairs)))
    n_parts = _n_parts(found.neighbors())
    if n_parts > 1:
        raise InputError(
            f"expected a connected graph, got {n_parts} separate parts. Add edges between them, or parse each by "
            "itself."
        )
    return found


def _n_parts(neighbors: list[set[int]]) -> int:
    unseen, n_parts = set(range(len(neighbors))), 0
    while unseen:
        n_parts += 1
        waiting = [unseen.pop()]
        while waiting:
            reached = neighbors[waiting.pop()] & unseen
            unseen -= reached
            waiting.extend(reached)
    return n_parts
