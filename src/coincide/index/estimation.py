"""What the scikit-learn estimators share: checks of their input, the index inside, and weights of neighbors.

A matrix goes through scikit-learn's own checks, so that errors, feature names and data frames are as everywhere. Series
with channels, `(n_cases, n_channels, n_timepoints)`, and lists of series of different lengths are no matrix; under
``dtw`` they go through ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, cast

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted, check_X_y, validate_data

from coincide.distances.band import Band
from coincide.distances.series import as_series
from coincide.errors import SettingsError
from coincide.index.parameters import AlgorithmChoice, Metric, Quantize
from coincide.index.small_world import NavigableSmallWorld

WeightFunction = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
Weights = Literal["uniform", "distance"] | WeightFunction
FROM_FEATURES = ("n_features_in_", "feature_names_in_")


class Estimator(Protocol):
    """The parameters of an index, on an estimator."""

    metric: Metric
    band: Band
    algorithm: AlgorithmChoice
    n_neighbors: int
    max_degree: int
    ef_construction: int
    ef: int
    quantize: Quantize | None
    n_jobs: int | None
    seed: int


def build_index(estimator: Estimator, items: Any) -> NavigableSmallWorld:
    """Return an index of these items with the parameters of the estimator."""
    return NavigableSmallWorld(
        metric=estimator.metric,
        band=estimator.band,
        algorithm=estimator.algorithm,
        n_neighbors=estimator.n_neighbors,
        max_degree=estimator.max_degree,
        ef_construction=estimator.ef_construction,
        ef=estimator.ef,
        quantize=estimator.quantize,
        n_jobs=estimator.n_jobs,
        seed=estimator.seed,
    ).fit(items)


def fitted_index(estimator: Any) -> NavigableSmallWorld:
    """Return the index of a fitted estimator, with the parameters for asking as they are now."""
    check_is_fitted(estimator)
    index = cast("NavigableSmallWorld", estimator.index_)
    return index.set_params(
        algorithm=estimator.algorithm, n_neighbors=estimator.n_neighbors, ef=estimator.ef, n_jobs=estimator.n_jobs
    )


def check_items(estimator: Any, X: Any) -> Any:
    """Return what to fit without a target.

    Raises
    ------
    ValueError, InputError : unusable.
    """
    if _is_beyond_matrix(estimator, X):
        _forget_features(estimator)
        return as_series(X, name="X")
    return cast("Any", validate_data(estimator, X))


def check_pairs(estimator: Any, X: Any, y: Any, *, is_numeric: bool) -> tuple[Any, npt.NDArray[Any]]:
    """Return what to fit and its target; a numeric target may have several columns.

    Raises
    ------
    ValueError, InputError : unusable, or of different length.
    """
    if _is_beyond_matrix(estimator, X):
        items = as_series(X, name="X")
        _forget_features(estimator)
        in_place = np.zeros((len(items), 1))  # scikit-learn checks a target only beside a matrix
        return items, check_X_y(in_place, y, y_numeric=is_numeric, multi_output=is_numeric)[1]
    checked = validate_data(estimator, X, y, y_numeric=is_numeric, multi_output=is_numeric)
    return cast("tuple[Any, npt.NDArray[Any]]", checked)


def check_queries(estimator: Any, X: Any) -> Any:
    """Return what to ask a fitted estimator.

    Raises
    ------
    ValueError, InputError : unusable, or a matrix with another number of columns than the fitted one.
    """
    check_is_fitted(estimator)
    if _is_beyond_matrix(estimator, X):
        return as_series(X, name="X")
    return validate_data(estimator, X, reset=False)


def weigh(distances: npt.NDArray[np.float32], weights: Weights) -> npt.NDArray[np.float64]:
    """Return how much each neighbor counts.

    Parameters
    ----------
    distances : (q, k).
    weights : ``uniform``: 1; ``distance``: 1 / distance, and where there are neighbors at 0 only these; or a function
        of the distances.

    Returns
    -------
    (q, k) 0 or more, in each row one above 0.

    Raises
    ------
    SettingsError : unknown weights, or a function that returned something else.
    """
    given = distances.astype(np.float64)
    if callable(weights):
        return _check_weights(weights(given), shape=distances.shape)
    if weights == "uniform":
        return np.ones(distances.shape)
    if weights != "distance":
        raise SettingsError(f"`weights` must be 'uniform', 'distance' or a function, got {weights!r}.")
    if (given < 0).any():
        raise SettingsError(
            f"`weights='distance'` needs distances of 0 or more, got {given.min():g}. Use another metric than "
            f"'inner_product', or a function."
        )
    is_zero = given == 0
    return np.where(is_zero.any(axis=1, keepdims=True), is_zero, 1.0 / np.where(is_zero, 1.0, given))


def _check_weights(weights: Any, *, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    numbers = np.asarray(weights, dtype=np.float64)
    if numbers.shape != shape or not ((numbers >= 0) & (numbers < np.inf)).all() or not numbers.any(axis=1).all():
        raise SettingsError(
            f"`weights` must return finite numbers of 0 or more, not all 0 for one query, of shape {shape}; got shape "
            f"{numbers.shape}. Check the function."
        )
    return numbers


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
