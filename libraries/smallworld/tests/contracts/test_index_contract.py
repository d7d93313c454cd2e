"""What every index must do: every metric, found by scanning, by bounds and by walking."""

from __future__ import annotations

import threading
from functools import partial

import naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.distances.band import width_of
from coincide_smallworld.errors import InputError
from coincide_smallworld.switch import is_plain

ALGORITHMS = ["brute", "exact", "graph"]
METRICS = ["euclidean", "sqeuclidean", "cosine", "inner_product", "dtw", "euclidean float16", "inner_product float16"]
# Where an item is its own nearest one: not under the inner product.
SELF_NEAREST = ["euclidean", "sqeuclidean", "cosine", "dtw", "euclidean float16"]
BAND = 0.2
# Measured 0.999 and above.
RECALL_FLOOR = 0.98
DIM = 8


def items(n, seed=0):
    """Vectors of length 8 that half precision holds; under dtw the same numbers are series of 8 frames."""
    return np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float16).astype(np.float32)


def make(metric, algorithm="brute", **parameters):
    metric, _, dtype = metric.partition(" ")
    return NavigableSmallWorld(metric=metric, algorithm=algorithm, band=BAND, dtype=dtype or "auto", **parameters)


def slow_distance(metric):
    return {
        "euclidean": naive.euclidean_distance,
        "sqeuclidean": lambda x, y: naive.euclidean_distance(x, y) ** 2,
        "cosine": naive.cosine_distance,
        "inner_product": lambda x, y: -sum(float(a) * float(b) for a, b in zip(x, y, strict=True)),
        "dtw": partial(naive.dtw, width=width_of(BAND, DIM)),
    }[metric.partition(" ")[0]]


@pytest.fixture(params=ALGORITHMS)
def algorithm(request):
    return request.param


@pytest.fixture(params=METRICS)
def metric(request):
    return request.param


@pytest.fixture
def index(metric, algorithm):
    return make(metric, algorithm)


# searching


def test_neighbors_equal_those_of_the_slow_twin(metric, algorithm):
    x, queries = items(60), items(5, seed=1)
    found = make(metric, algorithm).fit(x).search(queries, k=7, ef=60)
    for row, query in enumerate(queries):
        expected = naive.nearest_neighbors(x, query, k=7, distance=slow_distance(metric))
        assert found.ids[row].tolist() == [id for _, id in expected]
        np.testing.assert_allclose(found.distances[row], [value for value, _ in expected], rtol=1e-5, atol=1e-6)


def test_all_algorithms_give_the_same_distance_for_the_same_pair(metric):
    x, queries = items(150), items(3, seed=1)
    first, *others = [make(metric, algorithm).fit(x).search(queries, k=150) for algorithm in ALGORITHMS]
    for other in others:
        np.testing.assert_array_equal(other.ids, first.ids)
        np.testing.assert_array_equal(other.distances, first.distances)


@pytest.mark.parametrize("metric", SELF_NEAREST)
def test_a_stored_item_finds_itself_at_distance_zero(index):
    x = items(200)
    found = index.fit(x).search(x, k=1)
    np.testing.assert_array_equal(found.ids[:, 0], np.arange(200))
    assert not found.distances.any()


def test_ids_and_distances_have_the_promised_types(index):
    found = index.fit(items(5)).search(items(2), k=3)
    assert (found.ids.dtype, found.distances.dtype, found.ids.shape) == (np.int64, np.float32, (2, 3))


def test_distances_never_decrease(index):
    assert (np.diff(index.fit(items(300)).search(items(20, seed=1), k=50).distances, axis=1) >= 0).all()


def test_search_returns_all_items_when_k_equals_size(index):
    found = index.fit(items(150)).search(items(3, seed=1), k=150)
    np.testing.assert_array_equal(np.sort(found.ids), np.tile(np.arange(150), (3, 1)))


def test_search_returns_fewer_than_k_when_fewer_are_stored(index):
    assert index.fit(items(4)).search(items(2, seed=1), k=10).ids.shape == (2, 4)


