"""Vectors as an index stores them: padded float32 rows whose squared Euclidean distance orders as the metric does.

    euclidean, sqeuclidean   as they are
    cosine                   of unit length
    inner_product            with one number more, so that all have the length `reach`; queries get a 0 there

The last is the reduction of Bachrach et al. 2014 (Speeding up the Xbox recommender system): for |x'| = reach and
q' = (q, 0), |q' - x'|² = |q|² + reach² - 2 q·x.
"""

from __future__ import annotations

from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances import as_matrix, cosine
from coincide_smallworld.distances.matrix import LARGEST

VectorMetric = Literal["euclidean", "sqeuclidean", "cosine", "inner_product"]
Floats = npt.NDArray[np.float32]
FLOAT_BLOCK = 16


def padded_width(dim: int, metric: VectorMetric) -> int:
    """Return the row length in a buffer: a whole number of cache lines."""
    used = dim + (metric == "inner_product")
    return -(-used // FLOAT_BLOCK) * FLOAT_BLOCK


def as_stored(x: Any, *, metric: VectorMetric, dim: int, name: str) -> tuple[Floats, int]:
    """Return vectors of length `dim` (0: any) as padded rows, and their length; under the inner product the extra
    number is 0.

    Raises
    ------
    InputError : not a matrix of finite numbers of that length, or a zero row under cosine.
    """
    matrix = _checked(x, metric=metric, dim=dim, name=name)
    n, n_used = matrix.shape
    width = padded_width(n_used, metric)
    if n == 1 and width == n_used and matrix.dtype == np.float32:
        return np.ascontiguousarray(matrix, dtype=np.float32), n_used
    rows = np.zeros((n, width), dtype=np.float32)
    rows[:, :n_used] = matrix
    return rows, n_used


def _checked(x: Any, *, metric: VectorMetric, dim: int, name: str) -> npt.NDArray[np.floating]:
    if metric == "cosine":
        return cosine.unit_rows(as_matrix(x, name=name, dim=dim if dim > 0 else None), name=name)
    quick = _quickly_checked(x, dim)
    return as_matrix(x, name=name, dim=dim if dim > 0 else None) if quick is None else quick


def _quickly_checked(x: Any, dim: int) -> Floats | None:
    """Return float32 rows that need no conversion, None for all that must be looked at closely (or refused)."""
    if not isinstance(x, np.ndarray) or x.dtype != np.float32 or x.ndim != 2 or x.shape[1] != dim or x.size == 0:
        return None
    flat = x.reshape(-1)
    # One product instead of two comparisons of every number; false for NaN and where it overflows.
    with np.errstate(over="ignore", invalid="ignore"):
        return cast("Floats", x) if np.dot(flat, flat) <= LARGEST * LARGEST else None


def fill_up(rows: Floats, *, dim: int, reach: float) -> None:
    """Write into rows under the inner product the number that gives them the length `reach`, in place."""
    lengths = squared_lengths(rows[:, :dim])
    rows[:, dim] = np.sqrt(np.maximum(reach * reach - lengths, 0.0))


def squared_lengths(rows: Floats) -> npt.NDArray[np.float64]:
    """Return (n,) squared lengths in float64, without a float64 copy of all rows."""
    return np.einsum("nd,nd->n", rows, rows, dtype=np.float64)
