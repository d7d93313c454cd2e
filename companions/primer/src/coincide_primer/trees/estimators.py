"""Boosted trees with the conventions of scikit-learn: `fit`, `predict`, `predict_proba`, parameters, tags."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, check_random_state, validate_data

from coincide_primer.errors import InputError
from coincide_primer.tensors.tensor import Array
from coincide_primer.trees.bins import MAX_BINS
from coincide_primer.trees.boosting import Ensemble, Growth, boost
from coincide_primer.trees.objectives import LogLoss, Objective, SoftmaxLoss, SquaredError, probabilities
from coincide_primer.trees.shapley import Explanation, explain

_LIMITS: dict[str, tuple[type, float, float]] = {
    "n_rounds": (Integral, 1, np.inf),
    "learning_rate": (Real, 1e-12, 1.0),
    "max_depth": (Integral, 1, 30),
    "l2": (Real, 0.0, np.inf),
    "min_hessian": (Real, 0.0, np.inf),
    "min_rows": (Integral, 1, np.inf),
    "min_gain": (Real, 0.0, np.inf),
    "max_bins": (Integral, 2, MAX_BINS),
    "patience": (Integral, 1, np.inf),
    "validation_share": (Real, 0.0, 0.9),
}


class _BoostedTrees(BaseEstimator):
    """What regression and classification share."""

    def __init__(
        self,
        *,
        n_rounds: int = 100,
        learning_rate: float = 0.1,
        max_depth: int = 6,
        l2: float = 1.0,
        min_hessian: float = 1e-3,
        min_rows: int = 20,
        min_gain: float = 0.0,
        max_bins: int = MAX_BINS,
        patience: int | None = None,
        validation_share: float = 0.1,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_rounds = n_rounds
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self.l2 = l2
        self.min_hessian = min_hessian
        self.min_rows = min_rows
        self.min_gain = min_gain
        self.max_bins = max_bins
        self.patience = patience
        self.validation_share = validation_share
        self.random_state = random_state

    def explain(self, row: Any) -> Explanation:
        """Return the exact Shapley values of one row (feature,), of its raw scores.

        A regressor and a classifier of two classes have one score; of more, one per class, before the softmax.
        """
        return explain(self._ensemble(), self._rows(np.reshape(row, (1, -1)))[0])

    @property
    def feature_importances_(self) -> Array:
        """Share of each feature in the gain of all splits (feature,); 0 for all if there is none."""
        gains = self._ensemble().gains()
        return gains / max(gains.sum(), np.finfo(np.float64).tiny)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _boost(self, X: Array, y: Array, objective: Objective) -> None:
        growth = self._growth()
        if self.patience is None:
            self.ensemble_ = boost(X, y, None, objective, growth)
        else:
            chosen = check_random_state(self.random_state).permutation(len(X))
            n_validation = max(1, round(self.validation_share * len(X)))
            held, kept = chosen[:n_validation], np.sort(chosen[n_validation:])
            if len(kept) == 0:
                raise InputError(f"early stopping needs at least 2 rows, got {len(X)}. Leave out `patience`.")
            self.ensemble_ = boost(X[kept], y[kept], (X[held], y[held]), objective, growth)
        self.n_iter_ = len(self.ensemble_.rounds)

    def _growth(self) -> Growth:
        for name, (kind, least, most) in _LIMITS.items():
            if name == "patience" and self.patience is None:
                continue
            value: Any = getattr(self, name)
            if not (isinstance(value, kind) and least <= value <= most):
                what = "a whole number" if kind is Integral else "a number"
                raise InputError(f"`{name}` must be {what} from {least:g} to {most:g}, got {value!r}.")
        return Growth(
            n_rounds=self.n_rounds,
            rate=self.learning_rate,
            max_depth=self.max_depth,
            l2=float(self.l2),
            min_hessian=float(self.min_hessian),
            min_rows=self.min_rows,
            min_gain=float(self.min_gain),
            max_bins=self.max_bins,
            patience=self.patience,
        )

    def _ensemble(self) -> Ensemble:
        check_is_fitted(self)
        return self.ensemble_

    def _rows(self, X: Any) -> Array:
        rows: Any = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        return rows

    def _rows_and_targets(self, X: Any, y: Any, *, y_numeric: bool = False) -> tuple[Array, Array]:
        both: Any = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan", y_numeric=y_numeric)
        return both


_PARAMETERS = """
    Parameters
    ----------
    n_rounds : most rounds of boosting.
    learning_rate : share of each step that is taken, in (0, 1].
    max_depth : most questions from root to leaf, 1 to 30.
    l2 : pulls the values of leaves to 0.
    min_hessian : least sum of second derivatives in a child.
    min_rows : least rows in a child. These two defaults are those of lightgbm and scikit-learn; xgboost has 1 and 1.
    min_gain : least gain of a split.
    max_bins : most bins of a column, 2 to 255; columns with fewer values are cut between them.
    patience : rounds without a better loss on held-out rows before boosting stops; None never stops early.
    validation_share : of the rows, held out if there is `patience`.
    random_state : draws the rows that are held out; nothing else is random.

    Attributes
    ----------
    ensemble_ : bins and trees.
    n_iter_ : rounds that were kept.
    feature_importances_ : share of each feature in the gain of all splits.
"""


class BoostedTreesRegressor(RegressorMixin, _BoostedTrees):
    __doc__ = f"""Gradient boosted trees for numbers, by squared error. Missing values are not a number.
{_PARAMETERS}
    Notes
    -----
    Friedman 2001; Chen and Guestrin 2016.
    """

    def fit(self, X: Any, y: Any) -> BoostedTreesRegressor:
        """Learn from rows (n, feature) and numbers (n,)."""
        rows, targets = self._rows_and_targets(X, y, y_numeric=True)
        self._boost(rows, targets.astype(np.float64), SquaredError())
        return self

    def predict(self, X: Any) -> Array:
        """Rows (n, feature) → numbers (n,)."""
        ensemble = self._ensemble()
        return ensemble.scores(self._rows(X))[:, 0]


class BoostedTreesClassifier(ClassifierMixin, _BoostedTrees):
    __doc__ = f"""Gradient boosted trees for classes, by log loss. Missing values are not a number.
{_PARAMETERS}
    classes_ : names of the classes, in the order of probabilities.

    Notes
    -----
    Friedman 2001; Chen and Guestrin 2016. With a single class, it is always predicted.
    """

    def fit(self, X: Any, y: Any) -> BoostedTreesClassifier:
        """Learn from rows (n, feature) and classes (n,)."""
        rows, targets = self._rows_and_targets(X, y)
        check_classification_targets(targets)
        self.classes_, numbers = np.unique(targets, return_inverse=True)
        self._boost(rows, numbers, LogLoss() if len(self.classes_) <= 2 else SoftmaxLoss(len(self.classes_)))
        return self

    def decision_function(self, X: Any) -> Array:
        """Rows (n, feature) → scores: (n,) of the second class if there are two, else (n, class)."""
        ensemble = self._ensemble()
        scores = ensemble.scores(self._rows(X))
        return scores[:, 0] if scores.shape[1] == 1 else scores

    def predict_proba(self, X: Any) -> Array:
        """Rows (n, feature) → probabilities (n, class)."""
        ensemble = self._ensemble()
        return probabilities(ensemble.scores(self._rows(X)))[:, : len(self.classes_)]

    def predict(self, X: Any) -> Array:
        """Rows (n, feature) → classes (n,)."""
        p = self.predict_proba(X)
        return self.classes_[p.argmax(axis=1)]
