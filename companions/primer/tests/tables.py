"""Random tables to learn from."""

from __future__ import annotations

import numpy as np


def random_table(seed, n=300, *, missing=0.1, sizes=(40, 10, 5, 2)):
    """Columns of few distinct values, some missing; and a number that depends on them."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.integers(0, size, n) for size in sizes]).astype(float)
    y = np.sin(X[:, 0] / 6) + 0.2 * X[:, 1] * X[:, 3] + (X[:, 2] > 2) + rng.normal(0, 0.3, n)
    X[rng.random(X.shape) < missing] = np.nan
    return X, y


def random_classes(seed, n_classes, **options):
    """The same table, its numbers cut into classes."""
    X, y = random_table(seed, **options)
    return X, np.digitize(y, np.quantile(y, np.arange(1, n_classes) / n_classes))
