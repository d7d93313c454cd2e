"""How much each neighbor counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import SettingsError

WeightFunction = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
Weights = Literal["uniform", "distance"] | WeightFunction | None


def weigh(distances: npt.NDArray[np.float32], weights: Weights) -> npt.NDArray[np.float64]:
    """Return how much each neighbor counts.

    Parameters
    ----------
    distances : (q, k).
    weights : ``uniform`` or None: 1; ``distance``: 1 / distance, and where there are neighbors at 0 only these; or a
        function of the distances.

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
    if weights is None or weights == "uniform":
        return np.ones(distances.shape)
    if weights != "distance":
        raise SettingsError(
            f"`weights` must be 'uniform', 'distance' or a function, got {weights!r}. Leave it out to count "
            "all neighbors alike."
        )
    if (given < 0).any():
        raise SettingsError(
            f"`weights='distance'` needs distances of 0 or more, got {given.min():g}. Use a metric other than "
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
