"""The front of the index: parameters and when they act, scikit-learn's ways of asking, choice of algorithm, copies."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.neighbors import NearestNeighbors

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.errors import IndexFileError, InputError, SettingsError
from coincide_smallworld.index import asking

OTHER = {
    "metric": "euclidean",
    "band": 0.1,
    "algorithm": "graph",
    "n_neighbors": 3,
    "radius": 2.5,
    "max_degree": 8,
    "ef_construction": 50,
    "ef": 33,
    "quality": 0.9,
    "quantize": "int8",
    "dtype": "float16",
    "n_jobs": 2,
    "seed": 9,
}


def items(n, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 6)).astype(np.float32)


def make(n=50, **parameters):
    return NavigableSmallWorld(**{"metric": "euclidean", **parameters}).fit(items(n))


# parameters


def test_parameters_are_stored_as_given():
    assert NavigableSmallWorld(**OTHER).get_params() == OTHER


def test_get_params_names_every_parameter_of_the_constructor():
    names = set(inspect.signature(NavigableSmallWorld).parameters)
    assert set(NavigableSmallWorld().get_params(deep=True)) == names == set(OTHER)


def test_scikit_learn_can_clone_it():
    index = NavigableSmallWorld(**OTHER)
    index.set_params(quantize=None).fit(items(5))
    copied = clone(index)
    assert (copied.get_params(), len(copied)) == (index.get_params(), 0)


def test_an_unknown_parameter_is_refused_and_changes_nothing():
    index = NavigableSmallWorld()
    with pytest.raises(SettingsError, match=r"Parameters are metric, .* got 'beam'"):
        index.set_params(ef=1, beam=3)
    assert index.ef == 64


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        ("metric", "manhattan", "one of euclidean, sqeuclidean, cosine, inner_product, dtw, got 'manhattan'"),
        ("algorithm", "kd_tree", "one of auto, brute, exact, graph, got 'kd_tree'"),
        ("max_degree", 1, "a whole number from 2 to 512, got 1"),
        ("ef_construction", 0, "a whole number from 1 to 100000, got 0"),
        ("seed", -1, "a whole number from 0 to 9223372036854775807, got -1"),
        ("quantize", "int4", "'auto', 'int8', 'bits' or None, got 'int4'"),
        ("n_jobs", 0, "a number of threads from 1, .* got 0"),
    ],
)
def test_parameters_are_checked_when_fitting(parameter, value, message):
    index = NavigableSmallWorld(**{parameter: value})
    with pytest.raises(SettingsError, match=f"`{parameter}` must be {message}"):
        index.fit(items(5))
    assert len(index) == 0


@pytest.mark.parametrize(
    ("parameter", "value", "remedy"),
    [
        ("metric", "minkowski", "Use 'euclidean'."),
        ("metric", "l2", "Use 'euclidean'."),
        ("metric", "Cosine", "Use 'cosine'."),
        ("metric", "manhattan", "Use one of these."),
        ("algorithm", "ball_tree", "Use 'exact'."),
        ("algorithm", None, "Leave it out to choose by size."),
    ],
)
def test_an_unknown_name_is_answered_with_what_to_use(parameter, value, remedy):
    with pytest.raises(SettingsError, match=f"`{parameter}` must be one of .*, got {value!r}. {remedy}$"):
        NavigableSmallWorld(**{parameter: value}).fit(items(5))


@pytest.mark.parametrize("band", [-1, 1.5, "wide", True])
def test_a_band_is_checked_when_fitting_series(band):
    with pytest.raises(SettingsError, match=f"`band` must be a fraction .* got {band!r}"):
        NavigableSmallWorld(metric="dtw", band=band).fit(items(5))


def test_a_band_wider_than_any_series_is_no_limit():
    found = make(metric="dtw", band=10**30).search(items(3, seed=1), k=5)
    np.testing.assert_array_equal(found.distances, make(metric="dtw").search(items(3, seed=1), k=5).distances)


def test_series_are_not_quantized():
    with pytest.raises(SettingsError, match="`quantize` must be 'auto' or None for series"):
        NavigableSmallWorld(metric="dtw", quantize="int8").fit(items(5))


@pytest.mark.parametrize(("parameter", "value"), [("ef", 0), ("ef", 2.5), ("n_neighbors", 0), ("n_neighbors", True)])
def test_parameters_of_a_query_are_checked_when_asking(parameter, value):
    index = make().set_params(**{parameter: value})
    with pytest.raises(SettingsError, match=f"`{parameter}` must be a whole number from 1 .* got {value}"):
        index.kneighbors(items(1))


@pytest.mark.parametrize("radius", [np.nan, np.inf, "1", None, [1.0]])
def test_a_radius_must_be_a_finite_number(radius):
    index = make().set_params(radius=radius)
    with pytest.raises(SettingsError, match="`radius` must be a finite number, got"):
        index.radius_neighbors(items(1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"metric": "euclidean"}, {"metric": "cosine"}),
        ({"metric": "dtw", "band": 1}, {"band": 1.0}),
        ({"metric": "dtw", "band": 0.1}, {"band": None}),
        ({"quantize": None}, {"quantize": "int8"}),
    ],
)
def test_what_a_distance_means_changes_only_by_fitting(before, after):
    index = make(**before).set_params(**after)
    name = next(iter(after))
    for use in (lambda: index.search(items(1), k=1), lambda: index.add(items(1)), index.kneighbors_graph):
        with pytest.raises(SettingsError, match=f"`{name}` was changed to .* Call `fit` again to use it"):
            use()
    assert index.fit(items(4)).search(items(1), k=1).ids.shape == (1, 1)


def test_a_band_without_series_means_nothing():
    index = make().set_params(band=0.3)
    assert index.search(items(1), k=1).ids[0, 0] == 0


def test_a_larger_pool_acts_on_the_next_query():
    index = make(600, algorithm="graph", ef=4)
    narrow = index.search(items(50, seed=1), k=3).n_distances
    index.set_params(ef=300)
    assert index.search(items(50, seed=1), k=3).n_distances > narrow


def test_a_pool_for_one_search_leaves_the_parameter_alone():
    index = make(600, algorithm="graph", ef=4)
    wide = index.search(items(50, seed=1), k=3, ef=300).n_distances
    assert index.search(items(50, seed=1), k=3).n_distances < wide
    assert index.ef == 4


def test_a_smaller_degree_acts_on_the_next_fit(tmp_path):
    index = make(300, algorithm="graph", max_degree=32)
    index.set_params(max_degree=4)
    index.save(tmp_path / "before")
    assert NavigableSmallWorld.load(tmp_path / "before").max_degree == 32
    index.fit(items(300)).save(tmp_path / "after")
    assert (tmp_path / "after").stat().st_size < (tmp_path / "before").stat().st_size


@pytest.mark.parametrize("later", ["graph", "exact", "brute"])
@pytest.mark.parametrize("first", ["graph", "exact", "brute"])
def test_the_algorithm_can_be_changed_at_any_time(first, later):
    index = make(200, algorithm=first, ef=200)
    expected = index.search(items(20, seed=1), k=5)
    found = index.set_params(algorithm=later).search(items(20, seed=1), k=5)
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_array_equal(found.distances, expected.distances)


def test_a_graph_built_late_equals_one_built_at_once(tmp_path):
    late = make(300, algorithm="brute").set_params(algorithm="graph")
    late.search(items(1), k=1)
    late.save(tmp_path / "late")
    make(300, algorithm="graph").save(tmp_path / "once")
    assert (tmp_path / "late").read_bytes() == (tmp_path / "once").read_bytes()


def test_adding_without_a_graph_lets_it_be_built_again():
    index = make(200, algorithm="graph", ef=300).set_params(algorithm="brute")
    index.add(items(100, seed=1))
    found = index.set_params(algorithm="graph").search(items(20, seed=2), k=5)
    expected = index.set_params(algorithm="brute").search(items(20, seed=2), k=5)
    np.testing.assert_array_equal(found.ids, expected.ids)


@pytest.mark.parametrize("metric", ["euclidean", "dtw"])
def test_few_items_are_compared_with_all_by_default(metric):
    assert make(20, metric=metric).search(items(3, seed=1), k=1).n_distances <= 3 * 20


def test_length_shape_and_repr_tell_what_is_stored():
    index = make(5)
    assert (len(index), index.dim, index.shape) == (5, 6, (5, 6))
    assert repr(index) == "NavigableSmallWorld(metric='euclidean', algorithm='auto', size=5, dim=6)"
    assert "metric='dtw', band=0.1" in repr(NavigableSmallWorld(metric="dtw", band=0.1))


def test_a_table_is_taken_for_its_numbers():
    class Table:
        shape = (4, 6)

        def __iter__(self):
            return iter("abcdef")

        def __array__(self, dtype=None, copy=None):
            return items(4)

    assert NavigableSmallWorld(metric="dtw").fit(Table()).shape == (4, 1)


# kneighbors


def test_numbers_in_objects_are_taken():
    index = NavigableSmallWorld(metric="euclidean").fit(items(50).astype(object))
    np.testing.assert_array_equal(index.kneighbors(items(3))[1], make().kneighbors(items(3))[1])


@pytest.mark.parametrize(("value", "kind"), [(None, "NoneType"), ("x", "str"), ({}, "dict"), (1j, "complex")])
def test_an_object_that_is_no_number_is_refused_with_its_place(value, kind):
    given = items(5).astype(object)
    given[3, 1] = value
    with pytest.raises(InputError, match=rf"`X` must hold real numbers, got a {kind}, .* at place \(3, 1\)\. Drop or"):
        NavigableSmallWorld(metric="euclidean").fit(given)


@pytest.mark.parametrize(("radius", "n"), [(1e300, 50), (-1e300, 0)])
def test_a_radius_beyond_float32_finds_all_or_none(radius, n):
    assert len(make().radius_neighbors(items(1), radius)[1][0]) == n


@pytest.mark.parametrize("offset", [0.0, 1e3, 1.7e9])
def test_vectors_that_become_the_same_as_float32_are_told_of(offset, caplog):
    NavigableSmallWorld(metric="euclidean").fit(offset + items(50).astype(np.float64))
    assert ("subtract their mean" in caplog.text) == (offset == 1.7e9)


def test_threads_are_counted_by_any_whole_number():
    assert make(n_jobs=np.int64(2)).kneighbors(items(2))[1].shape == (2, 5)


def test_kneighbors_returns_what_scikit_learn_returns():
    queries = items(9, seed=1)
    distances, ids = make(n_neighbors=4).kneighbors(queries)
    expected = NearestNeighbors(n_neighbors=4).fit(items(50)).kneighbors(queries)
    np.testing.assert_array_equal(ids, expected[1])
    np.testing.assert_allclose(distances, expected[0], rtol=1e-6)


def test_kneighbors_of_the_stored_items_leave_each_itself_out():
    expected = NearestNeighbors().fit(items(50)).kneighbors(n_neighbors=6, return_distance=False)
    np.testing.assert_array_equal(make().kneighbors(n_neighbors=6, return_distance=False), expected)


def test_blocks_of_stored_items_join_without_a_seam(monkeypatch):
    whole = make(50).kneighbors()
    monkeypatch.setattr(asking, "BLOCK_ROWS", 7)
    np.testing.assert_array_equal(make(50).kneighbors(), whole)


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product", "dtw"])
def test_no_duplicate_is_its_own_neighbor(metric):
    index = NavigableSmallWorld(metric=metric).fit(np.repeat(items(2), 20, axis=0))
    ids = index.kneighbors(None, 5, False)
    assert not (ids == np.arange(40)[:, None]).any()


def test_all_others_are_neighbors_when_as_many_are_asked_for():
    ids = make(7).kneighbors(n_neighbors=6, return_distance=False)
    assert [set(row) for row in ids.tolist()] == [set(range(7)) - {row} for row in range(7)]


def test_fitting_without_items_is_refused_and_adding_none_is_not():
    index = make(3)
    with pytest.raises(InputError, match=r"`X` must hold 1 item or more to fit, got 0 .*begin with `add`"):
        index.fit(np.empty((0, 4)))
    assert (len(index), len(index.add(np.empty((0, index.dim))))) == (3, 0)


@pytest.mark.parametrize("n_stored", [1, 5])
def test_more_neighbors_than_items_are_refused(n_stored):
    index = make(n_stored)
    with pytest.raises(InputError, match=f"`n_neighbors` must be at most .*, {n_stored}, got 6.*add more items"):
        index.kneighbors(items(2), 6)


def test_more_neighbors_than_other_items_are_refused():
    with pytest.raises(InputError, match=r"`n_neighbors` must be at most .*, 4, got 6"):
        make(5).kneighbors(n_neighbors=6)


def test_an_item_alone_has_no_neighbors():
    with pytest.raises(InputError, match="6 neighbors need as many items that can be neighbors, got none"):
        make(1).kneighbors(n_neighbors=6)


def test_removed_items_neither_ask_nor_answer():
    index = make(30)
    index.remove([2, 3, 20])
    ids = index.kneighbors(n_neighbors=26, return_distance=False)
    live = np.setdiff1d(np.arange(30), [2, 3, 20])
    assert [set(row) for row in ids.tolist()] == [set(live.tolist()) - {id} for id in live.tolist()]


# radius_neighbors


def expected_within(index, queries, radius):
    found = index.search(queries, k=len(index))
    return [
        ids[distances <= np.float32(radius)].tolist() for ids, distances in zip(found.ids, found.distances, strict=True)
    ]


@settings(deadline=None, max_examples=20)
@given(radius=st.floats(0.0, 8.0), n=st.integers(1, 200), metric=st.sampled_from(["euclidean", "cosine", "dtw"]))
def test_a_radius_finds_all_within_it(radius, n, metric):
    index, queries = make(n, metric=metric), items(4, seed=1)
    distances, ids = index.radius_neighbors(queries, radius)
    assert [row.tolist() for row in ids] == expected_within(index, queries, radius)
    assert all((row <= np.float32(radius)).all() for row in distances)


def test_an_item_at_the_radius_itself_is_found():
    index = NavigableSmallWorld(metric="euclidean", radius=0.1).fit([[0.0], [0.1], [0.2]])
    assert index.radius_neighbors([[0.0]], return_distance=False)[0].tolist() == [0, 1]


def test_a_radius_around_the_stored_items_leaves_each_itself_out():
    ids = make(80).radius_neighbors(radius=2.0, return_distance=False)
    expected = NearestNeighbors(radius=2.0).fit(items(80)).radius_neighbors(return_distance=False)
    assert [set(row.tolist()) for row in ids] == [set(row.tolist()) for row in expected]


def test_unsorted_results_come_in_order_of_id():
    index = make(80)
    distances, ids = index.radius_neighbors(items(3, seed=1), 3.0, sort_results=False)
    in_order = index.radius_neighbors(items(3, seed=1), 3.0)
    for row in range(3):
        assert (np.diff(ids[row]) > 0).all()
        np.testing.assert_array_equal(np.sort(distances[row]), in_order[0][row])


def test_a_radius_in_an_empty_index_finds_nothing():
    ids = NavigableSmallWorld().radius_neighbors(items(2), 1.0, return_distance=False)
    assert [row.tolist() for row in ids] == [[], []]


# kneighbors_graph


@pytest.mark.parametrize("mode", ["connectivity", "distance"])
def test_the_sparse_matrix_equals_that_of_scikit_learn(mode):
    for queries in (None, items(9, seed=1)):
        found = make().kneighbors_graph(queries, 4, mode)
        expected = NearestNeighbors().fit(items(50)).kneighbors_graph(queries, 4, mode)
        np.testing.assert_allclose(found.toarray(), expected.toarray(), rtol=1e-6)


@pytest.mark.parametrize("mode", ["connectivity", "distance"])
@pytest.mark.parametrize("queries", [None, items(9, seed=1)])
def test_the_sparse_matrix_of_a_radius_equals_that_of_scikit_learn(queries, mode):
    found = make().radius_neighbors_graph(queries, 2.0, mode)
    expected = NearestNeighbors().fit(items(50)).radius_neighbors_graph(queries, 2.0, mode)
    np.testing.assert_allclose(found.toarray(), expected.toarray(), rtol=1e-6)


def test_rows_of_a_radius_are_sorted_by_distance_if_asked():
    graph = make().radius_neighbors_graph(items(3, seed=1), 3.0, "distance", sort_results=True)
    for first, last in zip(graph.indptr, graph.indptr[1:], strict=False):
        assert (np.diff(graph.data[first:last]) >= 0).all()


def test_a_radius_that_holds_nothing_gives_an_empty_matrix():
    graph = make().radius_neighbors_graph(items(3, seed=1), 1e-6)
    assert (graph.shape, graph.nnz) == ((3, 50), 0)


def test_rows_and_columns_of_removed_items_are_empty():
    index = make(20)
    index.remove([1, 4, 5, 6, 7, 8, 19])
    graph = index.kneighbors_graph(n_neighbors=3).toarray()
    assert graph.shape == (20, 20)
    assert np.flatnonzero(graph.sum(axis=1) == 0).tolist() == [1, 4, 5, 6, 7, 8, 19]
    assert not graph[:, [1, 4, 5, 6, 7, 8, 19]].any()


def test_an_unknown_mode_is_refused():
    with pytest.raises(SettingsError, match="`mode` must be 'connectivity' or 'distance', got 'near'"):
        make().kneighbors_graph(mode="near")


# removing


def test_an_id_named_twice_is_removed_once():
    index = make(10)
    index.remove([3, 3])
    assert len(index) == 9


def test_one_id_can_be_removed_without_a_list():
    index = make(10)
    index.remove(3)
    assert 3 not in index.search(items(1), k=10).ids


def test_removing_nothing_changes_nothing():
    index = make(10)
    index.remove([])
    assert len(index) == 10


@pytest.mark.parametrize("ids", [[0.5], ["a"], [[1, 2]], [True]])
def test_ids_must_be_whole_numbers(ids):
    with pytest.raises(InputError, match="`ids` must be whole numbers in one dimension, got"):
        make(10).remove(ids)


# copies


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda index: pickle.loads(pickle.dumps(index))])
@pytest.mark.parametrize("metric", ["cosine", "dtw"])
def test_copies_go_their_own_ways(copied, metric):
    index = make(40, metric=metric, n_jobs=2, algorithm="graph", ef=50)
    index.remove([3])
    other = copied(index)
    other.add(items(10, seed=1))
    assert (len(index), len(other), other.get_params()) == (39, 49, index.get_params())
    np.testing.assert_array_equal(other.search(items(10, seed=1), k=1).ids[:, 0], np.arange(40, 50))


def test_parameters_survive_saving(tmp_path):
    index = NavigableSmallWorld(**OTHER).fit(items(30))
    index.save(tmp_path / "index")
    # Threads are a matter of the machine, a band one of series.
    expected = OTHER | {"n_jobs": None, "band": None}
    assert NavigableSmallWorld.load(tmp_path / "index").get_params() == expected


@pytest.mark.parametrize("band", [None, 3, 0.25, 1.0, 1])
def test_the_kind_of_band_survives_saving(tmp_path, band):
    NavigableSmallWorld(metric="dtw", band=band).fit(items(4)).save(tmp_path / "index")
    loaded = NavigableSmallWorld.load(tmp_path / "index")
    assert (loaded.band, type(loaded.band)) == (band, type(band))
    assert loaded.search(items(1), k=1).ids.shape == (1, 1)


def test_parameters_out_of_range_are_not_saved(tmp_path):
    index = make().set_params(ef=0)
    with pytest.raises(SettingsError, match="`ef` must be"):
        index.save(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_saving_into_a_missing_folder_says_so(tmp_path):
    with pytest.raises(IndexFileError, match=r"cannot be written .* Check that the folder exists"):
        make().save(tmp_path / "none" / "index")


def test_importing_and_saving_load_neither_compiler_nor_scikit_learn(tmp_path):
    code = (
        "import sys, coincide_smallworld as index; index.NavigableSmallWorld().save(sys.argv[1]);"
        "index.NavigableSmallWorld.load(sys.argv[1]);"
        "print([name for name in ('numba', 'torch', 'sklearn', 'scipy') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
