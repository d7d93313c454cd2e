"""Partners and lookalikes."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.embed.mining import MIN_SOURCES, N_LOOKALIKES, N_PARTNERS, mine


def _rows(n: int, seed: int = 1, dim: int = 6) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _sources(n: int, n_sources: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(n_sources, size=n)


@examples(25)
@given(seed=st.integers(0, 9999), n=st.integers(2, 60), n_sources=st.integers(1, 6))
def test_partners_equal_those_of_the_slow_twin(seed: int, n: int, n_sources: int) -> None:
    rows, sources = _rows(n, seed), _sources(n, n_sources, seed)
    partners = [set(found[found >= 0].tolist()) for found in mine(rows, sources).partners]
    assert partners == naive.mutual_partners(rows, sources.tolist(), k=2)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "k"), [(199, 2), (400, 4), (1100, 10)])
def test_more_events_have_more_partners(n: int, k: int) -> None:
    rows, sources = _rows(n), _sources(n, MIN_SOURCES)
    partners = [set(found[found >= 0].tolist()) for found in mine(rows, sources).partners]
    assert partners == naive.mutual_partners(rows, sources.tolist(), k=k)


def test_partners_are_mutual() -> None:
    partners = mine(_rows(200), _sources(200, 3)).partners
    assert all(row in partners[partner] for row, found in enumerate(partners) for partner in found if partner >= 0)


def test_partners_are_of_another_source() -> None:
    sources = _sources(200, MIN_SOURCES)
    partners = mine(_rows(200), sources).partners
    row, column = np.nonzero(partners >= 0)
    assert (sources[row] != sources[partners[row, column]]).all()


def test_with_few_sources_partners_are_of_the_same_source() -> None:
    sources = _sources(200, MIN_SOURCES - 1)
    partners = mine(_rows(200), sources).partners
    row, column = np.nonzero(partners >= 0)
    assert (sources[row] == sources[partners[row, column]]).all()


def test_partners_are_of_the_same_scale() -> None:
    sources, scales = _sources(200, 10), _sources(200, 2, seed=2)
    partners = mine(_rows(200), sources, scales=scales).partners
    row, column = np.nonzero(partners >= 0)
    assert (scales[row] == scales[partners[row, column]]).all()


def test_with_one_source_partners_come_from_it() -> None:
    assert (mine(_rows(50), np.zeros(50, dtype=np.int64)).partners >= 0).any()


def test_lookalikes_are_the_nearest_from_anywhere() -> None:
    rows = _rows(200)
    found = mine(rows, _sources(200, 3)).lookalikes
    for row in range(200):
        nearest = naive.nearest_neighbors(rows, rows[row], k=10 + 1, distance=naive.cosine_distance)
        assert set(found[row][found[row] >= 0]) == {other for _, other in nearest} - {row}


@pytest.mark.parametrize(("n", "n_lookalikes"), [(9, 0), (50, 2), (200, 10), (1300, N_LOOKALIKES)])
def test_in_small_data_fewer_are_lookalikes(n: int, n_lookalikes: int) -> None:
    assert ((mine(_rows(n), _sources(n, 2)).lookalikes >= 0).sum(axis=1) == n_lookalikes).all()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_events_can_be_mined(n: int) -> None:
    assert mine(_rows(n), np.arange(n)).partners.shape == (n, N_PARTNERS)


def test_events_behind_the_first_block_are_mined_like_the_others() -> None:
    rows, sources = _rows(1500), _sources(1500, 2)
    backwards = mine(rows[::-1].copy(), sources[::-1].copy())
    flipped = np.where(backwards.partners >= 0, 1499 - backwards.partners, -1)[::-1]
    np.testing.assert_array_equal(np.sort(flipped, axis=1), np.sort(mine(rows, sources).partners, axis=1))


def test_anywhere_partners_come_from_the_own_source_too() -> None:
    # Each source holds one kind of call, so that the nearest are in the own source.
    sources = np.repeat(np.arange(MIN_SOURCES), 20)
    rows = _rows(MIN_SOURCES)[sources] + 0.1 * _rows(20 * MIN_SOURCES)
    partners = mine(rows.astype(np.float32), sources, is_anywhere=True).partners
    row, column = np.nonzero(partners >= 0)
    assert (sources[row] == sources[partners[row, column]]).mean() > 0.9
    assert (row != partners[row, column]).all()
