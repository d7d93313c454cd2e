"""The search of the original post, the blog post of 2019 that this library grew out of, as it was.

A small world is searched from many random starts. A series is linked both ways with the k that a search finds for it,
and links are never dropped. Behavior that others would not choose is kept, because it is what is compared with:

- a node where a search starts is neither counted nor returned, unless a link leads back to it;
- candidates that are left when one restart stops stay for the next, which then may stop at once;
- a restart stops where the nearest candidate is farther than the k-th of its own results or of all results, whichever
  is nearer, where a set of results that is not full yet stops nothing;
- of several results at exactly one distance only one is kept.

The idea: Malkov, Ponomarenko, Logvinov and Krylov 2014. Distances come from a table and are counted when looked up.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

# What the post's program used.
N_RESTARTS, N_LINKS = 25, 35

Distances = npt.NDArray[np.floating]


@dataclass
class RestartSearch:
    """The graph: linked nodes by number; grows by `insert`."""

    links: dict[int, list[int]] = field(default_factory=dict)

    def insert(
        self, node: int, distances: Distances, *, n_links: int, n_restarts: int, rng: np.random.Generator
    ) -> None:
        """Link a node with those that a search finds near it.

        Parameters
        ----------
        distances : (n,) from the node to all others.
        """
        if len(self.links) <= n_links:
            near: Sequence[int] = list(self.links)
        else:
            near, _ = self.search(distances, k=n_links, n_restarts=n_restarts, rng=rng)
        self.links[node] = list(near)
        for other in near:
            self.links[other].append(node)

    def search(
        self, distances: Distances, *, k: int, n_restarts: int, rng: np.random.Generator
    ) -> tuple[list[int], int]:
        """Return the nodes found nearest first, at most k, and the number of distances looked up.

        Parameters
        ----------
        distances : (n,) from the query to every node.
        """
        nodes = list(self.links)
        visited: set[int] = set()
        candidates: list[tuple[float, int]] = []
        results: dict[float, int] = {}
        n_distances = 0
        for _ in range(n_restarts):
            start = nodes[rng.integers(len(nodes))]
            heapq.heappush(candidates, (float(distances[start]), start))
            own: dict[float, int] = {}
            while candidates:
                distance, node = heapq.heappop(candidates)
                if distance > min(_kth(own, k), _kth(results, k)):
                    break
                for other in self.links[node]:
                    if other in visited:
                        continue
                    visited.add(other)
                    n_distances += 1
                    reached = float(distances[other])
                    heapq.heappush(candidates, (reached, other))
                    own[reached] = other
            results = dict(sorted({**results, **own}.items())[:k])
        return list(results.values()), n_distances


def build(table: Distances, *, n_links: int, n_restarts: int, rng: np.random.Generator) -> RestartSearch:
    """Insert all nodes of a table of distances (n, n), in order."""
    graph = RestartSearch()
    for node in range(len(table)):
        graph.insert(node, table[node], n_links=n_links, n_restarts=n_restarts, rng=rng)
    return graph


def _kth(results: dict[float, int], k: int) -> float:
    """Distance of the k-th result; infinite for fewer results."""
    return heapq.nsmallest(k, results)[-1] if len(results) >= k else math.inf
