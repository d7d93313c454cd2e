"""The conventions of scikit-learn, and what the estimators promise beyond them."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks
from tables import random_classes, random_table

from coincide_primer import BoostedTreesClassifier, BoostedTreesRegressor, InputError

CANCER_FLOOR, DIABETES_FLOOR = 0.95, 0.35


@parametrize_with_checks([BoostedTreesClassifier(n_rounds=20), BoostedTreesRegressor(n_rounds=20)])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learn_is_content(estimator, check):
    check(estimator)


def test_probabilities_add_up_to_1():
    X, y = random_classes(0, 4)
    p = BoostedTreesClassifier(n_rounds=5).fit(X, y).predict_proba(X)
    assert p.shape == (len(X), 4)
    assert p.sum(axis=1) == pytest.approx(1.0)


def test_class_names_come_back():
    X, y = random_classes(0, 2)
    names = np.array(["frog", "bat"])[y]
    model = BoostedTreesClassifier(n_rounds=30).fit(X, names)
    assert np.mean(model.predict(X) == names) > 0.85


def test_a_single_class_is_always_predicted():
    model = BoostedTreesClassifier(n_rounds=3).fit(np.arange(6.0)[:, None], ["only"] * 6)
    assert model.predict([[2.0]]).tolist() == ["only"]
    assert model.predict_proba([[2.0]]).tolist() == [[1.0]]


def test_it_stops_early_at_the_best_round():
    X, y = random_table(0)
    model = BoostedTreesRegressor(n_rounds=500, learning_rate=0.5, patience=5, random_state=0).fit(X, y)
    losses = model.ensemble_.losses
    assert model.n_iter_ == len(losses) < 100
    assert losses[-1] == min(losses)


def test_a_class_that_is_only_held_out_does_no_harm():
    X, y = random_classes(0, 3)
    rare = np.concatenate([y, [3]])
    rows = np.vstack([X, X[:1]])
    for seed in range(15):
        p = BoostedTreesClassifier(n_rounds=3, patience=3, random_state=seed).fit(rows, rare).predict_proba(rows)
        assert p.shape == (len(rows), 4)


def test_importances_tell_which_features_matter():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 3))
    importances = BoostedTreesRegressor().fit(X, 3 * X[:, 1] + 0.01 * rng.normal(size=500)).feature_importances_
    assert importances.sum() == pytest.approx(1.0)
    assert importances[1] > 0.95


def test_breast_cancer_is_told_apart():
    X, y = load_breast_cancer(return_X_y=True)
    assert cross_val_score(BoostedTreesClassifier(max_depth=4), X, y, cv=5).mean() >= CANCER_FLOOR


def test_diabetes_is_predicted():
    X, y = load_diabetes(return_X_y=True)
    assert cross_val_score(BoostedTreesRegressor(max_depth=3, n_rounds=50), X, y, cv=5).mean() >= DIABETES_FLOOR


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"n_rounds": 0}, "`n_rounds` must be a whole number from 1 to inf, got 0"),
        ({"n_rounds": 2.5}, "`n_rounds` must be a whole number from 1 to inf, got 2.5"),
        ({"learning_rate": 0.0}, "`learning_rate` must be a number from 1e-12 to 1, got 0.0"),
        ({"max_depth": 31}, "`max_depth` must be a whole number from 1 to 30, got 31"),
        ({"l2": -1.0}, "`l2` must be a number from 0 to inf, got -1.0"),
        ({"min_rows": 0}, "`min_rows` must be a whole number from 1 to inf, got 0"),
        ({"max_bins": 256}, "`max_bins` must be a whole number from 2 to 255, got 256"),
        ({"patience": 0}, "`patience` must be a whole number from 1 to inf, got 0"),
        ({"min_gain": "much"}, "`min_gain` must be a number from 0 to inf, got 'much'"),
    ],
)
def test_it_refuses_settings_that_make_no_sense(options, text):
    with pytest.raises(InputError, match=text):
        BoostedTreesRegressor(**options).fit(np.ones((3, 1)), np.ones(3))


def test_one_row_is_too_few_to_stop_early():
    with pytest.raises(InputError, match="early stopping needs at least 2 rows, got 1"):
        BoostedTreesRegressor(patience=1).fit(np.ones((1, 1)), np.ones(1))


def test_it_explains_only_what_it_has_learned():
    with pytest.raises(NotFittedError):
        BoostedTreesRegressor().explain([1.0])
