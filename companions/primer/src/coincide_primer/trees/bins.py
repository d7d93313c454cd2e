"""Bins: each column in at most 255 steps, so that a split need not be sought among all values.

The edges come from the training rows alone, and lie halfway between neighboring values. A column of few distinct values
gets all such edges, and binning loses nothing; one of many gets those at its quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coincide_primer.tensors.tensor import Array

MISSING = 255
"""The bin of values that are not a number."""
MAX_BINS = 255


@dataclass(frozen=True, slots=True)
class Bins:
    """Where the columns are cut.

    Attributes
    ----------
    edges : per column, ascending; bin k holds the values above edge k - 1, up to and with edge k.
    """

    edges: tuple[Array, ...]

    @property
    def sizes(self) -> Array:
        """Bins of each column, at least 1."""
        return np.array([len(each) + 1 for each in self.edges], dtype=np.int64)

    def codes(self, X: Array) -> Array:
        """Rows (n, column) → bins (n, column), as bytes."""
        codes = np.empty(X.shape, dtype=np.uint8)
        for column, edges in enumerate(self.edges):
            codes[:, column] = np.searchsorted(edges, X[:, column], side="left")
        codes[np.isnan(X)] = MISSING
        return codes


def find_bins(X: Array, *, max_bins: int = MAX_BINS) -> Bins:
    """Choose the edges from training rows (n, column); missing values are not a number."""
    return Bins(tuple(_edges(column[~np.isnan(column)], max_bins) for column in X.T))


def _edges(values: Array, max_bins: int) -> Array:
    distinct = np.unique(values)
    # Halved first, since the sum of two huge numbers is infinite; never as large as the upper neighbor.
    halfway = 0.5 * distinct[:-1] + 0.5 * distinct[1:]
    halfway = np.where(halfway < distinct[1:], halfway, distinct[:-1])
    if len(distinct) <= max_bins:
        return halfway
    shares = np.arange(1, max_bins) / max_bins
    last_of_bins = np.searchsorted(distinct, np.quantile(values, shares, method="inverted_cdf"))
    return halfway[np.unique(last_of_bins[last_of_bins < len(halfway)])]
