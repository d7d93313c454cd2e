"""Slow twins, a few obvious lines each."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np

from coincide_primer.trees.bins import MISSING
from coincide_primer.trees.tree import LEAF


def best_gain(codes, derivatives, l2, min_hessian):
    """Try each column, each threshold and both sides for missing values, by summing rows."""

    def worth(rows):
        g, h = derivatives[rows].sum(axis=0)
        return g * g / (h + l2)

    best = 0.0
    for column in codes.T:
        is_missing = column == MISSING
        for threshold in np.unique(column):
            for missing_left in (False, True):
                left = np.where(is_missing, missing_left, column <= threshold)
                if min(derivatives[left, 1].sum(), derivatives[~left, 1].sum()) < max(min_hessian, 1e-9):
                    continue
                best = max(best, 0.5 * (worth(left) + worth(~left) - worth(left | ~left)))
    return best


def rows_of_nodes(tree, codes):
    """Which rows come to each node."""
    rows = [np.zeros(len(codes), dtype=bool) for _ in tree.feature]
    rows[0][:] = True
    for node, feature in enumerate(tree.feature):
        if feature != LEAF:
            column = codes[:, feature]
            left = np.where(column == MISSING, tree.missing_left[node], column <= tree.threshold[node])
            rows[tree.left[node]] = rows[node] & left
            rows[tree.right[node]] = rows[node] & ~left
    return rows


def mean_value(tree, codes, known, node=0):
    """Mean of a tree for a row of which only some features are known."""
    feature = tree.feature[node]
    if feature == LEAF:
        return tree.value[node]
    left, right = tree.left[node], tree.right[node]
    if feature in known:
        goes_left = tree.missing_left[node] if codes[feature] == MISSING else codes[feature] <= tree.threshold[node]
        return mean_value(tree, codes, known, left if goes_left else right)
    parts = [tree.cover[child] * mean_value(tree, codes, known, child) for child in (left, right)]
    return sum(parts) / tree.cover[node]


def shapley_values(tree, codes):
    """The definition: over all coalitions of the other features."""
    n = len(codes)
    values = np.zeros(n)
    for feature in range(n):
        others = [each for each in range(n) if each != feature]
        for size in range(n):
            weight = factorial(size) * factorial(n - 1 - size) / factorial(n)
            for coalition in combinations(others, size):
                added = mean_value(tree, codes, {*coalition, feature}) - mean_value(tree, codes, {*coalition})
                values[feature] += weight * added
    return values
