"""Regression by the nearest neighbors, for scikit-learn.

Means of the nearest training items; ties of distance go to the smaller id, so that predictions never vary. It inherits
from scikit-learn because its tools ask for that (see `docs/decisions/0009-scikit-learn-base-classes.md`). Importing
this module imports scikit-learn.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin

from coincide.distances.band import Band
from coincide.index.estimation import Weights, build_index, check_pairs, check_queries, fitted_index, weigh
from coincide.index.parameters import AlgorithmChoice, Metric, Quantize
from coincide.index.small_world import NavigableSmallWorld


class SmallWorldRegressor(RegressorMixin, BaseEstimator):
    """Predict the mean of the nearest training items.

    Parameters
    ----------
    n_neighbors : how many are averaged.
    weights : in the mean: ``uniform``, ``distance`` (1 / distance; neighbors at distance 0 decide alone), or a function
        from distances (q, k) to weights (q, k).
    metric, band, algorithm, max_degree, ef_construction, ef, quantize, n_jobs, seed : see `NavigableSmallWorld`.
        `algorithm`, `ef`, `n_jobs` and `n_neighbors` act on the next prediction, the others on the next `fit`.

    Attributes
    ----------
    index_ : the training items.
    """

    def __init__(
        self,
        n_neighbors: int = 5,
        *,
        weights: Weights = "uniform",
        metric: Metric = "euclidean",
        band: Band = None,
        algorithm: AlgorithmChoice = "auto",
        max_degree: int = 32,
        ef_construction: int = 100,
        ef: int = 64,
        quantize: Quantize | None = None,
        n_jobs: int | None = None,
        seed: int = 0,
    ) -> None:
        self.n_neighbors = n_neighbors
        self.weights: Weights = weights
        self.metric: Metric = metric
        self.band: Band = band
        self.algorithm: AlgorithmChoice = algorithm
        self.max_degree = max_degree
        self.ef_construction = ef_construction
        self.ef = ef
        self.quantize: Quantize | None = quantize
        self.n_jobs = n_jobs
        self.seed = seed

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
        self.index_: NavigableSmallWorld = build_index(self, items)
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
        distances, ids = fitted_index(self).kneighbors(queries)
        weights = weigh(distances, self.weights)
        weights /= weights.sum(axis=1, keepdims=True)
        return np.einsum("qk,qk...->q...", weights, self._target[ids])

    def kneighbors(
        self, X: Any = None, n_neighbors: int | None = None, return_distance: bool = True
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]] | npt.NDArray[np.int64]:
        """Find nearest neighbors in the training set; see `NavigableSmallWorld.kneighbors`."""
        queries = None if X is None else check_queries(self, X)
        distances, ids = fitted_index(self).kneighbors(queries, n_neighbors)
        return (distances, ids) if return_distance else ids
