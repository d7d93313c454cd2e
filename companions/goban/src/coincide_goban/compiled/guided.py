"""The tree that a network guides: PUCT (Rosin 2011, as in Silver and others 2017), in the arrays of `tree`.

Here the row PRIOR_VISITS holds the network's probability of a move, and WINS adds up win rates instead of results.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from coincide_goban.compiled.board import is_eye, is_legal, play
from coincide_goban.compiled.layout import EMPTIES, INFO, N_EMPTY, PASSES, SIZE, STRIDE, TO_PLAY
from coincide_goban.compiled.tree import (
    COUNT,
    FIRST,
    MAX_DEPTH,
    MOVE,
    PRIOR_VISITS,
    VISITS,
    WINS,
    position_key,
)

PROBABILITY = PRIOR_VISITS


@numba.njit(
    "boolean(int64[:, ::1], int64[:, ::1], float64[:, ::1], int64, int64[::1], float32[::1])",
    cache=True,
    nogil=True,
)
def expand(
    b: np.ndarray, ints: np.ndarray, floats: np.ndarray, node: int, free: np.ndarray, policy: np.ndarray
) -> bool:
    """Give a leaf its children, whose probabilities are made to sum to 1; False if no room is left."""
    size, stride = b[INFO, SIZE], b[INFO, STRIDE]
    start = free[0]
    if ints[FIRST, node] > 0 or start + b[INFO, N_EMPTY] + 1 > free[1]:
        return False
    n = 0
    total = 0.0
    for k in range(-1, b[INFO, N_EMPTY]):
        p = 0 if k < 0 else b[EMPTIES, k]
        if p > 0 and (not is_legal(b, p, b[INFO, TO_PLAY]) or is_eye(b, p, b[INFO, TO_PLAY])):
            continue
        child = start + n
        n += 1
        ints[MOVE, child] = p
        ints[FIRST, child] = 0
        ints[COUNT, child] = 0
        floats[:, child] = 0.0
        place = size * size if p == 0 else (p // stride - 1) * size + p % stride - 1
        floats[PROBABILITY, child] = policy[place] + 1e-6
        total += floats[PROBABILITY, child]
    floats[PROBABILITY, start : start + n] /= total
    free[0] = start + n
    ints[COUNT, node] = n
    ints[FIRST, node] = start
    return True


@numba.njit("int64(int64[:, ::1], float64[:, ::1], int64, float64, float64)", cache=True, nogil=True)
def best_child(ints: np.ndarray, floats: np.ndarray, node: int, exploration: float, reduction: float) -> int:
    """The child to visit next; one without visits counts as its parent's value less a reduction (Wu 2019)."""
    first = ints[FIRST, node]
    visits = 0.0
    wins = 0.0
    seen = 0.0
    for child in range(first, first + ints[COUNT, node]):
        visits += floats[VISITS, child]
        wins += floats[WINS, child]
        if floats[VISITS, child] > 0:
            seen += floats[PROBABILITY, child]
    unseen = (wins / visits if visits > 0 else 0.5) - reduction * math.sqrt(seen)
    scale = exploration * math.sqrt(visits + 1.0)
    best = -1
    best_value = -1e9
    for child in range(first, first + ints[COUNT, node]):
        if ints[MOVE, child] < 0:
            continue
        n = floats[VISITS, child]
        value = floats[WINS, child] / n if n > 0 else unseen
        value += scale * floats[PROBABILITY, child] / (1.0 + n)
        if value > best_value:
            best_value = value
            best = child
    return best


@numba.njit(
    "int64(int64[:, ::1], int64[:, ::1], float64[:, ::1], float64, float64, float64, int64[::1], int64, int64[::1], "
    "int64)",
    cache=True,
    nogil=True,
)
def descend(
    b: np.ndarray,
    ints: np.ndarray,
    floats: np.ndarray,
    exploration: float,
    reduction: float,
    ko_rule: float,
    keys: np.ndarray,
    n_keys: int,
    path: np.ndarray,
    forced: int,
) -> int:
    """Walk from the root to a leaf as `tree.descend` does; `forced` is the first child to take, or -1.

    Each node on the way gets a visit at once, so that the next walk of a batch goes elsewhere.
    """
    node = 0
    path[0] = 0
    depth = 1
    while ints[FIRST, node] > 0 and b[INFO, PASSES] < 2 and depth < MAX_DEPTH - 1:
        child = forced if node == 0 and forced >= 0 else best_child(ints, floats, node, exploration, reduction)
        if child < 0:
            break
        play(b, ints[MOVE, child])
        key = position_key(b, ko_rule)
        if ko_rule > 0 and ints[MOVE, child] > 0:
            for k in range(n_keys):
                if keys[k] == key:
                    ints[MOVE, child] = -1
                    return -depth
        if n_keys < keys.size:
            keys[n_keys] = key
            n_keys += 1
        floats[VISITS, child] += 1
        path[depth] = child
        depth += 1
        node = child
    floats[VISITS, 0] += 1
    return depth


@numba.njit("void(float64[:, ::1], int64[::1], int64, float64)", cache=True, nogil=True)
def back_up(floats: np.ndarray, path: np.ndarray, depth: int, value: float) -> None:
    """Add a win rate along a path; `value` is that of whoever is to play at its end."""
    for k in range(depth - 1, 0, -1):
        value = 1.0 - value
        floats[WINS, path[k]] += value


@numba.njit("void(float64[:, ::1], int64[::1], int64)", cache=True, nogil=True)
def take_back(floats: np.ndarray, path: np.ndarray, depth: int) -> None:
    """Take the visits of a walk back that found no leaf."""
    for k in range(1, depth):
        floats[VISITS, path[k]] -= 1
