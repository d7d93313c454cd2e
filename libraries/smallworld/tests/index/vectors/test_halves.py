"""Vectors of 16 bits a number: the answers of the same numbers in 32 bits, in half the memory."""

from __future__ import annotations

from pathlib import Path

import numba
import numpy as np
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.errors import IndexFileError, InputError, SettingsError
from coincide_smallworld.index import files
from coincide_smallworld.index.files import IndexContent
from coincide_smallworld.index.vectors.intrinsics import number_at, pointer, squared_distance
from coincide_smallworld.index.vectors.stored import fill_up, squared_lengths

METRICS = ["euclidean", "cosine", "inner_product"]


def draw(n: int, dim: int = 20, seed: int = 0) -> np.ndarray:
    """Normally distributed vectors that 16 bits hold."""
    return np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float16)


def make(x: np.ndarray, **parameters: object) -> NavigableSmallWorld:
    return NavigableSmallWorld(**{"metric": "euclidean", "algorithm": "graph", **parameters}).fit(x)  # pyright: ignore[reportArgumentType]


def stored_dtype(index: NavigableSmallWorld, folder: Path) -> object:
    index.save(folder / "index")
    return files.read(folder / "index").arrays["points"].dtype


def recall(index: NavigableSmallWorld, x: np.ndarray, queries: np.ndarray) -> float:
    """Share of the true 10 nearest of the vectors as they were given."""
    truth = NavigableSmallWorld(metric=index.metric, algorithm="brute", dtype="float32").fit(x).search(queries, k=10)
    found = index.search(queries, k=10).ids
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(truth.ids, found, strict=True)]))


@numba.njit
def widened(halves, floats):
    for i in range(halves.size):
        floats[i] = number_at(pointer(halves), i)


@numba.njit
def distance_of(x, i, y, j):
    return squared_distance(pointer(x), i, pointer(y), j, x.shape[1])


def test_every_half_is_widened_as_numpy_does():
    bits = np.arange(2**16, dtype=np.uint16)
    bits = bits[np.isfinite(bits.view(np.float16))]
    found = np.empty(len(bits), dtype=np.float32)
    widened(bits, found)
    expected = bits.view(np.float16).astype(np.float32)
    np.testing.assert_array_equal(found.view(np.uint32), expected.view(np.uint32))


@pytest.mark.parametrize("width", [16, 48, 128])
def test_distances_are_those_of_the_widened_rows(width):
    x, y = draw(5, width), draw(3, width, seed=1).astype(np.float32)
    assert distance_of(x.view(np.uint16), 4, y, 2) == distance_of(x.astype(np.float32), 4, y, 2)


@pytest.mark.parametrize("algorithm", ["brute", "graph"])
@pytest.mark.parametrize(("dim", "quantize"), [(20, None), (20, "int8"), (20, "bits"), (200, "auto")])
def test_answers_are_those_of_the_same_numbers_in_32_bits(algorithm, dim, quantize):
    x, queries = draw(1500, dim), np.random.default_rng(1).normal(size=(40, dim))
    half, single = (make(x, quantize=quantize, dtype=dtype, algorithm=algorithm) for dtype in ("float16", "float32"))
    for ids in (x[:0], np.arange(0, 600)):  # as fitted, and after many were replaced
        for index in (half, single):
            index.remove(ids if len(ids) else [])
            index.add(x[: len(ids)] * np.float16(0.5))
        found, expected = half.search(queries, k=10), single.search(queries, k=10)
        np.testing.assert_array_equal(found.ids, expected.ids)
        np.testing.assert_array_equal(found.distances, expected.distances)


def test_filters_and_single_queries_see_the_same():
    x, queries = draw(2000), draw(20, seed=1).astype(np.float32)
    half, single = make(x), make(x.astype(np.float32))
    for where in (np.arange(2000) % 3 == 0, [5, 6, 7], None):
        for query in queries:
            found, expected = (index.search(query[None], k=5, where=where) for index in (half, single))
            np.testing.assert_array_equal(found.ids, expected.ids)


@pytest.mark.parametrize("metric", METRICS)
def test_rounding_costs_little_recall(metric):
    rng = np.random.default_rng(3)
    basis = rng.normal(size=(10, 64))
    x, queries = rng.normal(size=(3000, 10)) @ basis, rng.normal(size=(100, 10)) @ basis
    half, single = (recall(make(x, metric=metric, dtype=dtype, ef=100), x, queries) for dtype in ("float16", "float32"))
    assert half >= single - 0.01


