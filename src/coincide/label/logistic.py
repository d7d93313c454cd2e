"""Logistic regression as anybody would do it with labels at hand: what our way of labeling has to beat.

Its strength is chosen by cross-validation among the labels, so that it is as good as it can be without any others.
"""

# scikit-learn ships no type information.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

STRENGTHS = (0.1, 1.0, 10.0, 100.0)
"""Inverse of the penalty, for features of unit variance."""
FEW, FEW_STRENGTH = 20, 10.0
"""With fewer labels a fold may lack whole classes, so the strength is fixed."""
_FOLDS, _MAX_CHOSEN_ON = 4, 500


def predict_logistic(
    features: NDArray[np.float32], labels: NDArray[np.str_], asked: NDArray[np.float32], *, rng: np.random.Generator
) -> NDArray[np.str_]:
    """Name events by a classifier that has only seen the labeled ones.

    Parameters
    ----------
    features : (n, dim) of the labeled events, of about unit variance; n ≥ 1.
    labels : (n,).
    asked : (m, dim).
    rng : deals labels into folds.

    Returns
    -------
    A name for each event asked about, (m,).
    """
    if len(np.unique(labels)) == 1:
        return np.repeat(labels[:1], len(asked))
    return _fitted(features, labels, _strength(features, labels, rng)).predict(asked)


def standardize(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring columns to mean 0 and variance 1; constant ones become 0."""
    spread = features.std(axis=0)
    return (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _strength(features: NDArray[np.float32], labels: NDArray[np.str_], rng: np.random.Generator) -> float:
    if len(labels) < FEW:
        return FEW_STRENGTH
    rows = rng.permutation(len(labels))[:_MAX_CHOSEN_ON]
    right = dict.fromkeys(STRENGTHS, 0)
    for held_out in np.array_split(rows, _FOLDS):
        seen = np.setdiff1d(rows, held_out)
        if len(np.unique(labels[seen])) > 1:
            for strength in STRENGTHS:
                guesses = _fitted(features[seen], labels[seen], strength).predict(features[held_out])
                right[strength] += int((guesses == labels[held_out]).sum())
    return max(STRENGTHS, key=lambda strength: right[strength])


def _fitted(features: NDArray[np.float32], labels: NDArray[np.str_], strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(features, labels)
