"""The loudest bands of each frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def mean_of_loudest(rows: Floats, *, n_loud: int) -> Floats:
    """Return the mean of the `n_loud` largest numbers of each row, 1 ≤ `n_loud` ≤ length of the rows."""
    return np.partition(rows, rows.shape[1] - n_loud, axis=1)[:, -n_loud:].mean(axis=1).astype(np.float32)


def means_where_loudest(rows: Floats, others: Floats, *, by: Floats, n_loud: int) -> tuple[Floats, Floats]:
    """Return the means of the columns of `rows` and of `others` in which `by` is largest, (rows,) each.

    Parameters
    ----------
    rows, others, by : (rows, columns).
    n_loud : columns that count for each row, 1 ≤ `n_loud` ≤ columns.
    """
    chosen = np.argpartition(by, rows.shape[1] - n_loud, axis=1)[:, -n_loud:]
    means = (np.take_along_axis(values, chosen, axis=1).mean(axis=1) for values in (rows, others))
    of_rows, of_others = (mean.astype(np.float32) for mean in means)
    return of_rows, of_others
