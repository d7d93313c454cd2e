"""Removing what a place adds to all its events."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.embed import add_scale, center, fit_centers, fit_grouped_centers, uncentered
from coincide.embed.centering import SCALE_WEIGHT


def _rows(n: int, seed: int = 1, dim: int = 8, shift: float = 0.0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32) + np.float32(shift)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@examples(20)
@given(seed=st.integers(0, 9999), sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_centering_equals_its_slow_twin(seed: int, sizes: list[int]) -> None:
    sources = np.repeat(np.arange(len(sizes)), sizes)
    rows = _rows(len(sources) + 1, seed, shift=0.3)[: len(sources)]
    if len(rows) > 1:
        moved = center(rows, sources, fit_centers(rows, sources))
        np.testing.assert_allclose(moved, naive.centered(rows.astype(np.float64), sources.tolist()), atol=2e-4)


@examples(20)
@given(seed=st.integers(0, 9999))
def test_centering_can_be_undone(seed: int) -> None:
    rows, sources = _rows(60, seed, shift=0.3), np.repeat([0, 1], 30)
    centers = fit_centers(rows, sources)
    np.testing.assert_allclose(uncentered(center(rows, sources, centers), sources, centers), rows, atol=1e-4)
    np.testing.assert_allclose(uncentered(center(rows, None, centers), None, centers), rows, atol=1e-4)


def test_the_center_of_twenty_events_is_half_their_mean() -> None:
    rows = _rows(20, shift=1.0)
    np.testing.assert_allclose(
        fit_centers(rows, np.zeros(20, dtype=np.int64)).by_source[0], rows.mean(axis=0) / 2, rtol=1e-4
    )


def test_a_small_source_has_the_mean_of_all_for_its_center() -> None:
    rows = _rows(49, shift=1.0)
    centers = fit_centers(rows, np.repeat([0, 1], [30, 19]))
    np.testing.assert_allclose(centers.by_source[1], rows.mean(axis=0), rtol=1e-5)


def test_a_number_that_no_event_has_gets_the_mean_of_all() -> None:
    rows = _rows(60, shift=1.0)
    centers = fit_centers(rows, np.repeat([0, 2], 30))
    np.testing.assert_allclose(centers.by_source[1], centers.overall)


def test_events_of_unknown_source_are_centered_with_the_mean_of_all() -> None:
    rows = _rows(60, shift=1.0)
    centers = fit_centers(rows, np.repeat([0, 1], 30))
    moved = rows - centers.overall
    expected = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    np.testing.assert_allclose(center(rows, None, centers), expected, atol=1e-6)


def test_centered_rows_have_unit_length() -> None:
    rows, sources = _rows(60, shift=1.0), np.repeat([0, 1], 30)
    moved = center(rows, sources, fit_centers(rows, sources))
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 1.0, rtol=1e-5)


def test_an_event_exactly_at_the_center_is_no_nan() -> None:
    rows = np.tile(_rows(1), (5, 1))
    assert np.isfinite(center(rows, None, fit_centers(rows, np.zeros(5, dtype=np.int64)))).all()


def test_centering_brings_places_together() -> None:
    places = [_rows(200, 1, shift=0.5), _rows(200, 2, shift=-0.5)]
    rows, sources = np.concatenate(places), np.repeat([0, 1], 200)
    moved = center(rows, sources, fit_centers(rows, sources))
    apart_before = np.linalg.norm(rows[:200].mean(axis=0) - rows[200:].mean(axis=0))
    assert np.linalg.norm(moved[:200].mean(axis=0) - moved[200:].mean(axis=0)) < 0.2 * apart_before


def test_a_small_source_has_the_mean_of_its_group_for_its_center() -> None:
    rows = _rows(60, shift=1.0)
    groups, sources = np.repeat([0, 1], 30), np.repeat([0, 1, 2, 3], 15)
    centers = fit_grouped_centers(rows, sources, groups)
    np.testing.assert_allclose(centers.by_source[:2], np.tile(rows[:30].mean(axis=0), (2, 1)), rtol=1e-5)
    np.testing.assert_allclose(centers.by_source[3], rows[30:].mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(centers.overall, rows.mean(axis=0), rtol=1e-5)


def test_a_source_of_twenty_events_is_halfway_from_its_group() -> None:
    rows = _rows(80, shift=1.0)
    centers = fit_grouped_centers(rows, np.repeat([0, 1, 2], [20, 20, 40]), np.repeat([0, 1], 40))
    halfway = (rows[:20].mean(axis=0) + rows[:40].mean(axis=0)) / 2
    np.testing.assert_allclose(centers.by_source[0], halfway, rtol=1e-5)


def test_a_small_group_has_the_mean_of_all() -> None:
    rows = _rows(49, shift=1.0)
    groups = np.repeat([0, 2], [30, 19])
    np.testing.assert_allclose(fit_grouped_centers(rows, groups, groups).by_source[2], rows.mean(axis=0), rtol=1e-5)


def test_one_scale_adds_nothing() -> None:
    rows = _rows(10)
    assert add_scale(rows, np.zeros(10, dtype=np.int64), 1) is rows


@pytest.mark.parametrize("n_scales", [2, 3])
def test_rows_with_a_scale_have_unit_length(n_scales: int) -> None:
    marked = add_scale(_rows(10), np.arange(10) % n_scales, n_scales)
    assert marked.shape == (10, 8 + n_scales)
    np.testing.assert_allclose(np.linalg.norm(marked, axis=1), 1.0, rtol=1e-5)


def test_equal_events_of_two_scales_are_apart_by_the_square_of_the_weight() -> None:
    rows = np.tile(_rows(1), (2, 1))
    one, other = add_scale(rows, np.array([0, 1]), 2)
    assert 1 - float(one @ other) == pytest.approx(SCALE_WEIGHT**2)


def test_marked_embeddings_keep_their_type() -> None:
    assert add_scale(_rows(4), np.array([0, 1, 0, 1]), 2).dtype == np.float32
