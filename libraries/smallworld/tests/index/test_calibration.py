"""A wanted quality instead of a pool size: measured on items that are taken out, kept, and measured again."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from coincide_smallworld import Calibration, NavigableSmallWorld
from coincide_smallworld.errors import IndexFileError, InputError, SettingsError
from coincide_smallworld.index import files
from coincide_smallworld.index.files import IndexContent

DIM = 12


def draw(n, seed=0):
    return np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float32)


def make(n=1500, **parameters):
    return NavigableSmallWorld(**{"metric": "euclidean", "algorithm": "graph", "max_degree": 6, **parameters}).fit(
        draw(n)
    )


def recall_of(index, queries, k, **how):
    found = index.search(queries, k=k, **how)
    exact = NavigableSmallWorld(metric=index.metric, algorithm="exact").fit(
        index.items(np.arange(len(index))).rows[:, :DIM]
    )
    return (found.distances <= exact.search(queries, k=k).distances[:, -1:]).mean()


@pytest.fixture(scope="module")
def wide():
    """An index that was measured for 10 neighbors; do not change it."""
    index = make(quality=0.95)
    index.search(draw(1), k=10)
    return index


def test_new_queries_are_answered_as_well_as_was_wanted(wide):
    assert recall_of(wide, draw(500, seed=1), 10) >= 0.94


def test_what_was_measured_is_what_new_queries_get(wide):
    told = wide.calibrate(n_neighbors=10)
    assert recall_of(wide, draw(500, seed=1), 10) == pytest.approx(told.recall, abs=5 * told.error)


def test_stored_items_as_queries_would_promise_too_much(wide):
    own = wide.calibrate(n_neighbors=10)
    stored = wide.calibrate(draw(1500)[:300], n_neighbors=10)
    assert stored.ef < own.ef
    wide.calibrate(n_neighbors=10)


def test_the_lower_end_of_the_interval_reaches_the_quality(wide):
    told = wide.calibrate(n_neighbors=10)
    assert told.recall - 1.6 * told.error >= told.quality == 0.95


def test_a_higher_quality_takes_a_larger_pool():
    index = make()
    assert index.calibrate(n_neighbors=5, quality=0.99).ef > index.calibrate(n_neighbors=5, quality=0.7).ef


def test_the_whole_truth_can_be_wanted():
    index = make(300, quality=1.0)
    assert recall_of(index, draw(100, seed=1), 5) == 1.0


def test_without_a_quality_the_pool_is_as_given():
    index = make(ef=20)
    assert index.search(draw(50, seed=1), k=3).n_distances == index.search(draw(50, seed=1), k=3, ef=20).n_distances


def test_a_pool_that_is_given_counts_more(wide):
    asked = draw(50, seed=1)
    assert wide.search(asked, k=10, ef=10).n_distances < wide.search(asked, k=10).n_distances


def test_series_are_measured_too():
    series = np.random.default_rng(0).normal(size=(500, 24)).cumsum(axis=1)
    index = NavigableSmallWorld(metric="dtw", algorithm="graph", quality=0.9).fit(series)
    assert index.calibrate(n_neighbors=3).recall >= 0.9


def test_queries_of_ones_own_are_asked_instead():
    index = make()
    told = index.calibrate(draw(77, seed=3), n_neighbors=4, quality=0.8)
    assert (told.n_queries, told.n_items, told.n_neighbors, index.quality) == (77, 1500, 4, 0.8)


def test_of_few_items_all_are_compared():
    assert make(9).calibrate(quality=0.9) == Calibration(5, 0.9, 16, 1.0, 0.0, 0, 9)


def test_removed_items_are_neither_asked_nor_found():
    index = make(400, quality=0.9)
    index.remove(np.arange(60))
    told = index.calibrate(n_neighbors=5)
    assert (told.n_items, told.n_queries) == (340, 85)


def test_the_same_seed_measures_the_same():
    assert make(seed=3).calibrate(quality=0.9) == make(seed=3).calibrate(quality=0.9)


@pytest.mark.parametrize("n_more", [500, 1600])
def test_it_is_measured_again_when_the_items_have_doubled(n_more):
    index = make(quality=0.9)
    index.search(draw(1), k=5)
    index.add(draw(n_more, seed=5))
    index.search(draw(1), k=5)
    assert index.calibrations[0].n_items == (1500 if n_more == 500 else 3100)


def test_fitting_anew_forgets_what_was_measured(wide):
    index = pickle.loads(pickle.dumps(wide))
    assert index.calibrations
    assert not index.fit(draw(20)).calibrations


def test_what_was_measured_survives_saving(wide, tmp_path):
    wide.save(tmp_path / "index")
    loaded = NavigableSmallWorld.load(tmp_path / "index")
    assert (loaded.quality, loaded.calibrations) == (0.95, wide.calibrations)


def test_an_index_without_a_quality_keeps_the_format_of_before(tmp_path):
    make(50).save(tmp_path / "index")
    content = files.read(tmp_path / "index")
    assert "quality" not in content.settings
    assert "calibrations" not in content.arrays


@pytest.mark.parametrize(
    "row", [[0, 16, 1, 0, 9, 9], [5, 2.5, 1, 0, 9, 9], [5, 16, 1.5, 0, 9, 9], [5, 16, np.nan, 0, 9, 9]]
)
def test_forged_measurements_are_refused(wide, tmp_path, row):
    wide.save(tmp_path / "index")
    content = files.read(tmp_path / "index")
    arrays = {**content.arrays, "calibrations": np.array([row], dtype=np.float64)}
    files.write(tmp_path / "forged", IndexContent(content.kind, content.metric, content.settings, arrays))
    with pytest.raises(IndexFileError, match="is damaged: expected calibrations with pool sizes and shares"):
        NavigableSmallWorld.load(tmp_path / "forged")


def told(caplog):
    return [each.getMessage() for each in caplog.records if "calibrate" in each.getMessage()]


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product"])
@pytest.mark.parametrize("k", [1, 10])
def test_queries_like_the_items_are_nothing_to_tell_of(caplog, metric, k):
    index = make(quality=0.9, metric=metric)
    index.search(draw(500, seed=1), k=k)
    index.kneighbors(n_neighbors=k)
    assert told(caplog) == []


def test_far_queries_are_told_of_once(caplog):
    index = make(quality=0.9, seed=1)
    for _ in range(2):
        index.search(3.0 * draw(50, seed=1), k=10)
    assert len(told(caplog)) == 1
    assert "may find less than 0.9 of their neighbors" in told(caplog)[0]


def test_after_measuring_with_far_queries_nothing_is_told(caplog):
    index = make(quality=0.9, seed=2)
    index.calibrate(3.0 * draw(300, seed=1), n_neighbors=10)
    index.search(3.0 * draw(50, seed=2), k=10)
    assert told(caplog) == []


def test_what_a_filter_leaves_may_be_far(caplog):
    make(quality=0.9, seed=3).search(draw(50, seed=1), k=10, where=np.arange(20))
    assert told(caplog) == []


def test_measurements_of_before_a_reach_was_kept_are_read(wide, tmp_path):
    wide.save(tmp_path / "index")
    content = files.read(tmp_path / "index")
    arrays = {**content.arrays, "calibrations": content.arrays["calibrations"][:, :6].copy()}
    files.write(tmp_path / "older", IndexContent(content.kind, content.metric, content.settings, arrays))
    assert NavigableSmallWorld.load(tmp_path / "older").calibrations[0].ef == wide.calibrations[0].ef


@pytest.mark.parametrize("quality", [0, 1.01, "high", True, np.nan])
def test_a_quality_is_a_share(quality):
    index = make(50).set_params(quality=quality)
    with pytest.raises(SettingsError, match="`quality` must be a number above 0 and up to 1, got"):
        index.search(draw(1), k=1)


@pytest.mark.parametrize("quality", [95, "0.9"])
def test_fit_refuses_a_quality_that_is_no_share(quality):
    with pytest.raises(SettingsError, match="`quality` must be a number above 0 and up to 1, got"):
        NavigableSmallWorld(quality=quality).fit(draw(50))


def test_nothing_can_be_measured_on_nothing():
    with pytest.raises(InputError, match=r"`calibrate` needs stored items, got none\. Call `fit` first"):
        NavigableSmallWorld(quality=0.9).calibrate()
