"""Two losses for Keras 3, on any of its backends: triplet and clustering.

They follow Keras's ways, `loss(y_true, y_pred)`, so that `model.compile(loss=...)` takes them. Formulas and sources are
those of `coincide.losses.triplet` and `coincide.losses.clustering`; input is not checked.
"""

from __future__ import annotations

from typing import Any

from coincide.errors import MissingPackageError

try:
    import keras
except ImportError as error:
    raise MissingPackageError(
        f"these losses need Keras 3 and one of its backends: {error}. Run `pip install 'coincide[keras]'`, and set "
        "`KERAS_BACKEND=torch`, or the backend that you have, before Keras is imported."
    ) from error

ops: Any = keras.ops
"""Its functions declare no result."""
_FAR = 1e30
"""Farther than any negative; infinity has no gradient on some backends."""


class KerasTripletLoss(keras.losses.Loss):
    """The triplet loss with semi-hard negatives, the mean over triplets that violate the margin.

    `y_true` holds whole numbers (n,) or (n, 1), `y_pred` embeddings (n, dim). Memory grows with n³: keep n below 300.

    Parameters
    ----------
    margin : by how much the squared distance to the negative should be larger, above 0.
    """

    def __init__(self, *, margin: float = 0.2, name: str = "triplet") -> None:
        super().__init__(name=name)
        self.margin = margin

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of a batch: whole-number labels (n,) or (n, 1), embeddings (n, dim)."""
        labels = ops.reshape(y_true, (-1,))
        norms = ops.sum(ops.square(y_pred), axis=1)
        products = ops.matmul(y_pred, ops.transpose(y_pred))
        squared = ops.maximum(norms[:, None] + norms[None, :] - 2.0 * products, 0.0)  # (n, n)
        is_same = ops.equal(labels[:, None], labels[None, :])
        is_other_row = ops.logical_not(ops.cast(ops.eye(ops.shape(squared)[0]), "bool"))
        has_negative = ops.logical_not(ops.all(is_same, axis=1))[:, None]
        gaps = squared - _to_semi_hard(squared, ops.logical_not(is_same)) + self.margin
        is_counted = ops.logical_and(ops.logical_and(is_same, is_other_row), has_negative)
        violations = ops.where(is_counted, ops.maximum(gaps, 0.0), 0.0)
        n_active = ops.sum(ops.cast(violations > 0, violations.dtype))
        return ops.sum(violations) / ops.maximum(n_active, 1.0)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments with which Keras makes this loss again."""
        return {"margin": self.margin, "name": self.name}


class KerasClusteringLoss(keras.losses.Loss):
    """Mean entropy of the examples minus γ times the entropy of their mean.

    `y_pred` holds logits (batch, K); `y_true` is not used.

    Parameters
    ----------
    gamma : weight of the second term, at least 0.
    """

    def __init__(self, *, gamma: float = 1.0, name: str = "clustering") -> None:
        super().__init__(name=name)
        self.gamma = gamma

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of a batch of logits (n, n_categories); labels are ignored."""
        del y_true
        log_p = ops.log_softmax(y_pred, axis=1)
        p = ops.exp(log_p)
        mean = ops.mean(p, axis=0)
        of_mean = -ops.sum(mean * ops.log(ops.maximum(mean, 1.0 / _FAR)))
        return ops.mean(-ops.sum(p * log_p, axis=1)) - self.gamma * of_mean

    def get_config(self) -> dict[str, Any]:
        """Return the arguments with which Keras makes this loss again."""
        return {"gamma": self.gamma, "name": self.name}


def _to_semi_hard(squared: Any, is_negative: Any) -> Any:
    """Squared distance (n, n) to the negative of each anchor (row) and positive (column)."""
    to_negatives = ops.where(is_negative, squared, _FAR)[:, None, :]  # (n, 1, n)
    nearest = ops.min(ops.where(to_negatives > squared[:, :, None], to_negatives, _FAR), axis=2)
    farthest = ops.max(ops.where(is_negative, squared, -_FAR), axis=1)[:, None]
    return ops.where(nearest < _FAR, nearest, farthest)
