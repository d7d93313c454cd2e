"""Monte Carlo tree search in flat arrays: UCT (Kocsis and Szepesvari 2006), RAVE (Gelly and Silver 2007).

A node is a column in two arrays; the children of a node are neighbors there. Visits are counted on the way down, wins
on the way up, so threads that share a tree see each other's unfinished playouts as losses ("virtual loss", Chaslot and
others 2008). Each thread takes new nodes from a range of its own, so none waits for another (Enzenberger and Muller
2010). A value belongs to whoever plays the move that leads to the node.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from coincide_goban.compiled.board import area_margin, is_eye, is_legal, play
from coincide_goban.compiled.layout import EMPTIES, HASH, INFO, N_EMPTY, PASSES, TO_PLAY
from coincide_goban.compiled.playout import playout
from coincide_goban.compiled.priors import fill_priors

# Rows of the integers of nodes.
MOVE = 0  # the point, 0 for pass, -1 if superko forbids it
FIRST = 1  # the first child, 0 for none yet
COUNT = 2  # how many children
ASKED = 3  # whether a network was asked about it
N_INT_ROWS = 4

# Rows of the numbers of nodes.
VISITS = 0
WINS = 1
RAVE_VISITS = 2
RAVE_WINS = 3
PRIOR_VISITS = 4
PRIOR_WINS = 5
N_FLOAT_ROWS = 6

# Entries of the settings.
KOMI = 0
KO_RULE = 1  # 0 simple, 1 positional, 2 situational superko
EXPLORATION = 2  # the constant of UCT
RAVE_EQUIVALENCE = 3  # visits at which RAVE counts half; 0 for no RAVE
EXPAND_AT = 4  # visits at which a leaf gets children
PRIOR_SHARE = 5  # how much of the priors to believe, 0 to 1
N_SETTINGS = 6

MAX_DEPTH = 512


@numba.njit("int64(int64[:, ::1], float64)", cache=True, nogil=True)
def position_key(b: np.ndarray, ko_rule: float) -> int:
    """What superko compares: the stones, and who is to play if it is situational."""
    return b[INFO, HASH] ^ (b[INFO, TO_PLAY] if ko_rule == 2.0 else 0)


@numba.njit(
    "void(int64[:, ::1], int64[:, ::1], float64[:, ::1], int64, int64[::1], float64[::1])",
    cache=True,
    nogil=True,
)
def expand(
    b: np.ndarray, ints: np.ndarray, floats: np.ndarray, node: int, free: np.ndarray, settings: np.ndarray
) -> None:
    """Give a node its children: every legal move that fills no eye, and pass.

    They take columns from free[0] on, which moves up; a node stays a leaf if they would reach free[1].
    """
    start = free[0]
    if start + b[INFO, N_EMPTY] + 1 > free[1]:
        return
    prior = np.empty((2, b.shape[1]), np.float64)
    share = settings[PRIOR_SHARE]
    if share > 0:
        fill_priors(b, prior)
    else:
        prior[0, :] = 2.0
        prior[1, :] = 1.0
        share = 1.0
    color = b[INFO, TO_PLAY]
    n = 0
    for k in range(-1, b[INFO, N_EMPTY]):
        p = 0 if k < 0 else b[EMPTIES, k]
        if p > 0 and (not is_legal(b, p, color) or is_eye(b, p, color)):
            continue
        child = start + n
        n += 1
        ints[MOVE, child] = p
        ints[FIRST, child] = 0
        ints[COUNT, child] = 0
        ints[ASKED, child] = 0
        floats[:, child] = 0.0
        # Nobody passes while there is something to play, so pass begins as lost.
        floats[PRIOR_VISITS, child] = 10.0 * share if p == 0 else prior[0, p] * share
        floats[PRIOR_WINS, child] = 1.0 * share if p == 0 else prior[1, p] * share
    free[0] = start + n
    ints[COUNT, node] = n
    ints[FIRST, node] = start


@numba.njit("int64(int64[:, ::1], float64[:, ::1], int64, float64[::1])", cache=True, nogil=True)
def best_child(ints: np.ndarray, floats: np.ndarray, node: int, settings: np.ndarray) -> int:
    """The child to visit next; -1 if there is none."""
    best = -1
    best_value = -1.0
    first = ints[FIRST, node]
    equivalence = settings[RAVE_EQUIVALENCE]
    exploration = settings[EXPLORATION]
    log_visits = math.log(floats[VISITS, node] + 1.0)
    for child in range(first, first + ints[COUNT, node]):
        if ints[MOVE, child] < 0:
            continue
        visits = floats[VISITS, child] + floats[PRIOR_VISITS, child]
        value = (floats[WINS, child] + floats[PRIOR_WINS, child]) / visits
        rave = floats[RAVE_VISITS, child]
        if equivalence > 0 and rave > 0:
            beta = rave / (rave + visits + rave * visits / equivalence)
            value = beta * floats[RAVE_WINS, child] / rave + (1 - beta) * value
        value += exploration * math.sqrt(log_visits / visits)
        if value > best_value:
            best_value = value
            best = child
    return best


@numba.njit("boolean(int64[::1], int64, int64)", cache=True, nogil=True)
def _is_known(keys: np.ndarray, n: int, key: int) -> bool:
    for k in range(n):
        if keys[k] == key:
            return True
    return False


@numba.njit(
    "int64(int64[:, ::1], int64[:, ::1], float64[:, ::1], int64[::1], float64[::1], int64[::1], int64, int64[::1])",
    cache=True,
    nogil=True,
)
def descend(
    b: np.ndarray,
    ints: np.ndarray,
    floats: np.ndarray,
    free: np.ndarray,
    settings: np.ndarray,
    keys: np.ndarray,
    n_keys: int,
    path: np.ndarray,
) -> int:
    """Walk from the root to a leaf, playing on `b`; returns the length of `path`, whose entries are the nodes.

    If superko forbids a move on the way, it is taken out of the tree and the length is returned as a negative number.
    """
    node = 0
    path[0] = 0
    depth = 1
    while True:
        if ints[FIRST, node] == 0:
            if floats[VISITS, node] >= settings[EXPAND_AT] or node == 0:
                expand(b, ints, floats, node, free, settings)
            if ints[FIRST, node] == 0 or node > 0:
                break
        if b[INFO, PASSES] >= 2 or depth >= MAX_DEPTH - 1:
            break
        child = best_child(ints, floats, node, settings)
        if child < 0:
            break
        play(b, ints[MOVE, child])
        if settings[KO_RULE] > 0 and ints[MOVE, child] > 0:
            key = position_key(b, settings[KO_RULE])
            if _is_known(keys, n_keys, key):
                ints[MOVE, child] = -1
                return -depth
        if n_keys < keys.size:
            keys[n_keys] = position_key(b, settings[KO_RULE])
            n_keys += 1
        floats[VISITS, child] += 1
        path[depth] = child
        depth += 1
        node = child
    return depth


@numba.njit(
    "void(int64[:, ::1], float64[:, ::1], int64[::1], int64, int64, float64, int64[::1])",
    cache=True,
    nogil=True,
)
def back_up(
    ints: np.ndarray, floats: np.ndarray, path: np.ndarray, depth: int, color: int, black_wins: float, first: np.ndarray
) -> None:
    """Give a result to every node of a path; `color` is to play at its end, `first` who first played where after it."""
    for k in range(depth - 1, -1, -1):
        node = path[k]
        start = ints[FIRST, node]
        wins = black_wins if color == 1 else 1.0 - black_wins
        for child in range(start, start + ints[COUNT, node]):
            p = ints[MOVE, child]
            if p > 0 and first[p] == color:
                floats[RAVE_VISITS, child] += 1
                floats[RAVE_WINS, child] += wins
        color = 3 - color
        if k > 0:
            # The move into this node was its player's, who is now `color`.
            floats[WINS, node] += black_wins if color == 1 else 1.0 - black_wins
            if ints[MOVE, node] > 0:
                first[ints[MOVE, node]] = color


@numba.njit(
    "int64(int64[:, ::1], int64[:, ::1], float64[:, ::1], int64[::1], float64[::1], int64[::1], uint64[::1], int64, "
    "int64[::1])",
    cache=True,
    nogil=True,
)
def search(
    root: np.ndarray,
    ints: np.ndarray,
    floats: np.ndarray,
    free: np.ndarray,
    settings: np.ndarray,
    past: np.ndarray,
    rng: np.ndarray,
    n_playouts: int,
    owner: np.ndarray,
) -> int:
    """Add `n_playouts` playouts to the tree of `root`; `past` holds the keys of earlier positions.

    Returns the playouts done; `owner` adds up who owned each point at their ends.
    """
    b = np.empty_like(root)
    path = np.empty(MAX_DEPTH, np.int64)
    first = np.zeros(root.shape[1], np.int64)
    moves = np.empty(32, np.int64)
    keys = np.empty(past.size + MAX_DEPTH, np.int64)
    keys[: past.size] = past
    done = 0
    while done < n_playouts:
        b[:] = root
        depth = descend(b, ints, floats, free, settings, keys, past.size, path)
        if depth < 0:
            for k in range(1, -depth):
                floats[VISITS, path[k]] -= 1
            done += 1
            continue
        floats[VISITS, 0] += 1
        first[:] = 0
        color = b[INFO, TO_PLAY]
        margin = area_margin(b) if b[INFO, PASSES] >= 2 else playout(b, rng, first, owner, moves)
        black_wins = 1.0 if margin > settings[KOMI] else (0.5 if margin == settings[KOMI] else 0.0)
        back_up(ints, floats, path, depth, color, black_wins, first)
        done += 1
    return done


@numba.njit("int64(int64[:, ::1], float64[:, ::1], int64, int64[:, ::1], float64[:, ::1])", cache=True, nogil=True)
def copy_subtree(ints: np.ndarray, floats: np.ndarray, node: int, new_ints: np.ndarray, new_floats: np.ndarray) -> int:
    """Copy what hangs from `node` into empty arrays, where it becomes the root; returns the next free column."""
    new_ints[:, 0] = ints[:, node]
    new_floats[:, 0] = floats[:, node]
    origin = np.empty(new_ints.shape[1], np.int64)
    origin[0] = node
    free = 1
    k = 0
    while k < free:
        source = origin[k]
        n = ints[COUNT, source]
        start = ints[FIRST, source]
        if start == 0 or free + n > new_ints.shape[1]:
            new_ints[FIRST, k] = 0
            new_ints[COUNT, k] = 0
        else:
            new_ints[FIRST, k] = free
            new_ints[:, free : free + n] = ints[:, start : start + n]
            new_floats[:, free : free + n] = floats[:, start : start + n]
            for j in range(n):
                origin[free + j] = start + j
            free += n
        k += 1
    return free