def test_one_item_is_found(index):
    np.testing.assert_array_equal(index.fit(items(1)).search(items(1, seed=1), k=3).ids, [[0]])


def test_an_empty_index_finds_nothing(index):
    assert index.search(items(2), k=3).ids.shape == (2, 0)


def test_no_queries_give_no_rows(index):
    assert index.fit(items(5)).search(np.empty((0, DIM)), k=3).ids.shape == (0, 3)


def test_a_single_query_finds_what_it_finds_among_many(index):
    index.fit(items(200))
    many = index.search(items(20, seed=1), k=5)
    for row, query in enumerate(items(20, seed=1)):
        np.testing.assert_array_equal(index.search(query[None, :], k=5).ids[0], many.ids[row])


def test_the_number_of_distances_is_at_most_all_pairs(index):
    assert 0 < index.fit(items(300)).search(items(7, seed=1), k=5).n_distances <= 7 * 300


def test_all_duplicates_come_in_order_of_id(index):
    index.fit(np.tile(items(1), (500, 1)))
    np.testing.assert_array_equal(index.search(items(1), k=20).ids[0], np.arange(20))


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product"])
def test_ties_are_broken_by_id(index):
    index.fit(np.tile(np.eye(DIM), (30, 1)))
    found = index.search(np.eye(DIM)[[3]], k=30)
    np.testing.assert_array_equal(found.ids[0], np.arange(3, 240, 8))


@pytest.mark.parametrize("metric", SELF_NEAREST)
def test_large_groups_of_duplicates_do_not_hide_each_other(index):
    found = index.fit(np.repeat(items(20), 50, axis=0)).search(items(20), k=50)
    np.testing.assert_array_equal(found.ids, np.arange(1000).reshape(20, 50))


def recall(index, kept, queries):
    """Share of the true 10 nearest among `kept`, a dictionary from id to item, that an index finds."""
    ids = np.array(list(kept))
    truth = make(index.metric).fit(np.array(list(kept.values()))).search(queries, k=10)
    found = index.search(queries, k=10)
    assert found.n_distances < len(queries) * len(kept) / 2
    pairs = zip(found.ids, ids[truth.ids], strict=True)
    return np.mean([len(np.intersect1d(one, other)) / 10 for one, other in pairs])


@pytest.mark.skipif(is_plain(), reason="without the compiler there is no graph, and everything is compared")
def test_the_graph_finds_nearly_all_while_items_come_and_go(metric):
    index, queries = make(metric, "graph"), items(100, seed=9)
    kept = dict(zip(index.add(items(2000)).tolist(), items(2000), strict=True))
    assert recall(index, kept, queries) >= RECALL_FLOOR
    gone = np.random.default_rng(1).permutation(2000)
    for removed in (gone[:300], gone[300:900]):  # first tombstones, then consolidation
        index.remove(removed)
        kept = {id: item for id, item in kept.items() if id not in set(removed.tolist())}
        assert recall(index, kept, queries) >= RECALL_FLOOR
    kept |= dict(zip(index.add(items(500, seed=2)).tolist(), items(500, seed=2), strict=True))
    assert recall(index, kept, queries) >= RECALL_FLOOR


# adding


def test_ids_are_consecutive_over_several_additions(index):
    index.add(items(3))
    np.testing.assert_array_equal(index.add(items(2, seed=1)), [3, 4])


def test_adding_nothing_changes_nothing(index):
    index.add(items(5))
    ids = index.add(np.empty((0, DIM)))
    assert (len(ids), len(index)) == (0, 5)


def test_fitting_again_starts_anew(index):
    index.fit(items(5)).fit(items(7, seed=1))
    np.testing.assert_array_equal(index.add(items(2)), [7, 8])


def test_items_added_one_by_one_are_all_found(index):
    for item in items(60):
        index.partial_fit(item[None, :])
    np.testing.assert_array_equal(np.sort(index.search(items(1, seed=1), k=60).ids[0]), np.arange(60))


