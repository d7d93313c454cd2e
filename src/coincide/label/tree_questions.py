"""Our strategy: the typical members of a nested tree of clusters, first of the coarse ones, then where doubt is.

The first questions go to the clusters of a coarse cut through the tree, the biggest first. From then on each question
parts a cluster: of the fine clusters in it, the one is asked about whose answer would reach the events that are most in
doubt. A cluster that a person called mixed is parted at once, and so is one in which two labels disagree. Old answers
stay valid, since the tree is nested.

The tree grows on embeddings that were averaged with their nearest neighbors, which takes single events out of the way.
Asking where doubt is, and only there, fails where a kind of call has no name yet and looks like another; two things
guard against it: the coarse cut, and that an event which hardly any label reaches counts as in doubt.

Dasgupta and Hsu 2008 for sampling a hierarchy; Zhao, Heittola and Virtanen 2017 for medoids of sound events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.label.questions import Known, Question
from coincide.label.spread import Spreader
from coincide.label.strategies import spread_out
from coincide.label.tree import Tree, grow_tree
from coincide.seeds import generator

N_COARSE, N_FINE = 10, 200
N_AVERAGED = 10
_BLOCK = 1024


class TreeQuestions:
    """Medoids of a nested tree.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 1, unit rows.
    spreader : over the same n events.
    n_coarse : clusters of the first cut, at least 1; no more than there will be questions.
    """

    name = "tree"

    def __init__(
        self, embeddings: NDArray[np.float32], spreader: Spreader, *, n_coarse: int = N_COARSE, seed: int
    ) -> None:
        self._embeddings = average_with_nearest(embeddings)
        self._spreader = spreader
        self._tree: Tree = grow_tree(self._embeddings, rng=generator(seed, "tree"))
        self._coarse = self._tree.cut(n_coarse)
        self._places = np.argsort(self._tree.rows)
        self._medoids: dict[int, int] = {}

    def next(self, known: Known) -> Question | None:
        """Return the question about the biggest coarse cluster without a label, then about the greatest doubt."""
        coarse = self._open(self._coarse, known)
        if coarse:
            return self._question(max(coarse, key=self._tree.size))
        n_fine = N_FINE
        while True:
            fine = self._open(self._tree.cut(n_fine), known)
            if fine:
                return self._question(self._most_in_doubt(fine, known.labels))
            if n_fine >= len(self._embeddings):
                return None
            n_fine *= 2

    def _open(self, nodes: Sequence[int], known: Known) -> list[int]:
        """Part clusters that are known to be mixed, and return those that nothing was said about."""
        said = {int(self._places[row]): name for row, name in known.labels.items()}
        said |= {int(self._places[row]): "" for row in known.skipped}
        # Of an event that stood for ever smaller mixed clusters, the smallest counts.
        mixed = {int(self._places[row]): size for row, size in sorted(known.mixed, reverse=True)}
        return [node for node in self._pure(nodes, said, mixed) if not self._inside(node, said)]

    def _pure(self, nodes: Sequence[int], said: Mapping[int, str], mixed: Mapping[int, int]) -> Iterator[int]:
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            names = {said[place] for place in self._inside(node, said)} - {""}
            smallest = min((mixed[place] for place in self._inside(node, mixed)), default=self._tree.size(node) + 1)
            is_mixed = len(names) > 1 or self._tree.size(node) >= smallest
            parts = self._tree.parts(node)
            if not is_mixed:
                yield node
            elif parts is not None:
                waiting += parts

    def _inside(self, node: int, places: Mapping[int, object]) -> list[int]:
        start, stop = self._tree.starts[node], self._tree.stops[node]
        return [place for place in places if start <= place < stop]

    def _most_in_doubt(self, nodes: Sequence[int], labels: Mapping[int, str]) -> int:
        doubts = 1 - self._spreader.spread(labels).lead if labels else np.ones(len(self._embeddings), np.float32)

        def gain(node: int) -> float:
            walk = self._spreader.walk(self._medoid(node))
            return float(walk @ doubts / walk.sum())

        return max(nodes, key=lambda node: (gain(node), node))

    def _medoid(self, node: int) -> int:
        if node not in self._medoids:
            self._medoids[node] = int(self._ranked(node)[0])
        return self._medoids[node]

    def _ranked(self, node: int) -> NDArray[np.int64]:
        """Return the members of a node, the most typical first."""
        rows = self._tree.members(node)
        mean = self._embeddings[rows].mean(axis=0)
        return rows[np.argsort(-(self._embeddings[rows] @ mean), kind="stable")]

    def _question(self, node: int) -> Question:
        ranked = self._ranked(node)
        return Question(int(ranked[0]), spread_out(ranked), len(ranked))


def average_with_nearest(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of each row and what lies nearest, 10 rows in all, as unit rows."""
    n = len(embeddings)
    k = min(N_AVERAGED, n)
    averaged = np.empty_like(embeddings)
    for start in range(0, n, _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ embeddings.T
        nearest = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
        averaged[start : start + _BLOCK] = embeddings[nearest].mean(axis=1)
    return averaged / np.maximum(np.linalg.norm(averaged, axis=1, keepdims=True), 1e-9)
