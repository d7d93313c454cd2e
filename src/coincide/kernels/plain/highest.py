"""The highest numbers of each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def highest_of_rows(numbers: Floats, *, n: int) -> NDArray[np.int64]:
    """Return the columns of the `n` highest numbers of each row, highest first, of equals the first, (rows, `n`).

    Parameters
    ----------
    numbers : (rows, columns), without NaN.
    n : 1 ≤ `n` ≤ columns.
    """
    return np.argsort(-numbers, axis=1, kind="stable")[:, :n]
