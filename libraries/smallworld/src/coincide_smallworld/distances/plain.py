"""Dynamic time warping in plain NumPy, with `COINCIDE_PLAIN=1` in the place of everything compiled.

The table is filled diagonal by diagonal, for many series of one length at a time: cells with equal i + j do not depend
on each other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def squared_to_many(x: Floats, others: Floats, *, slack: int) -> Floats:
    """Return the squared distances (r,) of a series (n, channels) to others (r, m, channels).

    Parameters
    ----------
    slack : a cell (i, j) is in the band if |i (m - 1) - j (n - 1)| does not exceed it; see `band`.
    """
    return _table(x, others, slack=slack)[-1][:, len(x)]


def path_to(x: Floats, y: Floats, *, slack: int) -> tuple[float, Ints]:
    """Return the squared distance of two series (n, channels) and (m, channels), and the path (p, 2)."""
    diagonals = [diagonal[0] for diagonal in _table(x, y[None], slack=slack)]
    i, j = len(x) - 1, len(y) - 1
    path = [(i, j)]
    while i > 0 or j > 0:
        # The table's diagonal d is entry d + 2, and the cell with frame i of it is entry i + 1.
        both, first, second = diagonals[i + j][i], diagonals[i + j + 1][i], diagonals[i + j + 1][i + 1]
        if second < min(both, first):
            j -= 1
        elif first < both:
            i -= 1
        else:
            i, j = i - 1, j - 1
        path.append((i, j))
    return float(diagonals[-1][len(x)]), np.array(path[::-1], dtype=np.int64)


def _table(x: Floats, others: Floats, *, slack: int) -> list[Floats]:
    """Return two diagonals before the table, then all diagonals of it; each is (r, n + 1), entry i + 1 for frame i."""
    n, m = len(x), others.shape[1]
    empty = np.full((len(others), n + 1), np.inf)
    corner = empty.copy()
    corner[:, 0] = 0.0  # a path begins by a step in both to (0, 0)
    diagonals = [corner, empty]
    for d in range(n + m - 1):
        i = np.arange(max(0, d - m + 1), min(d, n - 1) + 1)
        i = i[np.abs(i * (m - 1) - (d - i) * (n - 1)) <= slack]
        beyond, before = diagonals[-2:]
        best = np.minimum(np.minimum(beyond[:, i], before[:, i]), before[:, i + 1])
        here = empty.copy()
        here[:, i + 1] = ((x[i] - others[:, d - i]) ** 2).sum(axis=2) + best
        diagonals.append(here)
    return diagonals
