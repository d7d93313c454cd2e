"""Nodes of a graph move to the communities around them, compiled.

How strongly a node is joined to each community stands in one array for all communities; only the places that a node
touched are cleared after it. Plain twin: `kernels/plain/moving.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, inner, read_only, writable
from numba import types

from coincide.kernels.plain.moving import LEAST_GAIN

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_INTS, _FLOATS = read_only(types.int64, 1), read_only(types.float64, 1)


def move_nodes(
    pointers: Ints, columns: Ints, weights: Floats, strengths: Floats, order: Ints, labels: Ints, sums: Floats
) -> int:
    """Move each node to the community where modularity gains most, if it gains; see the plain twin."""
    return int(_move_nodes(pointers, columns, weights, strengths, order, labels, sums))


@inner
def _best(own: int, strength: float, touched: Ints, joined: Floats, sums: Floats) -> int:
    """Return the community where a node gains most, the first of equals, its own if no other gains more."""
    best, highest = own, -np.inf
    for community in touched:
        gain = joined[community] - strength * sums[community]
        if gain > highest or (gain == highest and community < best):
            best, highest = community, gain
    return best if highest > joined[own] - strength * sums[own] + LEAST_GAIN else own


@entry(types.int64(_INTS, _INTS, _FLOATS, _FLOATS, _INTS, writable(types.int64, 1), writable(types.float64, 1)))
def _move_nodes(
    pointers: Ints, columns: Ints, weights: Floats, strengths: Floats, order: Ints, labels: Ints, sums: Floats
) -> int:
    total = max(strengths.sum(), 1e-12)
    joined, is_touched = np.zeros(len(strengths)), np.zeros(len(strengths), np.bool_)
    touched = np.empty(len(strengths), np.int64)
    n_moved = 0
    for node in order:
        own, part = labels[node], strengths[node] / total
        sums[own] -= part
        touched[0], n_touched, is_touched[own] = own, 1, True
        for place in range(pointers[node], pointers[node + 1]):
            if columns[place] == node:
                continue
            around = labels[columns[place]]
            if not is_touched[around]:
                touched[n_touched], is_touched[around] = around, True
                n_touched += 1
            joined[around] += weights[place]
        best = _best(own, strengths[node], touched[:n_touched], joined, sums)
        for community in touched[:n_touched]:
            joined[community], is_touched[community] = 0.0, False
        sums[best] += part
        labels[node] = best
        n_moved += best != own
    return n_moved
