"""Trees beside the obvious way to grow them."""

import numpy as np
import pytest
from naive import best_gain, rows_of_nodes
from tables import random_classes, random_table

from coincide_primer import BoostedTreesClassifier, BoostedTreesRegressor
from coincide_primer.trees.objectives import LogLoss, SoftmaxLoss, SquaredError
from coincide_primer.trees.tree import LEAF

L2, MIN_HESSIAN = 1.5, 3.0
OBJECTIVES = {"numbers": SquaredError(), "two classes": LogLoss(), "three classes": SoftmaxLoss(3)}


def _first_trees(kind, seed):
    """Return the trees of the first round, their rows in bins, and the derivatives that they saw."""
    X, y = random_table(seed) if kind == "numbers" else random_classes(seed, 2 if kind == "two classes" else 3)
    estimator = BoostedTreesRegressor if kind == "numbers" else BoostedTreesClassifier
    ensemble = estimator(n_rounds=1, max_depth=4, l2=L2, min_hessian=MIN_HESSIAN, min_rows=1).fit(X, y).ensemble_
    scores = np.tile(ensemble.start, (len(X), 1))
    return ensemble.rounds[0], ensemble.bins.codes(X), OBJECTIVES[kind].derivatives(scores, y)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", OBJECTIVES)
def test_each_split_is_the_best_there_is(kind, seed):
    trees, codes, derivatives = _first_trees(kind, seed)
    for tree, seen in zip(trees, derivatives, strict=True):
        for node, rows in enumerate(rows_of_nodes(tree, codes)):
            if tree.feature[node] != LEAF:
                assert tree.gain[node] == pytest.approx(best_gain(codes[rows], seen[rows], L2, MIN_HESSIAN))


@pytest.mark.parametrize("kind", OBJECTIVES)
def test_a_leaf_has_the_value_that_lowers_the_loss_most(kind):
    trees, codes, derivatives = _first_trees(kind, 0)
    for tree, seen in zip(trees, derivatives, strict=True):
        for node, rows in enumerate(rows_of_nodes(tree, codes)):
            g, h = seen[rows].sum(axis=0)
            assert tree.cover[node] == pytest.approx(h)
            assert tree.feature[node] != LEAF or tree.value[node] == pytest.approx(-0.1 * g / (h + L2))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_derivatives_of_an_objective_are_slopes_of_its_loss(name):
    rng = np.random.default_rng(0)
    n_scores = 3 if name == "three classes" else 1
    scores, y = rng.normal(size=(4, n_scores)), np.array([0, 1, 1, 0])
    found = OBJECTIVES[name].derivatives(scores, y)[:, :, 0]
    for row, score in np.ndindex(4, n_scores):
        step = np.zeros_like(scores)
        step[row, score] = 1e-5
        slope = (OBJECTIVES[name].loss(scores + step, y) - OBJECTIVES[name].loss(scores - step, y)) / 2e-5
        assert 4 * slope == pytest.approx(found[score, row], abs=1e-8)


def test_training_scores_are_those_of_walking_down_the_trees():
    X, y = random_table(0)
    model = BoostedTreesRegressor(n_rounds=20).fit(X, y)
    assert model.ensemble_.losses[-1] == pytest.approx(0.5 * np.mean((model.predict(X) - y) ** 2), rel=1e-12)


def test_no_child_has_fewer_rows_than_wanted():
    X, y = random_table(0)
    ensemble = BoostedTreesRegressor(n_rounds=3, min_rows=25).fit(X, y).ensemble_
    codes = ensemble.bins.codes(X)
    counts = [rows.sum() for trees in ensemble.rounds for rows in rows_of_nodes(trees[0], codes)]
    assert 25 <= min(counts) < 40


def test_a_column_twice_changes_nothing():
    X, y = random_table(1)
    once, twice = (BoostedTreesRegressor(n_rounds=10).fit(Z, y).predict(Z) for Z in (X, np.hstack([X, X])))
    assert np.array_equal(once, twice)


def test_of_equal_columns_the_first_is_asked():
    X, y = random_table(1)
    importances = BoostedTreesRegressor(n_rounds=10).fit(np.hstack([X, X]), y).feature_importances_
    assert importances[X.shape[1] :].tolist() == [0.0] * X.shape[1]


def test_a_constant_column_is_never_asked_about():
    X, y = random_table(2)
    model = BoostedTreesRegressor(n_rounds=10).fit(np.hstack([np.full((len(X), 1), 7.0), X]), y)
    assert model.feature_importances_[0] == 0.0


def test_missing_values_alone_can_be_told_apart():
    X = np.array([[np.nan], [np.nan], [1.0], [1.0]] * 10)
    y = np.array([5.0, 5.0, 1.0, 1.0] * 10)
    model = BoostedTreesRegressor(n_rounds=200, l2=0.0).fit(X, y)
    assert model.predict([[np.nan], [1.0]]) == pytest.approx([5.0, 1.0])


def test_a_value_missing_only_later_follows_the_heavier_child():
    X = np.array([[0.0]] * 30 + [[1.0]] * 10)
    model = BoostedTreesRegressor(n_rounds=1, min_rows=1).fit(X, X[:, 0])
    assert model.predict([[np.nan]]) == model.predict([[0.0]])


def test_the_same_rows_give_the_same_bytes():
    X, y = random_classes(0, 3)
    first, second = (BoostedTreesClassifier(n_rounds=5).fit(X, y).predict_proba(X).tobytes() for _ in range(2))
    assert first == second
