"""Vectors as an index stores them: float32 rows, of unit length under the cosine metric.

With unit rows both metrics order by the squared Euclidean distance, so one search serves both.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
import numpy.typing as npt

from coincide.distances import as_matrix, cosine
from coincide.errors import SettingsError
from coincide.index.protocol import Metric


def check_metric(metric: str) -> Metric:
    """Return `metric` if it is known, else raise SettingsError."""
    for known in get_args(Metric):
        if metric == known:
            return known
    raise SettingsError(f"`metric` must be one of {', '.join(get_args(Metric))}, got {metric!r}.")


def as_stored(x: npt.ArrayLike, *, metric: Metric, dim: int, name: str) -> npt.NDArray[np.float32]:
    """Return `x` as an index with this metric and vector length (0: any) stores it.

    Raises
    ------
    InputError : `x` is not a matrix of finite numbers of that length, or has a zero row under cosine.
    """
    matrix = as_matrix(x, name=name, dim=dim if dim > 0 else None)
    if metric == "cosine":
        matrix = cosine.unit_rows(matrix, name=name)
    return matrix.astype(np.float32)
