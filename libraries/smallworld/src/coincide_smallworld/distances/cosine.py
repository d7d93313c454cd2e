"""Cosine distance, 1 - cos of the angle, between all pairs of rows, and the unit vectors behind it.

For unit vectors u and v it equals |u - v|² / 2, which keeps its digits where the angle is small.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.euclidean import squared_pairwise
from coincide_smallworld.distances.matrix import as_matrix
from coincide_smallworld.errors import InputError


def pairwise(x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Return the cosine distance of every row of `x` to every row of `y`.

    Parameters
    ----------
    x : (n, dim) finite real numbers, no row all zero.
    y : (m, dim) finite real numbers, no row all zero.

    Returns
    -------
    (n, m) float32 in [0, 2], exactly 0 for equal rows.

    Raises
    ------
    InputError : an argument is not a matrix of finite numbers, the lengths differ, or a row is all zero.
    """
    left = as_matrix(x, name="x")
    right = as_matrix(y, name="y", dim=left.shape[1])
    squared = squared_pairwise(unit_rows(left, name="x"), unit_rows(right, name="y"))
    return np.minimum(squared / 2.0, 2.0).astype(np.float32)


def unit_rows(matrix: npt.NDArray[np.float64], *, name: str) -> npt.NDArray[np.float64]:
    """Return the rows of a checked matrix scaled to length 1.

    Parameters
    ----------
    matrix : (n, dim) finite.
    name : what to call it in error messages.

    Returns
    -------
    (n, dim) float64 with unit rows.

    Raises
    ------
    InputError : a row is all zero and so has no direction.
    """
    largest = np.abs(matrix).max(axis=1, initial=0.0)  # (n,)
    if not largest.all():
        row = int(np.argmin(largest != 0.0))
        raise InputError(
            f"`{name}` must have no all-zero row under the cosine distance, got zeros in row {row}. Remove "
            f"that row, or use the euclidean distance."
        )
    scaled = matrix / largest[:, None]  # squares of very small numbers would vanish
    return scaled / np.sqrt(np.einsum("nd,nd->n", scaled, scaled))[:, None]
