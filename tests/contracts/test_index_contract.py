"""What every index must do, run on every implementation under both metrics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coincide.index
from coincide.errors import IndexFileError, InputError, SettingsError
from coincide.index import ExactIndex, NavigableSmallWorld

KINDS = [ExactIndex, NavigableSmallWorld]


@pytest.fixture(params=KINDS, ids=["exact", "graph"])
def kind(request):
    return request.param


@pytest.fixture(params=["euclidean", "cosine"])
def index(request, kind):
    return kind(metric=request.param)


def vectors(n, dim=8, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)


def test_ids_are_consecutive_over_several_additions(index):
    index.add(vectors(3))
    np.testing.assert_array_equal(index.add(vectors(2, seed=1)), [3, 4])


def test_ids_and_distances_have_the_promised_types(index):
    index.add(vectors(5))
    found = index.search(vectors(2), k=3)
    assert (found.ids.dtype, found.distances.dtype, found.ids.shape) == (np.int64, np.float32, (2, 3))


def test_a_stored_vector_finds_itself_at_distance_zero(index):
    x = vectors(200)
    index.add(x)
    found = index.search(x, k=1)
    np.testing.assert_array_equal(found.ids[:, 0], np.arange(200))
    assert not found.distances.any()


def test_distances_never_decrease(index):
    index.add(vectors(300))
    assert (np.diff(index.search(vectors(20, seed=1), k=50).distances, axis=1) >= 0).all()


def test_search_returns_all_vectors_when_k_equals_size(index):
    index.add(vectors(150))
    found = index.search(vectors(3, seed=1), k=150)
    np.testing.assert_array_equal(np.sort(found.ids), np.tile(np.arange(150), (3, 1)))


def test_search_returns_fewer_than_k_when_fewer_are_stored(index):
    index.add(vectors(4))
    assert index.search(vectors(2, seed=1), k=10).ids.shape == (2, 4)


def test_one_vector_is_found(index):
    index.add(vectors(1))
    np.testing.assert_array_equal(index.search(vectors(1, seed=1), k=3).ids, [[0]])


def test_an_empty_index_finds_nothing(index):
    assert index.search(vectors(2), k=3).ids.shape == (2, 0)


def test_no_queries_give_no_rows(index):
    index.add(vectors(5))
    assert index.search(np.empty((0, 8)), k=3).ids.shape == (0, 3)


def test_adding_no_vectors_changes_nothing(index):
    index.add(vectors(5))
    ids = index.add(np.empty((0, 8)))
    assert (len(ids), len(index)) == (0, 5)


def test_length_dim_and_repr_tell_what_is_stored(index):
    index.add(vectors(5))
    assert (len(index), index.dim) == (5, 8)
    assert "size=5, dim=8" in repr(index)


def test_all_duplicates_come_in_order_of_id(index):
    index.add(np.tile(vectors(1), (500, 1)))
    np.testing.assert_array_equal(index.search(vectors(1), k=20).ids[0], np.arange(20))


def test_ties_are_broken_by_id(index):
    index.add(np.tile(np.eye(8), (30, 1)))
    found = index.search(np.eye(8)[[3]], k=30)
    np.testing.assert_array_equal(found.ids[0], np.arange(3, 240, 8))


def test_large_groups_of_duplicates_do_not_hide_each_other(index):
    x = np.repeat(vectors(20), 100, axis=0)
    index.add(x)
    found = index.search(vectors(20), k=100)
    np.testing.assert_array_equal(found.ids, np.arange(2000).reshape(20, 100))


def test_both_kinds_give_the_same_distance_for_the_same_pair():
    x, query = vectors(400), vectors(1, seed=1)
    results = []
    for kind in KINDS:
        index = kind()
        index.add(x)
        results.append(index.search(query, k=400))
    np.testing.assert_array_equal(results[0].ids, results[1].ids)
    np.testing.assert_array_equal(results[0].distances, results[1].distances)


def test_the_number_of_distances_is_at_most_all_pairs(index):
    index.add(vectors(300))
    assert 0 < index.search(vectors(7, seed=1), k=5).n_distances <= 7 * 300


@pytest.mark.parametrize("mmap", [False, True])
def test_a_loaded_index_gives_equal_results(index, tmp_path, mmap):
    index.add(vectors(300))
    index.save(tmp_path / "index")
    loaded = type(index).load(tmp_path / "index", mmap=mmap)
    before, after = index.search(vectors(9, seed=1), k=7), loaded.search(vectors(9, seed=1), k=7)
    np.testing.assert_array_equal(after.ids, before.ids)
    np.testing.assert_array_equal(after.distances, before.distances)
    assert (after.n_distances, loaded.metric) == (before.n_distances, index.metric)


@pytest.mark.parametrize("mmap", [False, True])
def test_vectors_can_be_added_after_loading(index, tmp_path, mmap):
    x = vectors(60)
    index.add(x[:40])
    index.save(tmp_path / "index")
    loaded = type(index).load(tmp_path / "index", mmap=mmap)
    np.testing.assert_array_equal(loaded.add(x[40:]), np.arange(40, 60))
    np.testing.assert_array_equal(loaded.search(x, k=1).ids[:, 0], np.arange(60))


def test_growing_after_loading_equals_growing_without(index, tmp_path):
    index.add(vectors(300))
    index.save(tmp_path / "index")
    loaded = type(index).load(tmp_path / "index", mmap=True)
    for each in (index, loaded):
        each.add(vectors(100, seed=1))
        each.save(tmp_path / f"grown-{each is loaded}")
    assert (tmp_path / "grown-True").read_bytes() == (tmp_path / "grown-False").read_bytes()


def test_adding_to_a_memory_mapped_index_leaves_its_file_alone(index, tmp_path):
    index.add(vectors(100))
    index.save(tmp_path / "index")
    before = (tmp_path / "index").read_bytes()
    type(index).load(tmp_path / "index", mmap=True).add(vectors(50, seed=1))
    assert (tmp_path / "index").read_bytes() == before


def test_an_empty_index_survives_saving(index, tmp_path):
    index.save(tmp_path / "index")
    loaded = type(index).load(tmp_path / "index", mmap=True)
    loaded.add(vectors(3))
    assert len(loaded) == 3


def test_load_opens_either_kind(index, tmp_path):
    index.add(vectors(10))
    index.save(tmp_path / "índice 1")
    assert isinstance(coincide.index.load(tmp_path / "índice 1"), type(index))


def test_settings_survive_saving(index, tmp_path):
    index.save(tmp_path / "index")
    assert coincide.index.load(tmp_path / "index").settings == index.settings


def test_loading_the_other_kind_is_refused(index, tmp_path):
    index.save(tmp_path / "index")
    other = KINDS[1 - KINDS.index(type(index))]
    with pytest.raises(IndexFileError, match=r"of kind .* Open it with `coincide\.index\.load`"):
        other.load(tmp_path / "index")


@pytest.mark.parametrize("dtype", ["float16", "float64", "int32", "bool"])
def test_other_dtypes_are_converted(index, dtype):
    index.add(np.eye(8).astype(dtype))
    np.testing.assert_array_equal(index.search(np.eye(8, dtype=dtype), k=1).ids[:, 0], np.arange(8))


def test_strided_and_read_only_arrays_give_the_same_result(index):
    wide = np.repeat(vectors(50), 2, axis=1)
    wide.setflags(write=False)
    index.add(wide[:, ::2])
    np.testing.assert_array_equal(index.search(np.asfortranarray(vectors(50)), k=1).ids[:, 0], np.arange(50))


def test_later_changes_to_the_given_array_do_not_reach_the_index(index):
    x = vectors(20)
    index.add(x)
    x[:] = 1.0
    assert index.search(vectors(20), k=1).distances.max() == 0.0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.ones(8), r"For a single vector pass `\w+\[None, :\]`"),
        (np.ones((2, 7)), "vectors of length 8, got length 7"),
        (np.full((1, 8), np.nan), "got nan in row 0"),
        (np.full((1, 8), np.inf), "got inf in row 0"),
        (np.ones((1, 8)) * 1j, "real numbers, got dtype complex128"),
        (np.ones((1, 8, 1)), r"got shape \(1, 8, 1\)"),
    ],
)
def test_unusable_vectors_and_queries_are_refused(index, bad, message):
    index.add(vectors(5))
    with pytest.raises(InputError, match=message):
        index.add(bad)
    with pytest.raises(InputError, match=message):
        index.search(bad, k=1)
    assert len(index) == 5


@pytest.mark.parametrize("k", [0, -1, 2.0, True, "3", None])
def test_k_must_be_a_whole_number_from_1(index, k):
    index.add(vectors(5))
    with pytest.raises(InputError, match="`k` must be a whole number of neighbors, 1 or more"):
        index.search(vectors(1), k=k)


def test_a_numpy_integer_is_a_whole_number(index):
    index.add(vectors(5))
    assert index.search(vectors(1), k=np.int32(2)).ids.shape == (1, 2)


def test_zero_vectors_have_no_cosine(kind):
    index = kind(metric="cosine")
    with pytest.raises(InputError, match="got zeros in row 1"):
        index.add([[1.0, 0.0], [0.0, 0.0]])


def test_zero_vectors_are_fine_under_euclidean(kind):
    index = kind(metric="euclidean")
    index.add([[1.0, 0.0], [0.0, 0.0], [-0.0, 0.0]])
    np.testing.assert_array_equal(index.search([[0.0, 0.0]], k=3).ids, [[1, 2, 0]])


def test_an_unknown_metric_is_refused(kind):
    with pytest.raises(SettingsError, match="one of euclidean, cosine, got 'manhattan'"):
        kind(metric="manhattan")


@pytest.mark.parametrize("scale", [1e-18, 1e-6, 1e6, 1e14])
def test_the_scale_of_the_data_does_not_matter(kind, scale):
    index = kind(metric="euclidean")
    x = vectors(100).astype(np.float64)
    index.add(x * scale)
    np.testing.assert_array_equal(index.search(x * scale, k=1).ids[:, 0], np.arange(100))


@settings(deadline=None, max_examples=15)
@given(cuts=st.lists(st.integers(0, 40), max_size=4), seed=st.integers(0, 100))
def test_any_way_of_adding_finds_everything(cuts, seed):
    x = np.random.default_rng(seed).integers(-2, 3, size=(40, 3)).astype(np.float32)
    for kind in KINDS:
        index = kind(metric="euclidean")
        for piece in np.split(x, sorted(cuts)):
            index.add(piece)
        assert set(index.search(x[:1], k=40).ids[0]) == set(range(40))
