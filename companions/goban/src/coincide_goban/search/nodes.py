"""The nodes of a tree in flat arrays, kept from move to move; rows are named in `compiled.tree`."""

from __future__ import annotations

import math

import numpy as np

from coincide_goban.compiled import tree
from coincide_goban.search.choice import Position


class Nodes:
    """Nodes that follow a game.

    Attributes
    ----------
    ints, floats : a column a node, the root in column 0.
    ranges : per thread, the next free column and the end of its share.
    position : the root's, or None before the first.
    """

    def __init__(self, capacity: int, *, threads: int = 1) -> None:
        self.ints = np.zeros((tree.N_INT_ROWS, capacity), np.int64)
        self.floats = np.zeros((tree.N_FLOAT_ROWS, capacity), np.float64)
        self.ranges = [np.zeros(2, np.int64) for _ in range(threads)]
        self.position: Position | None = None
        # `zeros_like` would write to all of it, and take the memory at once.
        self._spare = (np.zeros(self.ints.shape, np.int64), np.zeros(self.floats.shape, np.float64))
        self._clear()

    def follow(self, position: Position) -> None:
        """Make the root this position; what the tree knew about it is kept."""
        node = self._find(position)
        if node is None:
            self._clear()
        elif node > 0:
            self._keep(node)
        self.position = position

    def children(self, node: int) -> np.ndarray:
        """Columns of a node's children."""
        first = self.ints[tree.FIRST, node]
        return np.arange(first, first + self.ints[tree.COUNT, node])

    def by_visits(self) -> list[int]:
        """The root's children that are legal, most visited first."""
        children = self.children(0)
        order = children[np.argsort(-self.floats[tree.VISITS, children], kind="stable")]
        return [int(child) for child in order if self.ints[tree.MOVE, child] >= 0]

    def visits(self) -> float:
        """Visits of the root."""
        return float(self.floats[tree.VISITS, 0])

    def lead(self) -> float:
        """By how many visits the root's most visited legal move is ahead of the next; infinite if there is no other."""
        best = self.floats[tree.VISITS, self.by_visits()[:2]]
        return math.inf if len(best) == 1 else float(best[0] - best[1]) if len(best) else 0.0

    def line(self, node: int) -> tuple[int, ...]:
        """The moves that follow each other by most visits, from a node on."""
        moves = [int(self.ints[tree.MOVE, node])]
        while len(moves) < 20 and self.ints[tree.COUNT, node] > 0:
            children = self.children(node)
            node = int(children[np.argmax(self.floats[tree.VISITS, children])])
            if self.floats[tree.VISITS, node] < 2:
                break
            moves.append(int(self.ints[tree.MOVE, node]))
        return tuple(moves)

    def _find(self, position: Position) -> int | None:
        """The node of a position that follows the last one by at most two moves; None if there is none."""
        moves = None if self.position is None else position.moves_since(self.position)
        if moves is None:
            return None
        node = 0
        for move in moves:
            matches = [int(c) for c in self.children(node) if self.ints[tree.MOVE, c] == move]
            if not matches or self.ints[tree.FIRST, node] == 0:
                return None
            node = matches[0]
        return node

    def _keep(self, node: int) -> None:
        ints, floats = self._spare
        free = tree.copy_subtree(self.ints, self.floats, node, ints, floats)
        self._spare = (self.ints, self.floats)
        self.ints, self.floats = ints, floats
        self._share_out(free)

    def _clear(self) -> None:
        self.ints[:, 0] = 0
        self.floats[:, 0] = 0.0
        self._share_out(1)

    def _share_out(self, free: int) -> None:
        """Give each thread an equal part of the free columns."""
        bounds = np.linspace(free, self.ints.shape[1], len(self.ranges) + 1).astype(np.int64)
        for k, range_ in enumerate(self.ranges):
            range_[:] = bounds[k : k + 2]