def test_vectors_of_very_different_length_keep_their_products():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(4000, 24)) * rng.lognormal(sigma=1.0, size=(4000, 1))
    queries = rng.normal(size=(100, 24))
    half, single = (
        recall(make(x, metric="inner_product", quantize=None, dtype=dtype), x, queries)
        for dtype in ("float16", "float32")
    )
    assert half >= single - 0.01


def test_two_numbers_of_16_bits_give_all_vectors_one_length():
    rows = np.zeros((500, 32), dtype=np.float16)
    rows[:, :24] = draw(500, 24) * np.random.default_rng(0).random((500, 1)).astype(np.float16)
    fill_up(rows, dim=24, reach=20.0)
    np.testing.assert_allclose(squared_lengths(rows), 400.0, rtol=3e-6)


@pytest.mark.parametrize(("given", "dtype"), [("float16", "float16"), ("float32", "float32"), ("float64", "float32")])
def test_the_first_vectors_decide_how_all_are_stored(tmp_path, given, dtype):
    index = make(draw(300).astype(given))
    index.add(draw(10).astype(np.float64))
    assert stored_dtype(index, tmp_path) == dtype


def test_a_dtype_that_is_given_counts_more(tmp_path):
    assert stored_dtype(make(draw(10), dtype="float32"), tmp_path) == np.float32
    assert stored_dtype(make(draw(10).astype(np.float64), dtype="float16"), tmp_path) == np.float16


@pytest.mark.parametrize("mmap", [False, True])
def test_a_file_is_half_as_large_and_gives_the_same(tmp_path, mmap):
    x = draw(2000, 512)
    for dtype in ("float16", "float32"):
        make(x, algorithm="brute", dtype=dtype).save(tmp_path / dtype)
    assert (tmp_path / "float16").stat().st_size < 0.51 * (tmp_path / "float32").stat().st_size
    loaded = NavigableSmallWorld.load(tmp_path / "float16", mmap=mmap)
    assert (loaded.dtype, stored_dtype(loaded, tmp_path)) == ("float16", np.float16)
    np.testing.assert_array_equal(loaded.search(x[:9], k=3).ids[:, 0], np.arange(9))


def test_an_index_that_was_not_told_how_to_store_keeps_the_settings_of_before(tmp_path):
    make(draw(50)).save(tmp_path / "index")
    assert "dtype" not in files.read(tmp_path / "index").settings
    assert stored_dtype(NavigableSmallWorld.load(tmp_path / "index"), tmp_path) == np.float16


@pytest.mark.parametrize("number", [np.inf, np.nan])
def test_numbers_that_are_not_finite_are_no_vectors(tmp_path, number):
    make(draw(50)).save(tmp_path / "index")
    content = files.read(tmp_path / "index")
    points = content.arrays["points"].copy()
    points[3, 2] = number
    files.write(
        tmp_path / "index",
        IndexContent(content.kind, content.metric, content.settings, {**content.arrays, "points": points}),
    )
    with pytest.raises(IndexFileError, match="expected finite vectors"):
        NavigableSmallWorld.load(tmp_path / "index")


def test_zero_has_no_sign():
    x = np.array([[0.0, 1.0], [-0.0, 1.0], [-1e-9, 1.0]])  # the last is rounded to zero
    index = make(x, dtype="float16")
    index.add(np.full((300, 2), 5.0))
    assert index.search([[0.0, 1.0]], k=3).ids.tolist() == [[0, 1, 2]]


def test_numbers_that_16_bits_do_not_hold_are_refused():
    index = make(draw(10))
    with pytest.raises(InputError, match=r"up to 65504 in size .* float16, got 70000\.0 in row 1, column 2"):
        index.add([[1.0] * 20, [1.0, 2.0, 70_000.0] + [0.0] * 17])
    assert len(index) == 10
    assert index.search([[1e9] * 20], k=1).ids.shape == (1, 1)  # a query is not stored


def test_vectors_that_are_too_long_for_a_product_are_refused():
    with pytest.raises(InputError, match="shorter than 65504 to be stored as float16 under the inner product"):
        make([[60_000.0, 60_000.0]], metric="inner_product", dtype="float16")  # pyright: ignore[reportArgumentType]


def test_series_are_stored_in_32_bits():
    with pytest.raises(SettingsError, match=r"`dtype` must be 'auto' or 'float32' for series, got 'float16'"):
        NavigableSmallWorld(metric="dtw", dtype="float16").fit(draw(5))


def test_an_unknown_dtype_is_refused():
    with pytest.raises(SettingsError, match="`dtype` must be one of auto, float32, float16, got 'float8'"):
        NavigableSmallWorld(dtype="float8").fit(draw(5))  # pyright: ignore[reportArgumentType]
