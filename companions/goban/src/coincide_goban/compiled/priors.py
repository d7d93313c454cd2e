"""What a move is worth before it was tried: wins and visits that a new node begins with.

As in michi (Baudis 2015): every move counts as half won; taking and saving, 3x3 shapes and nearness to the last move
add wins; putting oneself in atari and a low line without stones near add losses.
"""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.board import in_atari, is_legal, neighbor, only_liberty
from coincide_goban.compiled.chains import escapes, ladder_move, liberties_after, rescues
from coincide_goban.compiled.layout import COLOR, EMPTY, FRAME, HEAD, INFO, LAST, NEXT, SIZE, STONES, STRIDE, TO_PLAY
from coincide_goban.compiled.patterns import fits

EVEN = 10.0
TAKE_MANY = 30.0
TAKE_ONE = 15.0
SHAPE = 10.0
SELF_ATARI = 10.0
NEAR = (24.0, 22.0, 8.0)  # one, two and three steps from the last move, where chains take no steps
EMPTY_REGION = 10.0
FAR = 9


@numba.njit("void(int64[:, ::1], int64, int64[::1])", cache=True, nogil=True)
def steps_from(b: np.ndarray, start: int, steps: np.ndarray) -> None:
    """Steps from a point to each other one, up to 3, where each chain is one point (Graepel and others 2001)."""
    steps[:] = FAR
    steps[start] = 0
    ring = np.empty(b.shape[1], np.int64)
    n = 1
    ring[0] = start
    k = 0
    while k < n:
        p = ring[k]
        k += 1
        if b[COLOR, p] != EMPTY:
            # The rest of the chain is as near.
            s = b[NEXT, p]
            while s != p:
                if steps[s] > steps[p]:
                    if steps[s] == FAR:
                        ring[n] = s
                        n += 1
                    steps[s] = steps[p]
                s = b[NEXT, s]
        if steps[p] < 3:
            for j in range(4):
                q = neighbor(b, p, j)
                if b[COLOR, q] != FRAME and steps[q] == FAR:
                    steps[q] = steps[p] + 1
                    ring[n] = q
                    n += 1


@numba.njit("boolean(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def _is_region_empty(b: np.ndarray, p: int, reach: int) -> bool:
    """Whether no stone is within `reach` rows and columns."""
    size = b[INFO, SIZE]
    stride = b[INFO, STRIDE]
    row = p // stride
    column = p % stride
    for r in range(max(row - reach, 1), min(row + reach, size) + 1):
        for c in range(max(column - reach, 1), min(column + reach, size) + 1):
            if b[COLOR, r * stride + c] != EMPTY:
                return False
    return True


@numba.njit("void(int64[:, ::1], float64[:, ::1])", cache=True, nogil=True)
def _prefer_tactics(b: np.ndarray, prior: np.ndarray) -> None:
    """Taking and saving chains; each chain is looked at once, at its head."""
    color = b[INFO, TO_PLAY]
    size = b[INFO, SIZE]
    stride = b[INFO, STRIDE]
    moves = np.empty(16, np.int64)
    for row in range(1, size + 1):
        for p in range(row * stride + 1, row * stride + size + 1):
            if b[COLOR, p] == EMPTY or b[HEAD, p] != p:
                continue
            bonus = TAKE_MANY if b[STONES, p] > 1 else TAKE_ONE
            n = 0
            if in_atari(b, p):
                if b[COLOR, p] == color:
                    if escapes(b, p):
                        n = rescues(b, p, moves, 0)
                else:
                    moves[0] = only_liberty(b, p)
                    n = 1
            elif b[COLOR, p] != color:
                moves[0] = ladder_move(b, p)
                n = 1 if moves[0] > 0 else 0
            for k in range(n):
                prior[0, moves[k]] += bonus
                prior[1, moves[k]] += bonus


@numba.njit("void(int64[:, ::1], float64[:, ::1])", cache=True, nogil=True)
def fill_priors(b: np.ndarray, prior: np.ndarray) -> None:
    """Write visits to prior[0] and wins to prior[1], for whoever is to play, at every empty point."""
    color = b[INFO, TO_PLAY]
    size = b[INFO, SIZE]
    stride = b[INFO, STRIDE]
    prior[0, :] = EVEN
    prior[1, :] = EVEN / 2
    steps = np.full(b.shape[1], FAR, np.int64)
    if b[INFO, LAST] > 0:
        steps_from(b, b[INFO, LAST], steps)
    _prefer_tactics(b, prior)
    for row in range(1, size + 1):
        for column in range(1, size + 1):
            p = row * stride + column
            if b[COLOR, p] != EMPTY:
                continue
            if not is_legal(b, p, color):
                continue
            if 0 < steps[p] <= 3:
                prior[0, p] += NEAR[steps[p] - 1]
                prior[1, p] += NEAR[steps[p] - 1]
            if fits(b, p):
                prior[0, p] += SHAPE
                prior[1, p] += SHAPE
            if liberties_after(b, p, color) < 2:
                prior[0, p] += SELF_ATARI
            line = min(min(row, column), min(size + 1 - row, size + 1 - column))
            if line <= 3 and _is_region_empty(b, p, 3):
                prior[0, p] += EMPTY_REGION
                if line == 3:
                    prior[1, p] += EMPTY_REGION
            elif line == 1 and _is_region_empty(b, p, 1):
                prior[0, p] += EMPTY_REGION