@settings(deadline=None, max_examples=10)
@given(cuts=st.lists(st.integers(0, 40), max_size=4), seed=st.integers(0, 100))
def test_any_way_of_adding_finds_everything(cuts, seed):
    x = np.random.default_rng(seed).integers(-2, 3, size=(40, 3)).astype(np.float32)
    for metric in ("euclidean", "inner_product", "dtw"):
        for algorithm in ALGORITHMS:
            index = make(metric, algorithm)
            for piece in np.split(x, sorted(cuts)):
                index.add(piece)
            assert set(index.search(x[:1], k=40).ids[0]) == set(range(40))


def test_later_changes_to_the_given_array_do_not_reach_the_index(index):
    x = items(20)
    before = index.fit(x).search(items(3, seed=1), k=5)
    x[:] = 1.0
    np.testing.assert_array_equal(index.search(items(3, seed=1), k=5).distances, before.distances)


class Interrupting:
    """What raises when its numbers are asked for, as Ctrl-C would."""

    shape = (3, DIM)

    def __array__(self, dtype=None, copy=None):
        raise KeyboardInterrupt


def test_an_interrupted_addition_adds_nothing(index):
    before = index.fit(items(30)).search(items(4, seed=1), k=5)
    with pytest.raises(KeyboardInterrupt):
        index.add(Interrupting())
    after = index.search(items(4, seed=1), k=5)
    np.testing.assert_array_equal(after.ids, before.ids)
    np.testing.assert_array_equal(index.add(items(1)), [30])


# removing


def test_removed_items_are_never_found(index):
    index.fit(items(100)).remove([3, 50, 99])
    found = index.search(items(10, seed=1), k=97)
    np.testing.assert_array_equal(np.sort(found.ids), np.tile(np.setdiff1d(np.arange(100), [3, 50, 99]), (10, 1)))


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_what_remains_is_found_as_if_nothing_else_had_been_stored(metric, algorithm, share):
    x, queries = items(100), items(10, seed=1)
    removed = np.random.default_rng(2).permutation(100)[: int(100 * share)]
    kept = np.setdiff1d(np.arange(100), removed)
    index = make(metric, algorithm, ef=100).fit(x)
    index.remove(removed)
    found, expected = index.search(queries, k=5), make(metric).fit(x[kept]).search(queries, k=5)
    np.testing.assert_array_equal(found.ids, kept[expected.ids])
    np.testing.assert_array_equal(found.distances, expected.distances)


def test_ids_are_never_given_again(index):
    index.fit(items(10)).remove(np.arange(10))
    assert len(index) == 0
    np.testing.assert_array_equal(index.add(items(3)), [10, 11, 12])
    np.testing.assert_array_equal(np.sort(index.search(items(1), k=5).ids[0]), [10, 11, 12])


def test_items_can_come_and_go(index):
    rng, live = np.random.default_rng(3), set()
    for seed in range(8):
        live |= set(index.add(items(20, seed=seed)).tolist())
        gone = rng.permutation(sorted(live))[:12]
        index.remove(gone)
        live -= set(gone.tolist())
        assert set(index.search(items(1, seed=9), k=len(live)).ids[0].tolist()) == live


def test_duplicates_survive_the_removal_of_the_first(index):
    index.fit(np.repeat(items(2), 50, axis=0)).remove([0, 50])
    found = index.search(items(2), k=98)
    np.testing.assert_array_equal(np.sort(found.ids[0]), np.setdiff1d(np.arange(100), [0, 50]))


@pytest.mark.parametrize("bad", [5, -1, 2])
def test_an_id_that_is_not_stored_cannot_be_removed(index, bad):
    index.fit(items(5)).remove([2])
    with pytest.raises(InputError, match=f"`ids` must be ids of stored items, got {bad}, which was "):
        index.remove([0, bad])
    assert len(index) == 4


def test_removals_survive_saving(index, tmp_path):
    for gone in ([1, 4], [0, 2, 3, 7, 8]):
        index.fit(items(20)).remove(gone)
        index.save(tmp_path / "index")
        loaded = NavigableSmallWorld.load(tmp_path / "index", mmap=True)
        np.testing.assert_array_equal(loaded.add(items(1)), [20])
        assert set(loaded.search(items(1), k=30).ids[0]) == set(range(21)) - set(gone)


