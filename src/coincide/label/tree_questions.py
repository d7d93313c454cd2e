"""Our strategy: the typical members of a nested tree of clusters.

The first questions go to the clusters of a coarse cut through the tree, where its silhouette is best. From then on each
question parts a cluster. Every other one follows the tree: it goes to the larger of the parts that differ most. The
others go, in a cut that grows finer with every label, to the cluster of which least is known: an event is unknown as
far as its name is in doubt and nothing close to it was named. A cluster that a person called mixed is parted at once,
and so is one in which two labels disagree. Old answers stay valid, since the tree is nested.

The tree grows on embeddings that were averaged with their nearest neighbors, which takes single events out of the way.
A cluster is asked about through the event that most others of it are close to. The one nearest to the mean will not do:
where a cluster holds two kinds, the mean lies between them, where neither is typical (decision 0069).
Asking where doubt is, and only there, fails where a kind of call has no name yet and looks like another: a wrong name
is then beyond doubt. That is what the coarse cut and following the tree are for.

Dasgupta and Hsu 2008 for sampling a hierarchy; Zhao, Heittola and Virtanen 2017 for medoids of sound events.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import cosine_silhouette
from coincide.label.graph import SHARPNESS
from coincide.label.questions import KnownLabels, Question
from coincide.label.spread import Spreader
from coincide.label.strategies import MAX_MEMBERS, spread_out
from coincide.label.tree import Tree, grow_tree
from coincide.seeds import generator

CLUSTERS_PER_LABEL = 4
"""How much finer than the labels the cut is, once each coarse cluster has one."""
BEYOND_DOUBT = 0.3
"""What distance to the nearest label counts where a name is not in doubt at all, with full doubt as 1.3."""
MAX_COARSE = 60
MOST_COMPARED = 500
"""Members of a cluster that each of them is compared with."""
NEARLY_AS_GOOD = 0.92
_EVENTS_PER_AVERAGED, _FEWEST_AVERAGED, _MOST_AVERAGED = 100, 5, 20
_BLOCK = 1024


class TreeQuestions:
    """Questions about the typical members of a nested tree.

    Parameters
    ----------
    embeddings : (n, dim), n ≥ 1, unit rows.
    spreader : over the same n events.
    n_questions : how many there will be, at least 1, as far as is known.
    """

    name = "tree"

    def __init__(self, embeddings: NDArray[np.float32], spreader: Spreader, *, n_questions: int, seed: int) -> None:
        self._embeddings = embeddings
        self._spreader = spreader
        self._tree: Tree = grow_tree(average_with_nearest(embeddings), rng=generator(seed, "tree"))
        self._n_coarse = count_kinds(self._tree, embeddings, n_questions=n_questions)
        self._places = np.argsort(self._tree.rows)
        self._unknown_by: tuple[dict[int, str], NDArray[np.float32]] | None = None

    def next(self, known: KnownLabels) -> Question | None:
        """Return a question about a coarse cluster, then by turns about what differs most and what is least known."""
        unknown = self._unknown(known.labels)
        coarse = self._open(self._tree.cut(self._n_coarse), known)
        if coarse:
            return self._question(max(coarse, key=lambda node: (self._total(node, unknown), node)), known)
        follows_tree = len(known.labels) % 2 == 0
        weigh = self._total if follows_tree else self._between_total_and_mean
        for n_clusters in self._finer_cuts(len(known.labels), by_one=follows_tree):
            nodes = self._open(self._tree.cut(n_clusters), known)
            if nodes:
                return self._question(max(nodes, key=lambda node: (weigh(node, unknown), node)), known)
        return None

    def _finer_cuts(self, n_labels: int, *, by_one: bool) -> Iterator[int]:
        """Yield numbers of clusters, up to that of the events."""
        n_clusters = self._n_coarse if by_one else max(self._n_coarse, CLUSTERS_PER_LABEL * (n_labels + 1))
        while n_clusters < len(self._embeddings):
            yield n_clusters
            n_clusters = n_clusters + 1 if by_one else 2 * n_clusters
        yield len(self._embeddings)

    def _unknown(self, labels: Mapping[int, str]) -> NDArray[np.float32]:
        """Return how little is known about each event, (n,)."""
        if not labels:
            return np.ones(len(self._embeddings), dtype=np.float32)
        if self._unknown_by is None or self._unknown_by[0] != labels:
            nearest = (self._embeddings @ self._embeddings[list(labels)].T).max(axis=1)
            doubts = 1 - self._spreader.spread(labels).lead
            # Several questions may be asked ahead of the next answer.
            self._unknown_by = dict(labels), (doubts + BEYOND_DOUBT) * np.maximum(1 - nearest, 0.0)
        return self._unknown_by[1]

    def _total(self, node: int, unknown: NDArray[np.float32]) -> float:
        return float(unknown[self._tree.members(node)].sum())

    def _between_total_and_mean(self, node: int, unknown: NDArray[np.float32]) -> float:
        return self._total(node, unknown) / math.sqrt(self._tree.size(node))

    def _open(self, nodes: Sequence[int], known: KnownLabels) -> list[int]:
        """Part clusters that were called mixed or whose labels disagree; return those that nothing was said about."""
        said = {int(self._places[row]): name for row, name in known.labels.items()}
        said |= {int(self._places[row]): "" for row in known.skipped}
        # Of an event that stood for ever smaller mixed clusters, the smallest counts.
        mixed = {int(self._places[row]): size for row, size in sorted(known.mixed, reverse=True)}
        places = sorted(said)
        unsaid = (node for node in self._pure(nodes, said, mixed) if not self._inside(node, places))
        return [node for node in unsaid if self._may_ask(node, known)]

    def _pure(self, nodes: Sequence[int], said: Mapping[int, str], mixed: Mapping[int, int]) -> Iterator[int]:
        waiting, said_at, mixed_at = list(nodes), sorted(said), sorted(mixed)
        while waiting:
            node = waiting.pop()
            names = {said[place] for place in self._inside(node, said_at)} - {""}
            smallest = min((mixed[place] for place in self._inside(node, mixed_at)), default=self._tree.size(node) + 1)
            is_mixed = len(names) > 1 or self._tree.size(node) >= smallest
            parts = self._tree.parts(node)
            if not is_mixed:
                yield node
            elif parts is not None:
                waiting += parts

    def _may_ask(self, node: int, known: KnownLabels) -> bool:
        return known.askable is None or not known.askable.isdisjoint(self._tree.members(node).tolist())

    def _inside(self, node: int, places: list[int]) -> list[int]:
        """Return those of some places, in ascending order, that lie in a node."""
        start, stop = int(self._tree.starts[node]), int(self._tree.stops[node])
        return places[bisect_left(places, start) : bisect_left(places, stop)]

    def _ranked(self, node: int) -> NDArray[np.int64]:
        """Return the members of a node, the most typical first: the one with most others around it."""
        rows = self._tree.members(node)
        # In the order of the tree, so that equal steps take from each part of the cluster by its size.
        places = np.linspace(0, len(rows) - 1, min(len(rows), MOST_COMPARED)).round().astype(np.int64)
        members = self._embeddings[rows]
        around = np.exp((members @ members[places].T - 1) / SHARPNESS).sum(axis=1)
        around[places] -= 1  # an event is not around itself
        return rows[np.argsort(-around, kind="stable")]

    def _question(self, node: int, known: KnownLabels) -> Question:
        ranked = self._ranked(node)
        typical = next(row for row in ranked.tolist() if known.may_ask(row))
        others = (row for row in spread_out(ranked) if row != typical)
        return Question(typical, (typical, *others)[:MAX_MEMBERS], len(ranked))


def count_kinds(tree: Tree, embeddings: NDArray[np.float32], *, n_questions: int) -> int:
    """Return the number of clusters, 60 at most, at which the mean silhouette of unit rows (n, dim) is largest.

    With fewer questions than clusters, it is the best number up to that of the questions, if that is nearly as good:
    then each cluster gets its question. If it is not, the questions choose among more clusters.
    """
    most = min(MAX_COARSE, len(embeddings) // 2)
    silhouettes = {n: cosine_silhouette(embeddings, tree.numbers(n)) for n in range(2, most + 1)}
    best = max(silhouettes, key=lambda n: silhouettes[n], default=1)
    fitting = max((n for n in silhouettes if n <= n_questions), key=lambda n: silhouettes[n], default=best)
    return fitting if best == 1 or silhouettes[fitting] >= NEARLY_AS_GOOD * silhouettes[best] else best


def average_with_nearest(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of each row and what lies nearest, a hundredth of all (5 to 20), as unit rows."""
    from coincide.kernels import highest_of_rows

    n = len(embeddings)
    k = min(n, max(_FEWEST_AVERAGED, min(_MOST_AVERAGED, n // _EVENTS_PER_AVERAGED)))
    averaged = np.empty_like(embeddings)
    for start in range(0, n, _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ embeddings.T
        nearest = highest_of_rows(similarity, n=k)
        averaged[start : start + _BLOCK] = embeddings[nearest].mean(axis=1)
    return averaged / np.maximum(np.linalg.norm(averaged, axis=1, keepdims=True), 1e-9)
