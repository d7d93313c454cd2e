"""Greedy parsing: always the best merge there is. T leaves cost O(T) work of the network and O(T log T) for the heap.

After a merge only its new neighbors have to be scored (two at most in a chain); everything else waits in the heap, and
what died meanwhile is skipped when it comes up. Many sequences are parsed side by side: each round takes one merge of
each, and one call of the network scores all new pairs of all.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from torch import Tensor

from coincide_trees.adjacency import Adjacency
from coincide_trees.decoders.scored_tree import Pair, Pool, ScoredTree, upward
from coincide_trees.fitting.truth import Aim, Mark
from coincide_trees.models.protocol import Merger

_TIE_DIGITS = 5
"""Scores that differ less are a tie, and the first in time wins: float32 sums of another batch differ in the sixth."""

_Candidate = tuple[float, int, int, int, int, int, float]
"""Minus the rank, first leaves of left and right, nodes left and right, row of the parent, score."""


def greedy(
    leaves: Tensor,
    adjacencies: Sequence[Adjacency],
    model: Merger,
    *,
    aims: Sequence[Aim] | None = None,
) -> list[ScoredTree]:
    """Parse a batch of states (batch, time, state), each sequence as long as its adjacency says."""
    pool = Pool(leaves.flatten(0, 1))
    n_time = leaves.shape[1]
    searches = [
        _Search(adjacency, number * n_time, None if aims is None else aims[number])
        for number, adjacency in enumerate(adjacencies)
    ]
    wanted = [(search, pair) for search in searches for pair in search.all_pairs()]
    while wanted:
        rows = [search.rows_of(pair) for search, pair in wanted]
        first, scores = pool.merge([left for left, _ in rows], [right for _, right in rows], model)
        for row, ((search, pair), score) in enumerate(zip(wanted, scores, strict=True), start=first):
            search.offer(pair, row, score)
        wanted = [(search, pair) for search in searches if not search.is_done for pair in search.step()]
    return [search.found(pool) for search in searches]


class _Search:
    """The state of one parse: nodes alive and their neighbors, and merges to choose from."""

    def __init__(self, adjacency: Adjacency, first_row: int, aim: Aim | None) -> None:
        self.n_leaves = adjacency.n_leaves
        self._neighbors: dict[int, set[int]] = dict(enumerate(adjacency.neighbors()))
        self._first = list(range(self.n_leaves))
        self._rows = [first_row + leaf for leaf in range(self.n_leaves)]
        self._heap: list[_Candidate] = []
        self._aim = aim
        self._marks: list[Mark] = [] if aim is None else [aim.truth.leaf(leaf) for leaf in range(self.n_leaves)]
        self._children: dict[int, Pair] = {}
        self._scores: list[float] = []

    @property
    def is_done(self) -> bool:
        return len(self._neighbors) == 1

    def all_pairs(self) -> list[Pair]:
        return [(leaf, other) for leaf, others in self._neighbors.items() for other in sorted(others) if leaf < other]

    def rows_of(self, pair: Pair) -> Pair:
        return self._rows[pair[0]], self._rows[pair[1]]

    def offer(self, pair: Pair, row: int, score: float) -> None:
        left, right = pair
        rank = round(score + self._lean(pair), _TIE_DIGITS)
        heapq.heappush(self._heap, (-rank, self._first[left], self._first[right], left, right, row, score))

    def step(self) -> list[Pair]:
        """Take the best merge of nodes alive; the pairs that it makes possible."""
        while True:
            _, first, _, left, right, row, score = heapq.heappop(self._heap)
            if left in self._neighbors and right in self._neighbors:
                break
        node = len(self._rows)
        self._rows.append(row)
        self._first.append(first)
        self._scores.append(score)
        self._children[node] = (left, right)
        if self._aim is not None:
            self._marks.append(self._aim.truth.join(self._marks[left], self._marks[right])[0])
        others = (self._neighbors.pop(left) | self._neighbors.pop(right)) - {left, right}
        self._neighbors[node] = others
        for other in others:
            self._neighbors[other].difference_update((left, right))
            self._neighbors[other].add(node)
        return [(node, other) if first < self._first[other] else (other, node) for other in sorted(others)]

    def found(self, pool: Pool) -> ScoredTree:
        order, children = upward(self.n_leaves, len(self._rows) - 1, self._children)
        scores = [self._scores[node - self.n_leaves] for node in order]
        return ScoredTree(self.n_leaves, children, scores, pool.rows[[self._rows[node] for node in order]])

    def _lean(self, pair: Pair) -> float:
        if self._aim is None:
            return 0.0
        is_right = self._aim.truth.join(self._marks[pair[0]], self._marks[pair[1]])[1]
        return 0.0 if is_right else self._aim.lean
