"""Regression by the nearest neighbors, for scikit-learn.

Means of the nearest training items; ties of distance go to the smaller id, so that predictions never vary.
Importing this module imports scikit-learn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import RegressorMixin

from coincide_smallworld.estimators.estimator import NeighborsEstimator
from coincide_smallworld.estimators.inputs import check_pairs, check_queries
from coincide_smallworld.estimators.weights import Weights, weigh
from coincide_smallworld.index.small_world import NavigableSmallWorld


@dataclass(eq=False, repr=False)
class SmallWorldRegressor(RegressorMixin, NeighborsEstimator):
    """Predict the mean of the nearest training items.

    Parameters
    ----------
    n_neighbors : how many are averaged.
    weights : in the mean: ``uniform`` or None, ``distance`` (1 / distance; neighbors at distance 0 decide alone), or a
        function from distances (q, k) to weights (q, k).
    metric, band, algorithm, max_degree, ef_construction, ef, quality, quantize, dtype, n_jobs, seed : see
        `NavigableSmallWorld`. `algorithm`, `ef`, `quality`, `n_jobs` and `n_neighbors` act on the next
        prediction, the others on the next `fit`.

    Attributes
    ----------
    index_ : the training items.
    """

    weights: Weights = field(default="uniform", kw_only=True)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        # scikit-learn's checks regress on unordered features, across which warping finds likenesses that mean nothing.
        tags.regressor_tags.poor_score = self.metric == "dtw"
        return tags

    def fit(self, X: Any, y: Any) -> Self:
        """Store the training items.

        Parameters
        ----------
        X : (n, n_features); for ``dtw`` also (n, n_channels, n_timepoints) and lists of series of different lengths.
        y : (n,) or (n, n_outputs) their values.

        Raises
        ------
        ValueError, InputError : unusable.
        """
        items, target = check_pairs(self, X, y, is_numeric=True)
        self.index_: NavigableSmallWorld = self._index_of(items)
        self._target = target.astype(np.float64)
        self.n_samples_fit_ = len(target)
        return self

    def predict(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the mean of the neighbors of each query.

        Parameters
        ----------
        X : (q, n_features); for ``dtw`` also (q, n_channels, n_timepoints) and lists of series of different lengths.

        Returns
        -------
        (q,) or (q, n_outputs).

        Raises
        ------
        ValueError, InputError : unusable queries, or fewer training items than `n_neighbors`.
        """
        queries = check_queries(self, X)
        distances, ids = self._fitted_index().kneighbors(queries)
        weights = weigh(distances, self.weights)
        weights /= weights.sum(axis=1, keepdims=True)
        return np.einsum("qk,qk...->q...", weights, self._target[ids])
