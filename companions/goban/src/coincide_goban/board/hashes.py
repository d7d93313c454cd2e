"""Zobrist numbers (Zobrist 1970): a position is the exclusive or of its stones' numbers."""

from __future__ import annotations

import numpy as np

from coincide_goban.board.points import MAX_SIZE, n_points

# By color and point. Fixed, since a hash must mean the same in every process.
NUMBERS = np.random.Generator(np.random.PCG64(1970)).integers(
    -(2**63), 2**63 - 1, size=(3, n_points(MAX_SIZE)), dtype=np.int64
)
AS_INTEGERS: list[list[int]] = NUMBERS.tolist()
