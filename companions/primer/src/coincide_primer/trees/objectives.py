"""Objectives: what boosting lowers, as first and second derivatives with regard to each score.

A row has one score, or one per class. Each objective says where scores begin, how they bend, and how they are read.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from coincide_primer.tensors.tensor import Array


class Objective(Protocol):
    """Scores are (n, score), targets numbers (n,) or class numbers (n,)."""

    def start(self, y: Array) -> Array:
        """Return the constant scores (score,) from which boosting begins."""
        ...

    def derivatives(self, scores: Array, y: Array) -> Array:
        """Return (score, n, 2): first and second derivative of the loss of each row."""
        ...

    def loss(self, scores: Array, y: Array) -> float:
        """Return the mean loss of some rows."""
        ...


class SquaredError:
    """(s - y)² / 2, for numbers."""

    def start(self, y: Array) -> Array:
        return np.array([y.mean()])

    def derivatives(self, scores: Array, y: Array) -> Array:
        error = scores[:, 0] - y
        return np.stack([error, np.ones_like(error)], axis=1)[None]

    def loss(self, scores: Array, y: Array) -> float:
        return float(0.5 * np.mean((scores[:, 0] - y) ** 2))


class LogLoss:
    """-log p(y) for classes 0 and 1, where the score is log p(1) / p(0)."""

    def start(self, y: Array) -> Array:
        return np.array([_log(y.mean()) - _log(1.0 - y.mean())])

    def derivatives(self, scores: Array, y: Array) -> Array:
        p = probabilities(scores)[:, 1]
        return np.stack([p - y, _at_least_tiny(p * (1.0 - p))], axis=1)[None]

    def loss(self, scores: Array, y: Array) -> float:
        signed = np.where(y == 1, -scores[:, 0], scores[:, 0])
        return float(np.mean(np.logaddexp(0.0, signed)))


class SoftmaxLoss:
    """-log p(y) for three classes or more, where p is the softmax of the scores.

    The trees of a round move all scores of a row at once. The second derivative of one score alone, p (1 - p), would
    overstep; twice that, for all scores together, bounds the matrix of second derivatives from above (Gershgorin).
    """

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes

    def start(self, y: Array) -> Array:
        return _log(np.bincount(y, minlength=self.n_classes) / len(y))

    def derivatives(self, scores: Array, y: Array) -> Array:
        p = probabilities(scores)
        error = p.copy()
        error[np.arange(len(y)), y] -= 1.0
        return np.stack([error, _at_least_tiny(2.0 * p * (1.0 - p))], axis=2).transpose(1, 0, 2)

    def loss(self, scores: Array, y: Array) -> float:
        return float(-np.mean(_log(probabilities(scores)[np.arange(len(y)), y])))


def probabilities(scores: Array) -> Array:
    """Scores (n, score) → probabilities (n, class); a single score is that of class 1 against 0."""
    if scores.shape[1] == 1:
        scores = np.column_stack([np.zeros(len(scores)), scores])
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def _log(share: Array) -> Array:
    """Finite also for a class that none of the rows has."""
    return np.log(np.maximum(share, 1e-300))


def _at_least_tiny(hessian: Array) -> Array:
    """Rows that are certain still count, so that no node is without weight."""
    return np.maximum(hessian, 1e-16)
