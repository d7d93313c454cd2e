"""Boosting: tree upon tree, each a step down the loss (Friedman 2001; Chen and Guestrin 2016)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coincide_primer.tensors.tensor import Array
from coincide_primer.trees.bins import Bins, find_bins
from coincide_primer.trees.kernel import add_values, grow
from coincide_primer.trees.objectives import Objective
from coincide_primer.trees.tree import LEAF, Tree


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees grow.

    Attributes
    ----------
    n_rounds : most rounds; each grows a tree per score.
    rate : share of each tree's step that is taken.
    max_depth : most questions from root to leaf.
    l2 : λ, pulls the values of leaves to 0.
    min_hessian : least sum of second derivatives in a child.
    min_rows : least rows in a child.
    min_gain : least gain of a split.
    max_bins : most bins of a column.
    patience : rounds without a better loss on validation rows before boosting stops; None never stops early.
    """

    n_rounds: int
    rate: float
    max_depth: int
    l2: float
    min_hessian: float
    min_rows: int
    min_gain: float
    max_bins: int
    patience: int | None


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What was learned: scores begin at `start`, and each tree adds to one of them.

    Attributes
    ----------
    bins : how rows are cut before trees see them.
    start : (score,).
    rounds : per round, one tree per score.
    losses : mean loss after each round, of the validation rows if there were any, else of the training rows.
    """

    bins: Bins
    start: Array
    rounds: tuple[tuple[Tree, ...], ...]
    losses: tuple[float, ...]

    def scores(self, X: Array) -> Array:
        """Rows (n, column) → scores (n, score)."""
        codes = self.bins.codes(X)
        scores = _begin(self.start, len(X))
        for trees in self.rounds:
            _add_round(trees, codes, scores)
        return scores

    def gains(self) -> Array:
        """Sum of the gains of the splits on each column, of all trees."""
        total = np.zeros(len(self.bins.edges))
        for trees in self.rounds:
            for tree in trees:
                is_split = tree.feature != LEAF
                np.add.at(total, tree.feature[is_split], tree.gain[is_split])
        return total


def boost(X: Array, y: Array, validation: tuple[Array, Array] | None, objective: Objective, growth: Growth) -> Ensemble:
    """Learn from rows (n, column) and targets (n,); `validation` rows decide when to stop, if `patience` is given."""
    bins = find_bins(X, max_bins=growth.max_bins)
    start = objective.start(y)
    rounds: list[tuple[Tree, ...]] = []
    losses: list[float] = []
    judge = (
        None if validation is None else (bins.codes(validation[0]), _begin(start, len(validation[0])), validation[1])
    )
    for trees, scores in _grow_rounds(bins, X, y, start, objective, growth):
        rounds.append(trees)
        if judge is None:
            losses.append(objective.loss(scores, y))
            continue
        codes, judged, truth = judge
        _add_round(trees, codes, judged)
        losses.append(objective.loss(judged, truth))
        best = int(np.argmin(losses))
        if growth.patience is not None and len(losses) - 1 - best >= growth.patience:
            break
    n_kept = len(rounds) if judge is None else int(np.argmin(losses)) + 1
    return Ensemble(bins, start, tuple(rounds[:n_kept]), tuple(losses[:n_kept]))


def _grow_rounds(
    bins: Bins, X: Array, y: Array, start: Array, objective: Objective, growth: Growth
) -> Iterator[tuple[tuple[Tree, ...], Array]]:
    """Yield the trees of each round, and the training scores after it."""
    codes = bins.codes(X)
    offsets = np.concatenate([[0], np.cumsum(bins.sizes + 1)])  # one bin more for missing values
    scores = _begin(start, len(X))
    for _ in range(growth.n_rounds):
        derivatives = objective.derivatives(scores, y)
        trees = tuple(
            _grow_tree(codes, np.ascontiguousarray(each), offsets, growth, scores[:, score])
            for score, each in enumerate(derivatives)
        )
        yield trees, scores


def _grow_tree(codes: Array, derivatives: Array, offsets: Array, growth: Growth, update: Array) -> Tree:
    nodes, facts = grow(
        codes,
        derivatives,
        offsets,
        growth.max_depth,
        growth.l2,
        growth.min_hessian,
        growth.min_rows,
        growth.min_gain,
        growth.rate,
        update,
    )
    feature, threshold, missing_left, left, right = (np.ascontiguousarray(each) for each in nodes.T)
    gain, cover, value = (np.ascontiguousarray(each) for each in facts.T)
    return Tree(feature, threshold, missing_left == 1, left, right, gain, cover, value)


def _begin(start: Array, n: int) -> Array:
    """(n, score), each score in one piece, as the compiled loops want it."""
    return np.asfortranarray(np.tile(start, (n, 1)))


def _add_round(trees: tuple[Tree, ...], codes: Array, scores: Array) -> None:
    for score, tree in enumerate(trees):
        add_values(
            codes, tree.feature, tree.threshold, tree.missing_left, tree.left, tree.right, tree.value, scores[:, score]
        )
