"""Codes of one bit a number: the rotation, the estimate and its error, and rows filled with links."""

from __future__ import annotations

import logging

import naive
import numba
import numpy as np
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.index.vectors.buffers import aligned
from coincide_smallworld.index.vectors.codes import kernels, one_bit
from coincide_smallworld.index.vectors.intrinsics import (
    N_PLANES,
    WORD_BLOCK,
    keep,
    pointer,
    squared_distance,
    uncertainty,
)

WIDTHS = pytest.mark.parametrize("width", [16, 64, 96, 208, 768])


@numba.njit
def estimates(records, points, center, scales, power):
    """Estimates for all pairs of points and records, and how far they may be off."""
    n, n_words, size = len(points), records.shape[1], scales.shape[1]
    queries = np.zeros(n * (N_PLANES * n_words + WORD_BLOCK), np.uint64)
    kernels.ask_many(
        pointer(points), n, points.shape[1], -1, pointer(center), pointer(scales), size, power, n_words, queries
    )
    found, off = np.empty((n, len(records)), np.float32), np.empty((n, len(records)), np.float32)
    for i in range(n):
        for j in range(len(records)):
            found[i, j] = squared_distance(pointer(records), j, pointer(queries), i, n_words)
            off[i, j] = uncertainty(pointer(records), j, pointer(queries), i, n_words)
    keep(queries)
    return found, off


def drawn(n, width, seed=0):
    rng = np.random.default_rng(seed)
    points = aligned((n, width), np.float32)
    points[:] = rng.normal(size=(n, width)) + rng.normal(size=width)
    return points


def encoded(points):
    return one_bit.encoded(points, one_bit.fit_center(points, extra=-1, reach=0.0), extra=-1, n_threads=1)


def coded(points):
    codes = encoded(points)
    turn = codes.rotation
    padded = np.zeros((len(points), turn.size))
    padded[:, : points.shape[1]] = points - codes.center
    return codes, np.array([naive.rotated(row, turn.scales, turn.power) for row in padded])


def all_estimates(codes, queries):
    turn = codes.rotation
    return estimates(codes.records, queries, codes.center, turn.scales, turn.power)


@WIDTHS
def test_the_rotation_keeps_lengths(width):
    turn = one_bit.rotation(width)
    x = np.random.default_rng(0).normal(size=turn.size)
    assert np.linalg.norm(naive.rotated(x, turn.scales, turn.power)) == pytest.approx(np.linalg.norm(x), rel=1e-6)


@WIDTHS
def test_bits_are_the_signs_of_the_rotated_vector(width):
    codes, turned = coded(drawn(20, width))
    n_words = codes.rotation.size // 64
    found = np.unpackbits(codes.records[:, :n_words].copy().view(np.uint8), axis=1, bitorder="little")
    is_clear = np.abs(turned) > 1e-4
    np.testing.assert_array_equal(found[is_clear], (turned > 0)[is_clear])


@WIDTHS
def test_estimates_are_those_of_the_slow_twin_but_for_the_levels_of_a_query(width):
    codes, turned = coded(drawn(30, width))
    found, _ = all_estimates(codes, drawn(30, width))
    expected = np.array([[naive.estimate_from_signs(r, q) for r in turned] for q in turned])
    assert np.abs(found - expected).max() < 0.15 * expected.mean()
    assert np.abs(found - expected).std() < 0.03 * expected.mean()


@pytest.mark.parametrize("width", [96, 768])
def test_no_more_than_few_true_distances_lie_below_the_uncertainty(width):
    stored, queries = drawn(300, width), drawn(100, width, seed=1)
    found, off = all_estimates(coded(stored)[0], queries)
    true = ((queries[:, None].astype(np.float64) - stored[None]) ** 2).sum(axis=2)
    assert np.mean(true < found - off) < 0.01


def test_estimates_are_right_in_the_mean():
    stored, queries = drawn(400, 256), drawn(200, 256, seed=1)
    found, _ = all_estimates(coded(stored)[0], queries)
    true = ((queries[:, None].astype(np.float64) - stored[None]) ** 2).sum(axis=2)
    assert np.mean(found - true) == pytest.approx(0.0, abs=0.01 * true.mean())


