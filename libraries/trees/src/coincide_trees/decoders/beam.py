"""Beam search: several courses of merging side by side, the best by what their merges sum to so far.

All courses have made equally many merges, so their sums compare. Two that arrive at the same nodes by other orders are
one. Nodes that several courses make are scored once. The course of greedy parsing is kept to the end, so the result is
never worse than greedy; with a beam of one it is greedy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.decoders.scored_tree import Pair, Pool, ScoredTree, upward
from coincide_trees.errors import InputError
from coincide_trees.models.protocol import Merger


def beam_search(leaves: Tensor, lengths: Sequence[int], model: Merger, *, beam: int = 8) -> list[ScoredTree]:
    """Parse a batch of states (batch, time, state) with `beam` courses each."""
    if beam < 1:
        raise InputError(f"expected `beam` of at least 1, got {beam}.")
    first_guesses = greedy(leaves, [chain(length) for length in lengths], model)
    if beam == 1:
        return first_guesses
    pool = Pool(leaves.flatten(0, 1))
    searches = [_Search(length, number * leaves.shape[1], beam) for number, length in enumerate(lengths)]
    while not all(search.is_done for search in searches):
        wanted = [(search, pair) for search in searches for pair in search.unscored()]
        if wanted:  # all pairs of all courses may be known from earlier ones
            rows = [search.rows_of(pair) for search, pair in wanted]
            first, scores = pool.merge([left for left, _ in rows], [right for _, right in rows], model)
            for row, ((search, pair), score) in enumerate(zip(wanted, scores, strict=True), start=first):
                search.add(pair, row, score)
        for search in searches:
            search.step()
    return [max(search.found(pool), guess, key=_total) for search, guess in zip(searches, first_guesses, strict=True)]


def _total(found: ScoredTree) -> float:
    return found.total


@dataclass(frozen=True)
class _Course:
    """Nodes side by side, left to right, and the sum of the merges that made them."""

    nodes: tuple[int, ...]
    total: float

    def pairs(self) -> list[Pair]:
        return list(zip(self.nodes, self.nodes[1:], strict=False))


class _Search:
    """The courses of one sequence, and all nodes that any of them has made or could make."""

    def __init__(self, n_leaves: int, first_row: int, beam: int) -> None:
        self._n_leaves, self._beam = n_leaves, beam
        self._courses = [_Course(tuple(range(n_leaves)), 0.0)]
        self._rows = [first_row + leaf for leaf in range(n_leaves)]
        self._scores = [0.0] * n_leaves
        self._nodes: dict[Pair, int] = {}

    @property
    def is_done(self) -> bool:
        return len(self._courses[0].nodes) == 1

    def unscored(self) -> list[Pair]:
        pairs = dict.fromkeys(pair for course in self._courses for pair in course.pairs())
        return [pair for pair in pairs if pair not in self._nodes]

    def rows_of(self, pair: Pair) -> Pair:
        return self._rows[pair[0]], self._rows[pair[1]]

    def add(self, pair: Pair, row: int, score: float) -> None:
        self._nodes[pair] = len(self._rows)
        self._rows.append(row)
        self._scores.append(score)

    def step(self) -> None:
        """Make one merge in every course, in all ways, and keep the best; nothing when it is done."""
        if self.is_done:
            return
        grown: dict[tuple[int, ...], float] = {}
        for course in self._courses:
            for place, pair in enumerate(course.pairs()):
                node = self._nodes[pair]
                nodes = (*course.nodes[:place], node, *course.nodes[place + 2 :])
                grown[nodes] = course.total + self._scores[node]
        best = sorted(grown, key=lambda nodes: -grown[nodes])[: self._beam]
        self._courses = [_Course(nodes, grown[nodes]) for nodes in best]

    def found(self, pool: Pool) -> ScoredTree:
        children = {node: pair for pair, node in self._nodes.items()}
        order, renumbered = upward(self._n_leaves, self._courses[0].nodes[0], children)
        scores = [self._scores[node] for node in order]
        return ScoredTree(self._n_leaves, renumbered, scores, pool.rows[[self._rows[node] for node in order]])
