"""The 11 and 17 planes of a compiled board; plain twins: `plain.eleven_planes` and `tactical.seventeen_planes`."""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.board import in_atari, is_eye, is_legal, liberties_of, only_liberty
from coincide_goban.compiled.chains import escapes, ladder_moves, liberties_after, rescues
from coincide_goban.compiled.layout import (
    COLOR,
    EMPTIES,
    EMPTY,
    HEAD,
    INFO,
    KO,
    LAST,
    LAST2,
    N_EMPTY,
    NEXT,
    SIZE,
    STRIDE,
    TO_PLAY,
    WHITE,
)
from coincide_goban.compiled.patterns import fits


@numba.njit("int64(int64[:, ::1], int64, int64, int64[::1])", cache=True, nogil=True)
def _tactics(b: np.ndarray, head: int, liberties: int, moves: np.ndarray) -> int:
    """Write to `moves` those that take or save this chain, at once or in a ladder; returns how many they are."""
    if b[COLOR, head] == b[INFO, TO_PLAY]:
        return rescues(b, head, moves, 0) if in_atari(b, head) and escapes(b, head) else 0
    if liberties == 1:
        moves[0] = only_liberty(b, head)
        return 1
    return ladder_moves(b, head, moves) if liberties == 2 else 0


@numba.njit("void(int64[:, ::1], float32[:, :, ::1])", cache=True, nogil=True)
def _write_moves(b: np.ndarray, planes: np.ndarray) -> None:
    """The last two moves, and of the legal ones those in atari, of a shape, and sensible."""
    stride, color = b[INFO, STRIDE], b[INFO, TO_PLAY]
    for ago, last in enumerate((b[INFO, LAST], b[INFO, LAST2])):
        if last > 0:
            planes[11 + ago, last // stride - 1, last % stride - 1] = 1.0
    for k in range(b[INFO, N_EMPTY]):
        p = b[EMPTIES, k]
        row, column = p // stride - 1, p % stride - 1
        if not is_legal(b, p, color):
            planes[13, row, column] = 0.0
            continue
        planes[14, row, column] = 1.0 if liberties_after(b, p, color) < 2 else 0.0
        planes[15, row, column] = 1.0 if fits(b, p) else 0.0
        planes[16, row, column] = 0.0 if is_eye(b, p, color) else 1.0


@numba.njit("void(int64[:, ::1], float32[:, :, ::1])", cache=True, nogil=True)
def write_planes(b: np.ndarray, planes: np.ndarray) -> None:
    """Write the planes of a board, as many as `planes` has: 11 or 17."""
    planes[:] = 0.0
    size, stride, color = b[INFO, SIZE], b[INFO, STRIDE], b[INFO, TO_PLAY]
    found = np.empty(b.shape[1], np.int64)
    for row in range(size):
        for column in range(size):
            p = (row + 1) * stride + column + 1
            if b[COLOR, p] == EMPTY or b[HEAD, p] != p:
                continue
            found[0] = p
            liberties = liberties_of(b, found)
            plane = (liberties if liberties < 4 else 4) - 1 + (0 if b[COLOR, p] == color else 4)
            s = p
            while True:
                planes[plane, s // stride - 1, s % stride - 1] = 1.0
                s = b[NEXT, s]
                if s == p:
                    break
            if planes.shape[0] > 11:
                n = _tactics(b, p, liberties, found)
                for k in range(n):
                    planes[13, found[k] // stride - 1, found[k] % stride - 1] = 1.0
    planes[8 if color == WHITE else 9] = 1.0
    if b[INFO, KO] > 0:
        planes[10, b[INFO, KO] // stride - 1, b[INFO, KO] % stride - 1] = 1.0
    if planes.shape[0] > 11:
        _write_moves(b, planes)


def planes_of(board: np.ndarray, n_planes: int) -> np.ndarray:
    """The planes of a compiled board, float32 of 11 or 17 by rows by columns."""
    size = int(board[INFO, SIZE])
    planes = np.empty((n_planes, size, size), np.float32)
    write_planes(board, planes)
    return planes