# saving


@pytest.mark.parametrize("mmap", [False, True])
def test_a_loaded_index_gives_equal_results(index, tmp_path, mmap):
    index.fit(items(300)).save(tmp_path / "índex 1")
    loaded = NavigableSmallWorld.load(tmp_path / "índex 1", mmap=mmap)
    before, after = index.search(items(9, seed=1), k=7), loaded.search(items(9, seed=1), k=7)
    np.testing.assert_array_equal(after.ids, before.ids)
    np.testing.assert_array_equal(after.distances, before.distances)
    assert after.n_distances == before.n_distances


def test_growing_after_loading_equals_growing_without(index, tmp_path):
    index.fit(items(300)).save(tmp_path / "index")
    loaded = NavigableSmallWorld.load(tmp_path / "index", mmap=True)
    for each in (index, loaded):
        each.add(items(100, seed=1))
        each.save(tmp_path / f"grown-{each is loaded}")
    assert (tmp_path / "grown-True").read_bytes() == (tmp_path / "grown-False").read_bytes()


def test_changing_a_memory_mapped_index_leaves_its_file_alone(index, tmp_path):
    index.fit(items(100)).save(tmp_path / "index")
    before = (tmp_path / "index").read_bytes()
    loaded = NavigableSmallWorld.load(tmp_path / "index", mmap=True)
    loaded.add(items(50, seed=1))
    loaded.remove(np.arange(0, 150, 2))
    assert (tmp_path / "index").read_bytes() == before


@pytest.mark.parametrize("mmap", [False, True])
def test_an_empty_index_survives_saving(index, tmp_path, mmap):
    index.save(tmp_path / "index")
    loaded = NavigableSmallWorld.load(tmp_path / "index", mmap=mmap)
    loaded.add(items(3))
    assert len(loaded) == 3


def test_an_emptied_index_survives_saving(index, tmp_path):
    index.fit(items(3)).remove([0, 1, 2])
    index.save(tmp_path / "index")
    np.testing.assert_array_equal(NavigableSmallWorld.load(tmp_path / "index").add(items(2)), [3, 4])


# threads


def test_the_number_of_threads_changes_nothing(metric, algorithm, tmp_path):
    found = []
    for n_jobs in (1, 2):
        index = make(metric, algorithm, n_jobs=n_jobs).fit(items(700))
        index.add(items(300, seed=1))
        index.save(tmp_path / str(n_jobs))
        found.append(index.search(items(300, seed=2), k=5))
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    np.testing.assert_array_equal(found[0].ids, found[1].ids)
    assert found[0].n_distances == found[1].n_distances


def test_readers_go_on_while_items_come_and_go(metric, algorithm):
    index = make(metric, algorithm, ef=24).fit(items(100))
    problems, is_over = [], threading.Event()

    def read():
        while not is_over.is_set():
            found = index.search(items(100)[:20], k=3)
            if found.ids.shape != (20, 3) or (found.ids < 0).any() or (np.diff(found.distances, axis=1) < 0).any():
                problems.append(found)
            if metric in SELF_NEAREST and found.ids[:, 0].tolist() != list(range(20)):
                problems.append(found)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for seed in range(1, 25):
        added = index.add(items(8, seed=seed))
        index.remove(added[: 5 if seed % 2 else 8])
    is_over.set()
    for reader in readers:
        reader.join()
    assert problems == []


# borders


@pytest.mark.parametrize("dtype", ["float16", "float64", "int32", "bool", "uint8"])
def test_other_dtypes_are_converted(index, dtype):
    index.fit(np.eye(DIM).astype(dtype))
    expected = make(index.metric).fit(np.eye(DIM)).search(np.eye(DIM), k=DIM)
    np.testing.assert_array_equal(index.search(np.eye(DIM, dtype=dtype), k=DIM).ids, expected.ids)


def test_strided_and_read_only_arrays_give_the_same_result(index):
    wide = np.repeat(items(50), 2, axis=1)
    wide.setflags(write=False)
    found = index.fit(wide[:, ::2]).search(np.asfortranarray(items(50)), k=5)
    expected = make(index.metric).fit(items(50)).search(items(50), k=5)
    np.testing.assert_array_equal(found.ids, expected.ids)


