"""A game played to its end by simple replies, as MoGo (Gelly and others 2006) and michi (Baudis 2015) do.

A move is, in this order: an answer to an atari near the last move, a 3x3 shape near the last two moves, any move that
fills no eye. Most moves that put oneself in atari are refused. The chances are michi's.
"""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.board import in_atari, is_eye, is_legal, neighbor, only_liberty, play
from coincide_goban.compiled.chains import liberties_after, rescues
from coincide_goban.compiled.chance import below
from coincide_goban.compiled.layout import (
    COLOR,
    EMPTIES,
    EMPTY,
    FRAME,
    HEAD,
    INFO,
    LAST,
    LAST2,
    N_EMPTY,
    PASSES,
    SIZE,
    STRIDE,
    TO_PLAY,
)
from coincide_goban.compiled.patterns import fits

# Of 100.
CAPTURE_CHANCE = 90
SHAPE_CHANCE = 95
REFUSE_REPLY_CHANCE = 90
REFUSE_RANDOM_CHANCE = 50


@numba.njit("int64(int64[:, ::1], uint64[::1], int64[::1])", cache=True, nogil=True)
def _capture_reply(b: np.ndarray, rng: np.ndarray, moves: np.ndarray) -> int:
    """A move that takes, or saves from, an atari at the last move; 0 for none."""
    last = b[INFO, LAST]
    color = b[INFO, TO_PLAY]
    n = 0
    if b[COLOR, last] == 3 - color and in_atari(b, b[HEAD, last]):
        p = only_liberty(b, b[HEAD, last])
        if is_legal(b, p, color):
            moves[0] = p
            n = 1
    for k in range(4):
        q = neighbor(b, last, k)
        if b[COLOR, q] == color and in_atari(b, b[HEAD, q]):
            n = rescues(b, b[HEAD, q], moves, n)
    return moves[below(rng, n)] if n > 0 else 0


@numba.njit("int64(int64[:, ::1], int64, int64[::1], int64)", cache=True, nogil=True)
def _shapes_around(b: np.ndarray, last: int, moves: np.ndarray, n: int) -> int:
    """Add to `moves` the points around `last` where a shape fits."""
    stride = b[INFO, STRIDE]
    for step in (-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1):
        p = last + step
        if b[COLOR, p] == EMPTY and fits(b, p) and is_legal(b, p, b[INFO, TO_PLAY]):
            moves[n] = p
            n += 1
    return n


@numba.njit("int64(int64[:, ::1], uint64[::1], int64[::1])", cache=True, nogil=True)
def _shape_reply(b: np.ndarray, rng: np.ndarray, moves: np.ndarray) -> int:
    """A move that makes a shape near the last moves; 0 for none."""
    color = b[INFO, TO_PLAY]
    n = _shapes_around(b, b[INFO, LAST], moves, 0)
    if b[INFO, LAST2] > 0:
        n = _shapes_around(b, b[INFO, LAST2], moves, n)
    while n > 0:
        k = below(rng, n)
        p = moves[k]
        if liberties_after(b, p, color) > 1 or below(rng, 100) >= REFUSE_REPLY_CHANCE:
            return p
        n -= 1
        moves[k] = moves[n]
    return 0


@numba.njit("int64(int64[:, ::1], uint64[::1])", cache=True, nogil=True)
def _any_move(b: np.ndarray, rng: np.ndarray) -> int:
    """Some legal move that fills no eye; 0 for none."""
    color = b[INFO, TO_PLAY]
    n = b[INFO, N_EMPTY]
    if n == 0:
        return 0
    start = below(rng, n)
    second_choice = 0
    for k in range(n):
        i = start + k
        if i >= n:
            i -= n
        p = b[EMPTIES, i]
        if is_legal(b, p, color) and not is_eye(b, p, color):
            if liberties_after(b, p, color) > 1 or below(rng, 100) >= REFUSE_RANDOM_CHANCE:
                return p
            second_choice = p
    return second_choice if below(rng, 100) >= REFUSE_RANDOM_CHANCE else 0


@numba.njit("int64(int64[:, ::1], uint64[::1], int64[::1])", cache=True, nogil=True)
def next_move(b: np.ndarray, rng: np.ndarray, moves: np.ndarray) -> int:
    """The move the policy plays; `moves` is scratch of 32 entries."""
    p = 0
    if b[INFO, LAST] > 0:
        if below(rng, 100) < CAPTURE_CHANCE:
            p = _capture_reply(b, rng, moves)
        if p == 0 and below(rng, 100) < SHAPE_CHANCE:
            p = _shape_reply(b, rng, moves)
    return p if p > 0 else _any_move(b, rng)


@numba.njit("int64(int64[:, ::1], int64[::1], int64)", cache=True, nogil=True)
def settled_margin(b: np.ndarray, owner: np.ndarray, weight: int) -> int:
    """Black's points minus white's when only eyes are left; adds `weight` times 1 or -1 to `owner` at each point."""
    size = b[INFO, SIZE]
    stride = b[INFO, STRIDE]
    margin = 0
    for row in range(1, size + 1):
        for p in range(row * stride + 1, row * stride + size + 1):
            c = b[COLOR, p]
            if c == EMPTY:
                touched = 0
                for k in range(4):
                    d = b[COLOR, neighbor(b, p, k)]
                    if d != FRAME:
                        touched |= d
                c = touched if touched < 3 else 0
            if c == 1:
                margin += 1
                owner[p] += weight
            elif c == 2:
                margin -= 1
                owner[p] -= weight
    return margin


@numba.njit(
    "int64(int64[:, ::1], uint64[::1], int64[::1], int64[::1], int64[::1])",
    cache=True,
    nogil=True,
)
def playout(b: np.ndarray, rng: np.ndarray, first: np.ndarray, owner: np.ndarray, moves: np.ndarray) -> int:
    """Play `b` to its end and return black's margin in points, without komi.

    `first` gets the color that first played at each point where it holds 0; `owner` adds up who owns each point.
    """
    limit = 3 * b[INFO, SIZE] * b[INFO, SIZE]
    while limit > 0 and b[INFO, PASSES] < 2:
        limit -= 1
        p = next_move(b, rng, moves)
        if p > 0 and first[p] == 0:
            first[p] = b[INFO, TO_PLAY]
        play(b, p)
    return settled_margin(b, owner, 1)


@numba.njit("void(int64[:, ::1], uint64[::1], int64[::1])", cache=True, nogil=True)
def playouts(b: np.ndarray, rng: np.ndarray, margins: np.ndarray) -> None:
    """Play as many games from `b` as `margins` is long, and write black's margins."""
    trial = np.empty_like(b)
    first = np.zeros(b.shape[1], np.int64)
    owner = np.zeros(b.shape[1], np.int64)
    moves = np.empty(32, np.int64)
    for k in range(margins.size):
        trial[:] = b
        first[:] = 0
        margins[k] = playout(trial, rng, first, owner, moves)
