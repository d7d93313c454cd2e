"""Shapley values beside their definition."""

import numpy as np
import pytest
from naive import shapley_values
from tables import random_classes, random_table

from coincide_primer import BoostedTreesClassifier, BoostedTreesRegressor


@pytest.mark.parametrize("depth", [1, 2, 3, 6])
def test_they_are_those_of_the_definition(depth):
    X, y = random_table(0)
    model = BoostedTreesRegressor(n_rounds=3, max_depth=depth, min_hessian=5.0).fit(X, y)
    for row in X[:8]:
        codes = model.ensemble_.bins.codes(row[None])[0]
        slow = sum(shapley_values(trees[0], codes) for trees in model.ensemble_.rounds)
        assert model.explain(row).contributions[0] == pytest.approx(slow, abs=1e-12)


@pytest.mark.parametrize("n_classes", [2, 4])
def test_they_sum_to_the_score(n_classes):
    X, y = random_classes(1, n_classes)
    model = BoostedTreesClassifier(max_depth=6).fit(X, y)
    for row, score in zip(X[:5], model.ensemble_.scores(X[:5]), strict=True):
        explanation = model.explain(row)
        assert np.abs(explanation.baseline + explanation.contributions.sum(axis=1) - score).max() <= 1e-9


def test_the_baseline_is_the_mean_training_score_of_a_regressor():
    X, y = random_table(2)
    model = BoostedTreesRegressor().fit(X, y)
    assert model.explain(X[0]).baseline[0] == pytest.approx(model.predict(X).mean(), abs=1e-12)


def test_a_feature_that_no_tree_asks_about_adds_nothing():
    X, y = random_table(3)
    model = BoostedTreesRegressor(n_rounds=10).fit(np.hstack([X, np.zeros((len(X), 1))]), y)
    assert model.explain([*X[0], 5.0]).contributions[0, -1] == 0.0


def test_a_deep_tree_sums_to_the_score():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 30))
    model = BoostedTreesRegressor(n_rounds=3, max_depth=20, l2=0.0).fit(X, X.sum(axis=1) + rng.normal(size=3000))
    explanation = model.explain(X[0])
    total = explanation.baseline + explanation.contributions.sum(axis=1)
    assert total == pytest.approx(model.predict(X[:1]), abs=1e-9)
