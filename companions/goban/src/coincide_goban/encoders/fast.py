"""The 11 planes of a compiled board; plain twin: `plain.eleven_planes`."""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.board import liberties_of
from coincide_goban.compiled.layout import COLOR, EMPTY, HEAD, INFO, KO, NEXT, SIZE, STRIDE, TO_PLAY, WHITE


@numba.njit("void(int64[:, ::1], float32[:, :, ::1])", cache=True, nogil=True)
def write_planes(b: np.ndarray, planes: np.ndarray) -> None:
    """Write the planes of a board, float32 of 11 by rows by columns."""
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
    planes[8 if color == WHITE else 9] = 1.0
    if b[INFO, KO] > 0:
        planes[10, b[INFO, KO] // stride - 1, b[INFO, KO] % stride - 1] = 1.0