UNUSABLE = [
    (np.ones(DIM), r"For a single \w+ pass `\w+\[None, :\]`"),
    (np.full((1, DIM), np.nan), "got nan in "),
    (np.full((1, DIM), np.inf), "got inf in "),
    (np.ones((1, DIM)) * 1j, "real numbers, got dtype complex128"),
    (np.full((1, DIM), 1e16), "finite numbers up to 1e"),
    (np.ones((1, DIM, 1, 1)), r"got (shape )?\(1, 8, 1, 1\)"),
]


@pytest.mark.parametrize(("bad", "message"), UNUSABLE)
def test_unusable_items_and_queries_are_refused(index, bad, message):
    index.fit(items(5))
    for use in (index.fit, index.add, partial(index.search, k=1), index.kneighbors):
        with pytest.raises(InputError, match=message):
            use(bad)
    assert len(index) == 5


@pytest.mark.parametrize("metric", [metric for metric in METRICS if metric != "dtw"])
def test_vectors_of_another_length_are_refused(index):
    index.fit(items(5))
    for use in (index.add, partial(index.search, k=1)):
        with pytest.raises(InputError, match="vectors of length 8, got length 7"):
            use(np.ones((2, 7)))


def test_series_with_other_channels_are_refused(algorithm):
    index = make("dtw", algorithm).fit(np.ones((3, 2, 5)))
    for use in (index.add, partial(index.search, k=1)):
        with pytest.raises(InputError, match="series with 2 channels, got 3"):
            use(np.ones((2, 3, 5)))


@pytest.mark.parametrize("k", [0, -1, 2.0, True, "3", None])
def test_k_must_be_a_whole_number_from_1(index, k):
    index.fit(items(5))
    with pytest.raises(InputError, match="`k` must be a whole number of neighbors, 1 or more"):
        index.search(items(1), k=k)


def test_a_numpy_integer_is_a_whole_number(index):
    assert index.fit(items(5)).search(items(1), k=np.int32(2)).ids.shape == (1, 2)


def test_zero_vectors_have_no_cosine(algorithm):
    with pytest.raises(InputError, match="got zeros in row 1"):
        make("cosine", algorithm).fit([[1.0, 0.0], [0.0, 0.0]])


@pytest.mark.parametrize("metric", ["euclidean", "sqeuclidean", "inner_product", "dtw"])
def test_zeros_are_items_like_others(index):
    found = index.fit([[1.0, 0.0], [0.0, 0.0], [-0.0, 0.0]]).search([[0.0, 0.0]], k=3)
    np.testing.assert_array_equal(found.ids[0], [0, 1, 2] if index.metric == "inner_product" else [1, 2, 0])


def test_constant_series_are_told_apart_by_their_level(algorithm):
    levels = np.repeat(np.arange(100.0)[:, None], 12, axis=1)
    found = make("dtw", algorithm).fit(levels).search(levels + 0.25, k=2)
    np.testing.assert_array_equal(found.ids[:99], np.stack([np.arange(99), np.arange(1, 100)], axis=1))


def test_series_of_different_lengths_are_compared(algorithm):
    rng = np.random.default_rng(0)
    ragged = [rng.normal(size=length) for length in rng.integers(1, 30, size=80)]
    index = make("dtw", algorithm, ef=80).fit(ragged)
    query = rng.normal(size=14)
    slow = [naive.dtw(query, series, width=width_of(BAND, max(14, len(series)))) for series in ragged]
    found = index.search([query], k=10)
    np.testing.assert_array_equal(found.ids[0], np.argsort(slow, kind="stable")[:10])


@pytest.mark.parametrize("metric", ["euclidean", "dtw"])
@pytest.mark.parametrize("scale", [1e-15, 1e-6, 1e6, 1e14])
def test_the_scale_of_the_data_does_not_matter(index, scale):
    x = items(100).astype(np.float64) * scale
    np.testing.assert_array_equal(index.fit(x).search(x, k=1).ids[:, 0], np.arange(100))
