"""Nodes of a graph move to the communities around them, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_GAIN = 1e-9


def move_nodes(
    pointers: Ints, columns: Ints, weights: Floats, strengths: Floats, order: Ints, labels: Ints, sums: Floats
) -> int:
    """Move each node to the community where modularity gains most, if it gains; return how many moved.

    Parameters
    ----------
    pointers, columns, weights : (n + 1,), (n_edges,), (n_edges,) rows of the graph, as `scipy.sparse.csr_array` has
        them; weights are not negative.
    strengths : (n,) sum of the weights of each node.
    order : (n,) the nodes, in the order in which they move.
    labels : (n,) community of each node; changed in place.
    sums : (n,) of the strengths of each community, as parts of all; changed in place.

    Notes
    -----
    Blondel, Guillaume, Lambiotte and Lefebvre 2008, first phase. Of communities that gain the same, the first.
    """
    parts = strengths / max(float(strengths.sum()), 1e-12)
    n_moved = 0
    for node in order.tolist():
        own = int(labels[node])
        sums[own] -= parts[node]  # It is taken out of its community first.
        joined = {own: 0.0}
        for place in range(pointers[node], pointers[node + 1]):
            if columns[place] != node:
                around = int(labels[columns[place]])
                joined[around] = joined.get(around, 0.0) + float(weights[place])
        gains = {community: weight - strengths[node] * sums[community] for community, weight in joined.items()}
        best = min(gains, key=lambda community: (-gains[community], community))
        if gains[best] <= gains[own] + LEAST_GAIN:
            best = own
        sums[best] += parts[node]
        labels[node] = best
        n_moved += best != own
    return n_moved
