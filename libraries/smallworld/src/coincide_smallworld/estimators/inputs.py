"""Checks of what an estimator is given.

A matrix goes through scikit-learn's own checks, so that errors, feature names and data frames are as everywhere. Series
with channels, `(n_cases, n_channels, n_timepoints)`, and lists of series of different lengths are no matrix; under
``dtw`` they go through ours. There NaN may end a row of a matrix: the index takes such a series as shorter.

A row of zeros has no direction, and an index refuses it under the cosine metric. An estimator gives all such rows an
axis of their own, in one column more: they are at distance 1 from all others, as in scikit-learn, and at 0 from each
other.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted, check_X_y, validate_data

from coincide_smallworld.distances.series import as_series

FROM_FEATURES = ("n_features_in_", "feature_names_in_")


def check_items(estimator: Any, X: Any) -> Any:
    """Return what to fit without a target.

    Raises
    ------
    ValueError, InputError : unusable.
    """
    if _is_beyond_matrix(estimator, X):
        _forget_features(estimator)
        return as_series(X, name="X")
    return _with_axis_of_zeros(
        estimator, cast("Any", validate_data(estimator, X, ensure_all_finite=_finite(estimator)))
    )


def check_pairs(estimator: Any, X: Any, y: Any, *, is_numeric: bool) -> tuple[Any, npt.NDArray[Any]]:
    """Return what to fit and its target, which may have several columns.

    Raises
    ------
    ValueError, InputError : unusable, or of different length.
    """
    if _is_beyond_matrix(estimator, X):
        items = as_series(X, name="X")
        _forget_features(estimator)
        in_place = np.zeros((len(items), 1))  # scikit-learn checks a target only beside a matrix
        return items, check_X_y(in_place, y, y_numeric=is_numeric, multi_output=True)[1]
    checked = validate_data(
        estimator, X, y, y_numeric=is_numeric, multi_output=True, ensure_all_finite=_finite(estimator)
    )
    items, target = cast("tuple[Any, npt.NDArray[Any]]", checked)
    return _with_axis_of_zeros(estimator, items), target


def check_queries(estimator: Any, X: Any) -> Any:
    """Return what to ask a fitted estimator.

    Raises
    ------
    ValueError, InputError : unusable, or a matrix with another number of columns than the fitted one.
    """
    check_is_fitted(estimator)
    if _is_beyond_matrix(estimator, X):
        return as_series(X, name="X")
    return _with_axis_of_zeros(
        estimator, cast("Any", validate_data(estimator, X, reset=False, ensure_all_finite=_finite(estimator)))
    )


def _finite(estimator: Any) -> bool | str:
    """What scikit-learn shall check of a matrix: NaN behind the end of a series is no number."""
    return "allow-nan" if estimator.metric == "dtw" else True


def _with_axis_of_zeros(estimator: Any, matrix: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if estimator.metric != "cosine":
        return matrix
    is_zero = np.logical_not(matrix.any(axis=1, keepdims=True))
    return np.concatenate([matrix, is_zero.astype(matrix.dtype)], axis=1)


def _is_beyond_matrix(estimator: Any, X: Any) -> bool:
    """Whether these are series that no matrix holds."""
    if estimator.metric != "dtw":
        return False
    shape = getattr(X, "shape", None)
    if shape is not None:
        return len(shape) == 3 or (len(shape) == 1 and getattr(X.dtype, "kind", None) == "O")
    if not isinstance(X, (list, tuple)):
        return False
    try:
        shapes = {np.shape(case) for case in cast("list[Any]", X)}
    except ValueError:  # a case that is ragged itself
        return False
    return len(shapes) > 1 or any(len(shape) == 2 for shape in shapes)


def _forget_features(estimator: Any) -> None:
    for name in FROM_FEATURES:
        if hasattr(estimator, name):
            delattr(estimator, name)
