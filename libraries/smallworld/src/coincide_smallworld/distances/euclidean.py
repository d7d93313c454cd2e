"""Euclidean distance between all pairs of rows.

|x - y|² = |x|² + |y|² - 2 x·y costs one matrix product, but loses all digits where x and y are near.
Those few pairs are computed again from the differences, so equal rows are at distance exactly 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.matrix import as_matrix

# Below this share of |x|² + |y|² a product has lost four of its fifteen digits, still more than float32 has.
NEAR_SHARE = 1e-4
BLOCK_PAIRS = 1 << 20


def pairwise(x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Return the Euclidean distance of every row of `x` to every row of `y`.

    Parameters
    ----------
    x : (n, dim) finite real numbers.
    y : (m, dim) finite real numbers.

    Returns
    -------
    (n, m) float32, 0 or more, exactly 0 for equal rows. Memory beyond the result is bounded.

    Raises
    ------
    InputError : an argument is not a matrix of finite numbers, or the lengths differ.
    """
    left = as_matrix(x, name="x")
    right = as_matrix(y, name="y", dim=left.shape[1])
    return np.sqrt(squared_pairwise(left, right)).astype(np.float32)


def squared_pairwise(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return (n, m) squared distances between checked matrices (n, dim) and (m, dim)."""
    squared = np.empty((len(x), len(y)))
    step = max(1, BLOCK_PAIRS // max(1, len(y)))
    for first in range(0, len(x), step):
        squared[first : first + step] = _block(x[first : first + step], y)
    return squared


def _block(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    scale = np.einsum("nd,nd->n", x, x)[:, None] + np.einsum("md,md->m", y, y)[None, :]  # (n, m)
    squared = scale - 2.0 * (x @ y.T)
    near_x, near_y = np.nonzero(squared <= NEAR_SHARE * scale)
    step = max(1, BLOCK_PAIRS // x.shape[1])
    for first in range(0, len(near_x), step):
        rows, columns = near_x[first : first + step], near_y[first : first + step]
        difference = x[rows] - y[columns]  # (pairs, dim)
        squared[rows, columns] = np.einsum("pd,pd->p", difference, difference)
    return squared
