"""Classifier, regressor and transformer: scikit-learn's own checks, its tools, and series that are no matrix."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.cluster import DBSCAN
from sklearn.exceptions import DataConversionWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, KNeighborsTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from coincide_smallworld import (
    NavigableSmallWorld,
    SmallWorldClassifier,
    SmallWorldRegressor,
    SmallWorldTransformer,
)
from coincide_smallworld.errors import InputError, SettingsError

ESTIMATORS = [SmallWorldClassifier, SmallWorldRegressor, SmallWorldTransformer]
# SCIPY_ARRAY_API has to be set before SciPy is imported; neighbors have no decision function, as in scikit-learn.
SKIPPED_BY_SCIKIT_LEARN = {
    "check_array_api_input",
    "check_classifiers_multilabel_output_format_decision_function",
}


def points(n=80, seed=0):
    x = np.random.default_rng(seed).normal(size=(n, 4))
    return x, (x[:, 0] > 0).astype(int) + (x[:, 1] > 0.3)


def shifted_bumps(n, *, seed=0, lengths=(40, 41)):
    """Series with a bump and a dip at any place, in either order: warped alike within a class, never aligned."""
    rng = np.random.default_rng(seed)
    classes = np.arange(n) % 2
    series = []
    for sign in 1 - 2 * classes:
        t = np.arange(rng.integers(*lengths)) - rng.uniform(3, 25)
        first, second = np.exp(-(t**2) / 2), np.exp(-((t - rng.uniform(4, 12)) ** 2) / 2)
        series.append(sign * (first - second) + 0.1 * rng.normal(size=len(t)))
    return series, np.array(["up", "down"])[classes]


@pytest.mark.slow
@pytest.mark.parametrize("metric", ["euclidean", "dtw"])
@pytest.mark.parametrize("kind", ESTIMATORS)
def test_scikit_learn_finds_nothing_wrong(kind, metric):
    results = check_estimator(kind(metric=metric), on_skip=None, on_fail=None)
    problems = {result["check_name"] for result in results if result["status"] != "passed"}
    assert problems - SKIPPED_BY_SCIKIT_LEARN == set()


@pytest.mark.parametrize("weights", ["uniform", "distance", lambda distances: np.exp(-distances)])
def test_classes_and_shares_are_those_of_scikit_learn(weights):
    (x, y), (queries, _) = points(), points(seed=1)
    found = SmallWorldClassifier(weights=weights).fit(x, y)
    expected = KNeighborsClassifier(weights=weights).fit(x, y)
    np.testing.assert_allclose(found.predict_proba(queries), expected.predict_proba(queries), rtol=1e-5)
    np.testing.assert_array_equal(found.predict(queries), expected.predict(queries))


@pytest.mark.parametrize("weights", ["uniform", "distance"])
def test_several_outputs_are_classified_as_in_scikit_learn(weights):
    (x, y), (queries, _) = points(), points(seed=1)
    several = np.stack([y, np.array(["b", "a", "c"])[y], x[:, 2] > 0], axis=1).astype(str)
    found = SmallWorldClassifier(weights=weights).fit(x, several)
    expected = KNeighborsClassifier(weights=weights).fit(x, several)
    np.testing.assert_array_equal(found.predict(queries), expected.predict(queries))
    for ours, theirs in zip(found.predict_proba(queries), expected.predict_proba(queries), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
    assert [list(classes) for classes in found.classes_] == [list(classes) for classes in expected.classes_]


def test_labels_that_may_be_there_together_are_scored():
    x, y = points()
    together = np.stack([y == 0, x[:, 2] > 0], axis=1).astype(int)
    found, expected = (
        kind(3).fit(x, together).score(x, together) for kind in (SmallWorldClassifier, KNeighborsClassifier)
    )
    assert found == expected


def test_one_column_of_classes_is_one_output():
    x, y = points()
    with pytest.warns(DataConversionWarning, match="column-vector"):
        found = SmallWorldClassifier(3).fit(x, y[:, None])
    assert found.predict(x).shape == (80,)


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("n_outputs", [None, 1, 3])
def test_means_are_those_of_scikit_learn(weights, n_outputs):
    x, queries = points()[0], points(seed=1)[0]
    y = x[:, 0] if n_outputs is None else x[:, :n_outputs]
    found = SmallWorldRegressor(weights=weights).fit(x, y).predict(queries)
    np.testing.assert_allclose(found, KNeighborsRegressor(weights=weights).fit(x, y).predict(queries), rtol=1e-5)


@pytest.mark.parametrize("mode", ["distance", "connectivity"])
def test_the_transformed_matrix_is_that_of_scikit_learn(mode):
    x, queries = points()[0], points(seed=1)[0]
    found, expected = SmallWorldTransformer(mode=mode).fit(x), KNeighborsTransformer(mode=mode).fit(x)
    for asked in (x, queries):
        np.testing.assert_allclose(
            found.transform(asked).toarray(), expected.transform(asked).toarray(), rtol=1e-5, atol=1e-6
        )


def test_neighbors_at_distance_zero_decide_alone():
    classifier = SmallWorldClassifier(n_neighbors=3, weights="distance").fit([[0.0], [1e-9], [1e-9]], [0, 1, 1])
    assert classifier.predict([[0.0]]) == [0]


def test_a_draw_of_votes_goes_to_the_smaller_class():
    classifier = SmallWorldClassifier(n_neighbors=2).fit([[1.0], [2.0]], ["b", "a"])
    assert classifier.predict([[0.0], [9.0]]).tolist() == ["a", "a"]


def test_of_equally_near_ones_those_added_first_vote():
    classifier = SmallWorldClassifier(n_neighbors=3).fit(np.zeros((100, 2)), np.arange(100) // 50)
    assert classifier.predict_proba(np.zeros((1, 2))).tolist() == [[1.0, 0.0]]


def test_a_pipeline_scales_first():
    x, y = points(120)
    pipeline = make_pipeline(StandardScaler(), SmallWorldClassifier(3))
    assert cross_val_score(pipeline, x * [1, 1, 1e4, 1e4], y).mean() > 0.7


def test_the_transformer_feeds_what_takes_precomputed_neighbors():
    x = np.concatenate([points(40)[0], points(40)[0] + 20])
    pipeline = make_pipeline(SmallWorldTransformer(n_neighbors=10), DBSCAN(eps=2.0, metric="precomputed"))
    labels = pipeline.fit_predict(x)
    assert set(labels[:40]) & set(labels[40:]) <= {-1}


def test_the_band_can_be_learned():
    series, y = shifted_bumps(30)
    search = GridSearchCV(
        SmallWorldClassifier(1, metric="dtw"), {"band": [0.0, 0.05, 0.1, 0.2]}, cv=3, error_score="raise"
    )
    search.fit(np.array(series), y)
    assert search.best_params_["band"] > 0.0
    assert search.best_score_ > search.cv_results_["mean_test_score"][0]


def test_the_band_can_be_learned_from_series_of_different_lengths():
    series, y = shifted_bumps(40, lengths=(30, 50))
    search = GridSearchCV(
        SmallWorldClassifier(1, metric="dtw"), {"band": [0.0, 0.1, 0.2]}, cv=3, error_score="raise"
    ).fit(series, y)
    assert search.score(*shifted_bumps(20, lengths=(30, 50), seed=1)) > 0.9


def test_series_with_channels_are_classified():
    series, y = shifted_bumps(40)
    x = np.stack([np.zeros((40, 40)), np.array(series)], axis=1)  # (cases, channels, time)
    classifier = SmallWorldClassifier(1, metric="dtw", band=0.2).fit(x[:30], y[:30])
    assert classifier.score(x[30:], y[30:]) > 0.9
    assert classifier.score(list(x[30:]), y[30:]) > 0.9


def test_values_are_predicted_from_series_of_different_lengths():
    series, _ = shifted_bumps(40, lengths=(30, 50))
    totals = np.array([each.sum() for each in series])
    regressor = SmallWorldRegressor(1, metric="dtw", band=0.2).fit(series, totals)
    np.testing.assert_array_equal(regressor.predict(series), totals)


def test_series_of_different_lengths_are_transformed():
    series, _ = shifted_bumps(12, lengths=(30, 50))
    matrix = SmallWorldTransformer(metric="dtw", n_neighbors=3).fit_transform(series)
    assert (matrix.shape, matrix.nnz) == ((12, 12), 12 * 4)


def test_series_of_different_lengths_leave_no_feature_count_behind():
    classifier = SmallWorldClassifier(1, metric="dtw").fit(np.ones((2, 5)), [0, 1])
    assert classifier.n_features_in_ == 5
    assert not hasattr(classifier.fit([np.ones(3), np.ones(4)], [0, 1]), "n_features_in_")


@pytest.mark.parametrize(
    ("y", "message"), [(None, "the target y is None"), ([0], r"numbers of samples: \[2, 1\]"), ([0, np.nan], "NaN")]
)
def test_series_need_one_class_each(y, message):
    with pytest.raises(ValueError, match=message):
        SmallWorldClassifier(metric="dtw").fit([np.ones(3), np.ones(4)], y)


def test_series_of_different_lengths_are_no_vectors():
    with pytest.raises(ValueError, match="inhomogeneous"):
        SmallWorldClassifier().fit([np.ones(3), np.ones(4)], [0, 1])


def test_ef_and_algorithm_act_on_the_next_prediction():
    x, y = points()
    classifier = SmallWorldClassifier(algorithm="brute").fit(x, y).set_params(algorithm="graph", ef=80)
    expected = SmallWorldClassifier(algorithm="brute").fit(x, y).predict(x)
    np.testing.assert_array_equal(classifier.predict(x), expected)
    assert (classifier.index_.algorithm, classifier.index_.ef) == ("graph", 80)


def test_kneighbors_are_those_of_the_index_inside():
    x, y = points()
    classifier = SmallWorldClassifier(3).fit(x, y)
    np.testing.assert_array_equal(classifier.kneighbors(x)[1], classifier.index_.search(x, k=3).ids)
    assert classifier.kneighbors(n_neighbors=2, return_distance=False).shape == (80, 2)


def test_the_sparse_matrix_is_that_of_the_index_inside():
    x, y = points()
    classifier = SmallWorldClassifier(3).fit(x, y)
    found, expected = classifier.kneighbors_graph(x), classifier.index_.kneighbors_graph(x, 3)
    assert (found != expected).nnz == 0


def test_a_quality_acts_on_the_next_prediction():
    x, y = points()
    classifier = SmallWorldClassifier(3, algorithm="graph").fit(x, y).set_params(quality=1.0)
    assert classifier.index_.calibrations == []
    classifier.predict(x)
    assert [each.quality for each in classifier.index_.calibrations] == [1.0]


def test_more_neighbors_than_training_items_are_refused():
    with pytest.raises(InputError, match=r"`n_neighbors` must be at most .*, 2, got 5"):
        SmallWorldClassifier().fit([[0.0], [1.0]], [0, 1]).predict([[0.0]])


@pytest.mark.parametrize(
    "weights", ["near", lambda d: d[:, :1], lambda d: -d, lambda d: np.zeros_like(d), lambda d: d * np.nan]
)
def test_unusable_weights_are_refused(weights):
    x, y = points()
    for kind in (SmallWorldClassifier, SmallWorldRegressor):
        with pytest.raises(SettingsError, match="`weights` must"):
            kind(weights=weights).fit(x, y).predict(x + 0.1)


@pytest.mark.parametrize("kind", [SmallWorldClassifier, SmallWorldRegressor])
def test_no_weights_count_all_neighbors_alike_as_in_scikit_learn(kind):
    x, y = points()
    np.testing.assert_array_equal(kind(weights=None).fit(x, y).predict(x), kind().fit(x, y).predict(x))


def test_weights_by_distance_need_a_metric_without_negative_ones():
    x, y = points()
    classifier = SmallWorldClassifier(metric="inner_product", weights="distance").fit(x, y)
    with pytest.raises(SettingsError, match="`weights='distance'` needs distances of 0 or more"):
        classifier.predict(x)


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_parameters_of_the_index_are_checked_when_fitting(kind):
    with pytest.raises(SettingsError, match="`max_degree` must be a whole number from 2"):
        kind(max_degree=1).fit(*points())


def test_an_unknown_mode_is_refused():
    with pytest.raises(SettingsError, match="`mode` must be 'distance' or 'connectivity', got 'near'"):
        SmallWorldTransformer(mode="near").fit(points()[0])


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_clones_are_unfitted(kind):
    copied = clone(kind(metric="dtw", band=0.1, n_neighbors=2).fit(*points()))
    assert (copied.band, copied.n_neighbors, hasattr(copied, "index_")) == (0.1, 2, False)


# The index says in its own words what scikit-learn wants to read in others.
SAYS_IT_DIFFERENTLY = {
    "check_dtype_object": "refuses objects that are no numbers with an InputError, which is no TypeError",
    "check_n_features_in_after_fitting": "says that vectors have another length",
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Estimator NavigableSmallWorld does not inherit")
def test_scikit_learn_finds_nothing_wrong_with_the_index_but_words():
    index = NavigableSmallWorld(metric="euclidean")
    results = check_estimator(index, on_skip=None, on_fail=None, expected_failed_checks=SAYS_IT_DIFFERENTLY)
    problems = {result["check_name"] for result in results if result["status"] != "passed"}
    assert problems - SKIPPED_BY_SCIKIT_LEARN == set(SAYS_IT_DIFFERENTLY)


def test_a_row_of_zeros_is_at_distance_1_from_all_directions():
    x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
    distances, ids = SmallWorldClassifier(metric="cosine").fit(x, [0, 1, 1]).kneighbors(np.zeros((1, 2)), 3)
    assert (distances.tolist(), ids.tolist()) == ([[0.0, 1.0, 1.0]], [[0, 1, 2]])


def test_time_points_come_last():
    with pytest.raises(InputError, match=r"40 channels of one time point. Pass `X.transpose\(0, 2, 1\)`"):
        SmallWorldClassifier(metric="dtw").fit(np.zeros((6, 40, 1)), [0, 1] * 3)


def test_trailing_nan_ends_a_series():
    rng = np.random.default_rng(0)
    padded = rng.normal(size=(12, 20))
    padded[::2, 15:] = np.nan
    cut = [row[:15] if i % 2 == 0 else row for i, row in enumerate(padded)]
    distances, ids = NavigableSmallWorld(metric="dtw").fit(padded).kneighbors(padded[:4], 3)
    expected = NavigableSmallWorld(metric="dtw").fit(cut).kneighbors(cut[:4], 3)
    np.testing.assert_array_equal(ids, expected[1])
    np.testing.assert_array_equal(distances, expected[0])


def test_trailing_nan_ends_a_series_of_an_estimator():
    series, y = shifted_bumps(40, lengths=(30, 50))
    padded = np.full((40, 50), np.nan)
    for row, each in zip(padded, series, strict=True):
        row[: len(each)] = each
    found = SmallWorldClassifier(1, metric="dtw", band=0.2).fit(padded[:30], y[:30])
    expected = SmallWorldClassifier(1, metric="dtw", band=0.2).fit(series[:30], y[:30])
    np.testing.assert_array_equal(found.kneighbors(padded[30:])[0], expected.kneighbors(series[30:])[0])


@pytest.mark.parametrize("metric", ["euclidean", "dtw"])
def test_masked_values_are_refused(metric):
    masked = np.ma.masked_less(np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32), 0.0)
    index = NavigableSmallWorld(metric=metric).fit(masked.filled(0.0))
    for use in (index.fit, index.add, index.kneighbors):
        with pytest.raises(InputError, match="`X` must have no masked values, got some"):
            use(masked)


def test_an_index_that_was_not_filled_says_so():
    with pytest.raises(InputError, match=r"5 neighbors need as many items .*, got none\. Call `fit` or `add` first"):
        NavigableSmallWorld().kneighbors(np.ones((1, 3)))


def test_nan_amid_a_series_is_refused():
    with pytest.raises(InputError, match="got nan in series 0, time point 3"):
        NavigableSmallWorld(metric="dtw").fit(np.where(np.arange(9) == 3, np.nan, 1.0)[None, :])
