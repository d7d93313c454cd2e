"""A tree of playouts that a network advises.

Its probabilities replace the hand-made priors of a node, and its value counts as some playouts.
"""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.board import play
from coincide_goban.compiled.layout import INFO, PASSES, SIZE, STRIDE
from coincide_goban.compiled.priors import EVEN
from coincide_goban.compiled.tree import (
    ASKED,
    COUNT,
    FIRST,
    MAX_DEPTH,
    MOVE,
    PRIOR_VISITS,
    PRIOR_WINS,
    VISITS,
    WINS,
    best_child,
)


@numba.njit("int64(int64[:, ::1], int64[:, ::1], float64[:, ::1], float64[::1], int64[::1])", cache=True, nogil=True)
def find_node(b: np.ndarray, ints: np.ndarray, floats: np.ndarray, settings: np.ndarray, path: np.ndarray) -> int:
    """Walk on `b` from the root to the first node with children that was not asked about, and mark it.

    Returns the length of `path`, whose last entry is that node; 0 if the walk ends at a leaf.
    """
    node = 0
    path[0] = 0
    depth = 1
    while ints[FIRST, node] > 0 and b[INFO, PASSES] < 2 and depth < MAX_DEPTH:
        if ints[ASKED, node] == 0:
            ints[ASKED, node] = 1
            return depth
        node = best_child(ints, floats, node, settings)
        if node < 0:
            break
        play(b, ints[MOVE, node])
        path[depth] = node
        depth += 1
    return 0


@numba.njit("void(int64[:, ::1], int64[:, ::1], float64[:, ::1], int64, float32[::1], float64)", cache=True, nogil=True)
def add_priors(
    b: np.ndarray, ints: np.ndarray, floats: np.ndarray, node: int, policy: np.ndarray, weight: float
) -> None:
    """Replace the priors of a node's children; passing keeps its own.

    The likeliest move gets `weight` wins, each other one a share of them, on top of those that every move begins with.
    """
    size, stride = b[INFO, SIZE], b[INFO, STRIDE]
    first = ints[FIRST, node]
    most = 1e-6
    for child in range(first, first + ints[COUNT, node]):
        p = ints[MOVE, child]
        if p > 0:
            most = max(most, policy[(p // stride - 1) * size + p % stride - 1])
    for child in range(first, first + ints[COUNT, node]):
        p = ints[MOVE, child]
        if p > 0:
            bonus = weight * policy[(p // stride - 1) * size + p % stride - 1] / most
            floats[PRIOR_VISITS, child] = EVEN + bonus
            floats[PRIOR_WINS, child] = EVEN / 2 + bonus


@numba.njit("void(float64[:, ::1], int64[::1], float64, float64)", cache=True, nogil=True)
def add_value(floats: np.ndarray, path: np.ndarray, value: float, weight: float) -> None:
    """Add a value to a path below the root, as `weight` playouts; it is that of whoever is to play at its end."""
    for k in range(path.size - 1, 0, -1):
        value = 1.0 - value  # a node's wins are those of who moved there
        floats[VISITS, path[k]] += weight
        floats[WINS, path[k]] += weight * value
