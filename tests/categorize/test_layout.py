"""A map in two dimensions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coincide.categorize import lay_out, place_events

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]


@pytest.mark.parametrize("n", [2, 19, 20, 60])
def test_each_event_has_a_place(blobs: Blobs, n: int) -> None:
    places = lay_out(blobs([n], spread=0.5)[0], seed=1)
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()


def test_equal_events_have_equal_places(blobs: Blobs) -> None:
    rows = np.tile(blobs([1])[0], (30, 1))
    np.testing.assert_allclose(lay_out(rows, seed=1), 0.0, atol=1e-5)


def test_groups_stay_together(blobs: Blobs) -> None:
    rows, truth = blobs([30, 30, 30])
    places = lay_out(rows, seed=1)
    apart = ((places[:, None] - places[None]) ** 2).sum(axis=2) + 1e9 * np.eye(90)
    np.testing.assert_array_equal(truth[apart.argmin(axis=1)], truth)


def test_the_same_seed_gives_the_same_map(blobs: Blobs) -> None:
    rows, _ = blobs([40], spread=0.5)
    np.testing.assert_array_equal(lay_out(rows, seed=2), lay_out(rows, seed=2))


def test_other_events_are_placed_among_those_that_they_resemble(blobs: Blobs) -> None:
    rows, truth = blobs([30, 30, 30])
    chosen = np.arange(0, 90, 5)
    laid_out = (100 * truth[chosen, None] + np.arange(18)[:, None] * [1, 0]).astype(np.float32)
    places = place_events(rows, laid_out, chosen)
    nearest = ((places[:, None] - laid_out[None]) ** 2).sum(axis=2).argmin(axis=1)
    np.testing.assert_array_equal(truth[chosen][nearest], truth)
    np.testing.assert_array_equal(places[chosen], laid_out)


def test_events_that_are_added_move_no_others(blobs: Blobs) -> None:
    rows, _ = blobs([40, 40], spread=0.5)
    laid_out, chosen = lay_out(rows[:50:2], seed=1), np.arange(0, 50, 2)
    before = place_events(rows[:50], laid_out, chosen)
    after = place_events(rows, laid_out, chosen, known=before)
    np.testing.assert_array_equal(after[:50], before)
    # A product of another number of rows may round otherwise.
    np.testing.assert_allclose(after, place_events(rows, laid_out, chosen), atol=1e-3)


def test_without_a_layout_all_events_are_in_one_place(blobs: Blobs) -> None:
    none = np.zeros((0, 2), dtype=np.float32), np.zeros(0, dtype=np.int64)
    assert not place_events(blobs([4])[0], *none).any()
