"""A map in two dimensions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coincide.categorize import lay_out

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
