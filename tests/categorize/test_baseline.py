"""Textbook methods."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coincide.categorize import kmeans, pca_features
from coincide.evaluate import nmi

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]


def _patches(n: int) -> np.ndarray:
    return np.random.default_rng(1).random((n, 8, 8)).astype(np.float32)


def test_kmeans_finds_separated_blobs(blobs: Blobs) -> None:
    rows, truth = blobs([30, 20, 10])
    assert nmi(truth, kmeans(rows, n_categories=3, seed=1)) == pytest.approx(1.0)


def test_kmeans_gives_the_same_groups_for_the_same_seed(blobs: Blobs) -> None:
    rows, _ = blobs([100], spread=1.0)
    np.testing.assert_array_equal(kmeans(rows, n_categories=7, seed=3), kmeans(rows, n_categories=7, seed=3))


def test_kmeans_leaves_no_group_empty(blobs: Blobs) -> None:
    rows = np.repeat(blobs([1, 1, 1])[0], 10, axis=0)
    assert set(kmeans(rows, n_categories=8, seed=1)) == {0, 1, 2}


@pytest.mark.parametrize(("n", "n_components"), [(200, 50), (12, 12), (2, 2)])
def test_there_are_at_most_fifty_components(n: int, n_components: int) -> None:
    assert pca_features(_patches(n), seed=1).shape == (n, n_components)


def test_components_are_the_same_for_the_same_seed() -> None:
    np.testing.assert_array_equal(pca_features(_patches(100), seed=3), pca_features(_patches(100), seed=3))


def test_rows_of_components_have_unit_length() -> None:
    np.testing.assert_allclose(np.linalg.norm(pca_features(_patches(100), seed=1), axis=1), 1.0, rtol=1e-5)


def test_components_keep_what_is_alike_together() -> None:
    patches = _patches(3).repeat(10, axis=0) + 0.05 * _patches(30)
    assert nmi(np.repeat(np.arange(3), 10), kmeans(pca_features(patches, seed=1), n_categories=3, seed=1)) > 0.99


def test_bytes_give_the_components_of_levels() -> None:
    as_bytes = np.round(_patches(100) * 255).astype(np.uint8)
    cosines = (pca_features(as_bytes, seed=1) @ pca_features(as_bytes / np.float32(255), seed=1).T).diagonal()
    assert cosines.min() > 0.9
