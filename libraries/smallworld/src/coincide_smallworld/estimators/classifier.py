"""Classification by the nearest neighbors, for scikit-learn.

Votes of the nearest training items; ties of distance go to the smaller id, ties of votes to the smaller class, so that
predictions never vary. Importing this module imports scikit-learn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets

from coincide_smallworld.estimators.estimator import NeighborsEstimator
from coincide_smallworld.estimators.inputs import check_pairs, check_queries
from coincide_smallworld.estimators.weights import Weights, weigh
from coincide_smallworld.index.small_world import NavigableSmallWorld


@dataclass(eq=False, repr=False)
class SmallWorldClassifier(ClassifierMixin, NeighborsEstimator):
    """Predict the class that most of the nearest training items have.

    Parameters
    ----------
    n_neighbors : how many vote.
    weights : of a vote: ``uniform``, ``distance`` (1 / distance; neighbors at distance 0 decide alone), or a function
        from distances (q, k) to weights (q, k).
    metric, band, algorithm, max_degree, ef_construction, ef, quality, quantize, dtype, n_jobs, seed : see
        `NavigableSmallWorld`. `algorithm`, `ef`, `quality`, `n_jobs` and `n_neighbors` act on the next
        prediction, the others on the next `fit`.

    Attributes
    ----------
    classes_ : (c,) the classes, sorted.
    index_ : the training items.
    """

    weights: Weights = field(default="uniform", kw_only=True)

    def fit(self, X: Any, y: Any) -> Self:
        """Store the training items.

        Parameters
        ----------
        X : (n, n_features); for ``dtw`` also (n, n_channels, n_timepoints) and lists of series of different lengths.
        y : (n,) their classes.

        Raises
        ------
        ValueError, InputError : unusable.
        """
        items, target = check_pairs(self, X, y, is_numeric=False)
        check_classification_targets(target)
        index = self._index_of(items)
        self.classes_, self._codes = np.unique(target, return_inverse=True)
        self.index_: NavigableSmallWorld = index
        self.n_samples_fit_ = len(index)
        return self

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the most probable class of each query; the smallest of several."""
        shares = self.predict_proba(X)
        return self.classes_[np.argmax(shares, axis=1)]

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the share of the votes for each class.

        Parameters
        ----------
        X : (q, n_features); for ``dtw`` also (q, n_channels, n_timepoints) and lists of series of different lengths.

        Returns
        -------
        (q, c), in the order of `classes_`; each row sums to 1.

        Raises
        ------
        ValueError, InputError : unusable queries, or fewer training items than `n_neighbors`.
        """
        queries = check_queries(self, X)
        distances, ids = self._fitted_index().kneighbors(queries)
        weights = weigh(distances, self.weights)
        votes = np.zeros((len(ids), len(self.classes_)))
        np.add.at(votes, (np.arange(len(ids))[:, None], self._codes[ids]), weights)
        return votes / votes.sum(axis=1, keepdims=True)
