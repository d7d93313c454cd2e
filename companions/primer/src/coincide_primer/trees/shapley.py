"""Shapley values: how far each feature of a row moved its score from the mean (Shapley 1953; Lundberg et al. 2020).

The features are players. What a coalition is worth is the mean score if only its features are known: at a question
about another feature, a row goes both ways, in proportion to the training rows that did. A leaf is then worth
v · Π z_j over the features j on its path that are unknown, and 0 if a known one leads elsewhere, where z_j is the share
of rows that pass all questions about j.

A player's Shapley value is the integral over t from 0 to 1 of what it adds when every other is in with probability t
(Owen 1972). For a leaf, that is v (o_i - z_i) ∫ Π_{j≠i} ((1 - t) z_j + t o_j) dt, where o_j is 1 if the row passes all
questions about j, else 0. A product of d - 1 such factors is a polynomial in t, and Gauss-Legendre quadrature with d/2
nodes integrates it exactly: a page of NumPy does what TreeSHAP does with a recursion over subsets of a path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coincide_primer.tensors.tensor import Array
from coincide_primer.trees.bins import MISSING
from coincide_primer.trees.boosting import Ensemble
from coincide_primer.trees.tree import LEAF, Tree


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a row has its scores.

    Attributes
    ----------
    baseline : (score,), mean scores when nothing of a row is known.
    contributions : (score, feature), what each feature added; baseline plus their sum is the score.
    """

    baseline: Array
    contributions: Array


def explain(ensemble: Ensemble, row: Array) -> Explanation:
    """Return the Shapley values of a row (feature,)."""
    codes = ensemble.bins.codes(row[None])[0]
    baseline = ensemble.start.astype(np.float64)
    contributions = np.zeros((len(baseline), len(row)))
    for trees in ensemble.rounds:
        for score, tree in enumerate(trees):
            mean, parts = _explain_tree(tree, codes)
            baseline[score] += mean
            contributions[score] += parts
    return Explanation(baseline, contributions)


def _explain_tree(tree: Tree, codes: Array) -> tuple[float, Array]:
    """Return the mean of a tree, and what each feature adds for this row."""
    passed, shares = _paths(tree, codes)  # o and z: (leaf, feature), 1 for features that are not on the path
    values = tree.value[tree.feature == LEAF]
    longest = int((shares < 1.0).sum(axis=1).max(initial=0))
    nodes, weights = np.polynomial.legendre.leggauss(max(1, (longest + 1) // 2))
    t = 0.5 * (nodes + 1.0)[:, None, None]
    factors = (1.0 - t) * shares + t * passed  # (node, leaf, feature); above 0, as 0 < t < 1
    others = np.prod(factors, axis=2, keepdims=True) / factors
    integrals = np.tensordot(0.5 * weights, others, axes=1)  # (leaf, feature)
    contributions = values @ ((passed - shares) * integrals)
    return float(values @ np.prod(shares, axis=1)), contributions


def _paths(tree: Tree, codes: Array) -> tuple[Array, Array]:
    """Carry o and z from the root to all nodes, and return those of the leaves."""
    passed = np.ones((len(tree.feature), len(codes)))
    shares = np.ones_like(passed)
    for node, feature in enumerate(tree.feature):
        if feature == LEAF:
            continue
        code = codes[feature]
        goes_left = bool(tree.missing_left[node]) if code == MISSING else bool(code <= tree.threshold[node])
        for child, is_taken in ((tree.left[node], goes_left), (tree.right[node], not goes_left)):
            passed[child], shares[child] = passed[node], shares[node]
            passed[child, feature] *= is_taken
            shares[child, feature] *= tree.cover[child] / tree.cover[node]
    is_leaf = tree.feature == LEAF
    return passed[is_leaf], shares[is_leaf]
