"""The loudest bands of each frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def mean_of_loudest(rows: Floats, *, n_loud: int) -> Floats:
    """Return the mean of the `n_loud` largest numbers of each row, 1 ≤ `n_loud` ≤ length of the rows."""
    return np.partition(rows, rows.shape[1] - n_loud, axis=1)[:, -n_loud:].mean(axis=1).astype(np.float32)


def means_of_loudest(rows: Floats, weights: Floats, *, n_loud: int) -> tuple[Floats, Floats]:
    """Return the weighted and the plain mean of the columns that are largest when weighted, (rows,) each.

    Parameters
    ----------
    rows : (rows, columns).
    weights : (columns,).
    n_loud : columns that count for each row, 1 ≤ `n_loud` ≤ columns.
    """
    weighted = rows * weights
    chosen = np.argpartition(weighted, rows.shape[1] - n_loud, axis=1)[:, -n_loud:]
    means = (np.take_along_axis(values, chosen, axis=1).mean(axis=1) for values in (weighted, rows))
    of_weighted, of_rows = (mean.astype(np.float32) for mean in means)
    return of_weighted, of_rows
