"""Play on the compiled board: chains and liberties are kept, not recounted.

Liberties are counted in pairs of stone and liberty ("pseudo-liberties"), with the sum of their points and of their
squares; by Cauchy and Schwarz all pairs name one point exactly if count times squares equals the square of the sum, so
an atari shows without a walk. Plain twin: `coincide_goban.board.Board`.
"""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.layout import (
    CAPTURED_BLACK,
    COLOR,
    EMPTIES,
    EMPTY,
    FRAME,
    HASH,
    HEAD,
    INFO,
    KO,
    LAST,
    LAST2,
    LIBERTIES,
    N_EMPTY,
    N_MOVES,
    NEXT,
    PASSES,
    PLACE,
    SIZE,
    SQUARES,
    STONES,
    STRIDE,
    SUM,
    TO_PLAY,
    ZOBRIST,
)


@numba.njit("int64(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def neighbor(b: np.ndarray, p: int, k: int) -> int:
    """The k-th of the four neighbors of point p, k from 0 to 3."""
    if k == 0:
        return p - 1
    if k == 1:
        return p + 1
    if k == 2:
        return p - b[INFO, STRIDE]
    return p + b[INFO, STRIDE]


@numba.njit("boolean(int64[:, ::1], int64)", cache=True, nogil=True)
def in_atari(b: np.ndarray, head: int) -> bool:
    """Whether the chain of this head has one liberty."""
    return b[LIBERTIES, head] * b[SQUARES, head] == b[SUM, head] * b[SUM, head]


@numba.njit("int64(int64[:, ::1], int64)", cache=True, nogil=True)
def only_liberty(b: np.ndarray, head: int) -> int:
    """The liberty of a chain that has one."""
    return b[SUM, head] // b[LIBERTIES, head]


@numba.njit("void(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def _fill(b: np.ndarray, p: int, color: int) -> None:
    """Put a stone on an empty point: lists and hash, no chains."""
    b[COLOR, p] = color
    b[INFO, HASH] ^= ZOBRIST[color, p]
    b[INFO, N_EMPTY] -= 1
    moved = b[EMPTIES, b[INFO, N_EMPTY]]
    place = b[PLACE, p]
    b[EMPTIES, place] = moved
    b[PLACE, moved] = place


@numba.njit("void(int64[:, ::1], int64)", cache=True, nogil=True)
def _take(b: np.ndarray, head: int) -> None:
    """Take a chain off the board and give its neighbors their liberties."""
    s = head
    while True:
        b[INFO, HASH] ^= ZOBRIST[b[COLOR, s], s]
        b[COLOR, s] = EMPTY
        b[EMPTIES, b[INFO, N_EMPTY]] = s
        b[PLACE, s] = b[INFO, N_EMPTY]
        b[INFO, N_EMPTY] += 1
        for k in range(4):
            q = neighbor(b, s, k)
            if b[COLOR, q] != EMPTY and b[COLOR, q] != FRAME:
                h = b[HEAD, q]
                b[LIBERTIES, h] += 1
                b[SUM, h] += s
                b[SQUARES, h] += s * s
        s = b[NEXT, s]
        if s == head:
            break


@numba.njit("int64(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def _join(b: np.ndarray, one: int, other: int) -> int:
    """Make one chain of two; returns its head, that of the larger."""
    if b[STONES, one] < b[STONES, other]:
        one, other = other, one
    s = other
    while True:
        b[HEAD, s] = one
        s = b[NEXT, s]
        if s == other:
            break
    after = b[NEXT, one]
    b[NEXT, one] = b[NEXT, other]
    b[NEXT, other] = after
    b[LIBERTIES, one] += b[LIBERTIES, other]
    b[SUM, one] += b[SUM, other]
    b[SQUARES, one] += b[SQUARES, other]
    b[STONES, one] += b[STONES, other]
    return one


@numba.njit("int64(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def place(b: np.ndarray, p: int, color: int) -> int:
    """Put a stone on an empty point and take what has no liberty left; returns how many stones were taken.

    Turn, ko and history are left alone, so this also sets up positions.
    """
    _fill(b, p, color)
    b[HEAD, p] = p
    b[NEXT, p] = p
    b[STONES, p] = 1
    count = 0
    total = 0
    squares = 0
    for k in range(4):
        q = neighbor(b, p, k)
        if b[COLOR, q] == EMPTY:
            count += 1
            total += q
            squares += q * q
        elif b[COLOR, q] != FRAME:
            h = b[HEAD, q]
            b[LIBERTIES, h] -= 1
            b[SUM, h] -= p
            b[SQUARES, h] -= p * p
    b[LIBERTIES, p] = count
    b[SUM, p] = total
    b[SQUARES, p] = squares
    head = p
    taken = 0
    for k in range(4):
        q = neighbor(b, p, k)
        if b[COLOR, q] == color:
            if b[HEAD, q] != head:
                head = _join(b, head, b[HEAD, q])
        elif b[COLOR, q] == 3 - color and b[LIBERTIES, b[HEAD, q]] == 0:
            taken += b[STONES, b[HEAD, q]]
            _take(b, b[HEAD, q])
    b[INFO, CAPTURED_BLACK + 2 - color] += taken
    return taken


@numba.njit("void(int64[:, ::1], int64)", cache=True, nogil=True)
def play(b: np.ndarray, p: int) -> None:
    """Play a legal move, or 0 to pass, for whoever is to play."""
    color = b[INFO, TO_PLAY]
    b[INFO, LAST2] = b[INFO, LAST]
    b[INFO, LAST] = p
    b[INFO, KO] = 0
    b[INFO, N_MOVES] += 1
    b[INFO, TO_PLAY] = 3 - color
    if p == 0:
        b[INFO, PASSES] += 1
        return
    b[INFO, PASSES] = 0
    before = b[INFO, N_EMPTY]
    taken = place(b, p, color)
    if taken == 1 and b[STONES, b[HEAD, p]] == 1 and b[LIBERTIES, p] == 1:
        # One stone took one, and stands where it could be taken back: the place emptied last is the ko.
        b[INFO, KO] = b[EMPTIES, before - 1]


@numba.njit("boolean(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def is_legal(b: np.ndarray, p: int, color: int) -> bool:
    """Whether `color` may play on p under simple ko without suicide; p must be on the board."""
    if b[COLOR, p] != EMPTY or (p == b[INFO, KO] and color == b[INFO, TO_PLAY]):
        return False
    for k in range(4):
        q = neighbor(b, p, k)
        c = b[COLOR, q]
        if c == EMPTY:
            return True
        if c == color:
            if not in_atari(b, b[HEAD, q]):
                return True
        elif c != FRAME and in_atari(b, b[HEAD, q]):
            return True
    return False


@numba.njit("boolean(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def is_eye(b: np.ndarray, p: int, color: int) -> bool:
    """Whether p is an eye of one point that `color` should not fill: all neighbors its own, diagonals safe enough.

    One diagonal of the enemy's spoils an eye at the edge, two one in the middle (Gelly and others 2006, section 3).
    """
    for k in range(4):
        c = b[COLOR, neighbor(b, p, k)]
        if c != color and c != FRAME:
            return False
    stride = b[INFO, STRIDE]
    bad = 0
    edge = 0
    for q in (p - stride - 1, p - stride + 1, p + stride - 1, p + stride + 1):
        if b[COLOR, q] == 3 - color:
            bad += 1
        elif b[COLOR, q] == FRAME:
            edge = 1
    return bad + edge < 2


@numba.njit("int64(int64[:, ::1], int64[::1])", cache=True, nogil=True)
def liberties_of(b: np.ndarray, found: np.ndarray) -> int:
    """Count the liberties of the chain at point found[0]; they are written to `found` from 0 on.

    `found` must hold as many entries as a row of the board.
    """
    head = b[HEAD, found[0]]
    n = 0
    s = head
    while True:
        for k in range(4):
            q = neighbor(b, s, k)
            if b[COLOR, q] == EMPTY:
                known = False
                for j in range(n):
                    if found[j] == q:
                        known = True
                        break
                if not known:
                    found[n] = q
                    n += 1
        s = b[NEXT, s]
        if s == head:
            return n


@numba.njit("int64(int64[:, ::1])", cache=True, nogil=True)
def area_margin(b: np.ndarray) -> int:
    """Black's points minus white's, of stones as they stand and empty regions that touch one color only."""
    size = b[INFO, SIZE]
    stride = b[INFO, STRIDE]
    seen = np.zeros(b.shape[1], np.uint8)
    stack = np.empty(b.shape[1], np.int64)
    margin = 0
    for row in range(size):
        for column in range(size):
            p = (row + 1) * stride + column + 1
            if b[COLOR, p] == 1:
                margin += 1
            elif b[COLOR, p] == 2:
                margin -= 1
            elif seen[p] == 0:
                seen[p] = 1
                stack[0] = p
                n = 1
                count = 0
                touched = 0
                while n > 0:
                    n -= 1
                    s = stack[n]
                    count += 1
                    for k in range(4):
                        q = neighbor(b, s, k)
                        c = b[COLOR, q]
                        if c == EMPTY:
                            if seen[q] == 0:
                                seen[q] = 1
                                stack[n] = q
                                n += 1
                        elif c != FRAME:
                            touched |= c
                if touched == 1:
                    margin += count
                elif touched == 2:
                    margin -= count
    return margin