@pytest.mark.parametrize(("width", "size"), [(16, 384), (256, 384), (784, 896), (1024, 1408)])
def test_a_record_has_a_bit_in_every_place(width, size):
    codes = encoded(drawn(50, width))
    assert codes.rotation.size == size == 64 * (codes.records.shape[1] - 2)
    assert np.bitwise_or.reduce(codes.records[:, :-2]).tolist() == [2**64 - 1] * (size // 64)


def test_more_bits_than_numbers_make_estimates_better():
    stored, queries = drawn(300, 256), drawn(100, 256, seed=1)
    codes = encoded(stored)
    found, _ = all_estimates(codes, queries)
    true = ((queries[:, None].astype(np.float64) - stored[None]) ** 2).sum(axis=2)
    lengths = np.linalg.norm(stored - codes.center, axis=1) * np.linalg.norm(queries - codes.center, axis=1)[:, None]
    # A sign for each of D random directions: 2 sqrt((pi / 2 - 1) / D); 256 of them would give .094.
    assert np.std((found - true) / lengths) == pytest.approx(2.0 * np.sqrt((np.pi / 2.0 - 1.0) / 384), rel=0.1)


def test_a_vector_at_the_mean_is_at_its_own_distance():
    points = np.zeros((4, 64), dtype=np.float32)
    points[:2, 0] = 1.0, -1.0
    found, off = all_estimates(encoded(points), points)
    assert found[0, 2:].tolist() == pytest.approx([1.0, 1.0])
    assert off[0, 2:].tolist() == [0.0, 0.0]


def embeddings(n, dim=256, rank=20, seed=0):
    rng = np.random.default_rng(seed)
    basis = np.random.default_rng(99).normal(size=(rank, dim))
    return (rng.normal(size=(n, rank)) @ basis + 0.1 * rng.normal(size=(n, dim))).astype(np.float32)


def engine_of(index):
    return index._state.engine  # noqa: SLF001  what a walk compares is nobody's affair but this test's


def links_of(index):
    return engine_of(index).graph.links


def test_rows_are_filled_with_different_others():
    links = links_of(NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(embeddings(1500)))
    assert (links >= 0).mean() > 0.99
    rows = [[other for other in row if other >= 0] for row in links.tolist()]
    assert all(len({node, *row}) == len(row) + 1 for node, row in enumerate(rows))


def test_rows_of_later_vectors_are_filled_too():
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(embeddings(1500))
    index.add(embeddings(20, seed=1))
    assert (links_of(index)[1500:1520] >= 0).all()


@pytest.mark.parametrize(("dim", "what"), [(64, "codes"), (256, "bits")])
def test_short_vectors_get_bytes_and_long_ones_bits(dim, what):
    engine = engine_of(NavigableSmallWorld(metric="cosine", algorithm="graph").fit(embeddings(1000, dim)))
    assert [getattr(engine, name) is not None for name in ("codes", "bits")] == [what == "codes", what == "bits"]


def line(n=5000):
    return np.linspace(0.0, 1.0, n)[:, None] * np.ones((1, 8))


def uneven(n=3000):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, 16)) * np.exp(2.5 * rng.normal(size=(n, 1)))


@pytest.mark.parametrize("draw", [line, uneven])
def test_bytes_that_confuse_what_is_near_are_not_used_and_that_is_said(draw, caplog):
    with caplog.at_level(logging.WARNING):
        index = NavigableSmallWorld(metric="euclidean", algorithm="graph", quantize="int8").fit(draw())
    assert "8-bit codes confuse what is near in these vectors" in caplog.text
    assert engine_of(index).codes is None


@pytest.mark.parametrize("draw", [line, uneven])
def test_by_default_vectors_that_bytes_confuse_are_compared_themselves(draw, caplog):
    x = draw()
    found, alone = (
        NavigableSmallWorld(metric="euclidean", algorithm="graph", quantize=quantize).fit(x).search(x[::50], k=10).ids
        for quantize in ("auto", None)
    )
    np.testing.assert_array_equal(found, alone)
    assert caplog.text == ""


def recall(index, queries, *, k=10):
    found, truth = index.search(queries, k=k).ids, index.set_params(algorithm="exact").search(queries, k=k).ids
    return np.mean([len(set(a) & set(b)) / k for a, b in zip(found.tolist(), truth.tolist(), strict=True)])


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "inner_product"])
def test_bits_find_as_many_as_vectors_do(metric):
    x, queries = embeddings(3000), embeddings(100, seed=1)
    by_bits, by_vectors = (
        recall(NavigableSmallWorld(metric=metric, algorithm="graph", quantize=quantize).fit(x), queries)
        for quantize in ("bits", None)
    )
    assert by_bits >= max(0.95, by_vectors - 0.02)


@pytest.mark.parametrize("sigma", [0.5, 1.5])
def test_bits_take_vectors_of_unequal_norms(sigma):
    x = embeddings(3000) * np.exp(sigma * np.random.default_rng(0).normal(size=(3000, 1)))
    index = NavigableSmallWorld(metric="inner_product", algorithm="graph").fit(x)
    assert recall(index, embeddings(100, seed=1)) >= 0.95


def test_longer_vectors_later_move_all_codes_under_the_inner_product():
    x = embeddings(1200)
    index = NavigableSmallWorld(metric="inner_product", algorithm="graph").fit(x[:1000])
    index.add(10.0 * x[1000:])
    assert recall(index, embeddings(50, seed=3)) >= 0.95


def test_rows_stay_filled_while_all_vectors_are_replaced_a_few_at_a_time() -> None:
    x, queries = embeddings(12_000, rank=40), embeddings(300, rank=40, seed=1)
    index, ids = NavigableSmallWorld(metric="euclidean", algorithm="graph", ef=32).fit(x[:3000]), np.arange(3000)
    for first in range(3000, 12_000, 300):
        index.remove(ids[:300])
        ids = np.concatenate([ids[300:], index.add(x[first : first + 300])])
    fresh = NavigableSmallWorld(metric="euclidean", algorithm="graph", ef=32).fit(x[9000:])
    assert recall(index, queries) >= recall(fresh, queries) - 0.006
