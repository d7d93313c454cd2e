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
from sklearn.utils.validation import column_or_1d

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
    weights : of a vote: ``uniform`` or None, ``distance`` (1 / distance; neighbors at distance 0 decide alone), or a
        function from distances (q, k) to weights (q, k).
    metric, band, algorithm, max_degree, ef_construction, ef, quality, quantize, dtype, n_jobs, seed : see
        `NavigableSmallWorld`. `algorithm`, `ef`, `quality`, `n_jobs` and `n_neighbors` act on the next
        prediction, the others on the next `fit`.

    Attributes
    ----------
    classes_ : (c,) the classes, sorted; a list of such arrays, one for each output, where there are several.
    outputs_2d_ : whether there are several outputs.
    index_ : the training items.
    """

    weights: Weights = field(default="uniform", kw_only=True)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X: Any, y: Any) -> Self:
        """Store the training items.

        Parameters
        ----------
        X : (n, n_features); for ``dtw`` also (n, n_channels, n_timepoints) and lists of series of different lengths.
        y : (n,) their classes, or (n, n_outputs) of several questions.

        Raises
        ------
        ValueError, InputError : unusable.
        """
        items, target = check_pairs(self, X, y, is_numeric=False)
        check_classification_targets(target)
        if target.ndim == 2 and target.shape[1] == 1:
            target = column_or_1d(target, warn=True)
        index = self._index_of(items)
        self.outputs_2d_ = target.ndim == 2
        self._outputs = [np.unique(column, return_inverse=True) for column in np.atleast_2d(target.T)]
        self.classes_ = [classes for classes, _ in self._outputs] if self.outputs_2d_ else self._outputs[0][0]
        self.index_: NavigableSmallWorld = index
        self.n_samples_fit_ = len(index)
        return self

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the most probable class of each query, (q,) or (q, n_outputs); the smallest of several."""
        by_output = self._shares(X)
        columns = [
            classes[np.argmax(shares, axis=1)] for (classes, _), shares in zip(self._outputs, by_output, strict=True)
        ]
        return np.stack(columns, axis=1) if self.outputs_2d_ else columns[0]

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64] | list[npt.NDArray[np.float64]]:
        """Return the share of the votes for each class.

        Parameters
        ----------
        X : (q, n_features); for ``dtw`` also (q, n_channels, n_timepoints) and lists of series of different lengths.

        Returns
        -------
        (q, c), in the order of `classes_`; each row sums to 1. A list of these where there are several outputs, as in
        scikit-learn.

        Raises
        ------
        ValueError, InputError : unusable queries, or fewer training items than `n_neighbors`.
        """
        shares = self._shares(X)
        return shares if self.outputs_2d_ else shares[0]

    def _shares(self, X: Any) -> list[npt.NDArray[np.float64]]:
        """The share of the votes for each class of each output."""
        queries = check_queries(self, X)
        distances, ids = self._fitted_index().kneighbors(queries)
        weights = weigh(distances, self.weights)
        return [_shares_of(codes[ids], weights, n_classes=len(classes)) for classes, codes in self._outputs]


def _shares_of(
    votes: npt.NDArray[np.intp], weights: npt.NDArray[np.float64], *, n_classes: int
) -> npt.NDArray[np.float64]:
    counts = np.zeros((len(votes), n_classes))
    np.add.at(counts, (np.arange(len(votes))[:, None], votes), weights)
    return counts / counts.sum(axis=1, keepdims=True)
