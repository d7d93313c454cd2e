"""Pictures become vectors of regions and who touches whom."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_trees import regions_of, superpixels
from coincide_trees.errors import InputError

SEGMENTS = np.array([[7, 7, 2], [7, 5, 2]])
PIXELS = np.array([[1.0, 3.0, 0.0], [2.0, 9.0, 0.0]])


def test_regions_that_share_a_side_touch() -> None:
    assert regions_of(SEGMENTS, PIXELS).adjacency.edges == ((0, 1), (0, 2), (1, 2))


def test_a_region_is_described_by_looks_place_and_size() -> None:
    regions = regions_of(SEGMENTS, PIXELS)
    seven = [2.0, (2 / 3) ** 0.5, (0.25 + 0.25 + 0.75) / 3, (1 / 6 + 3 / 6 + 1 / 6) / 3, 0.5**0.5]
    np.testing.assert_allclose(regions.vectors[2], seven, rtol=1e-6)
    np.testing.assert_array_equal(regions.numbers, [[2, 2, 0], [2, 1, 0]])


def test_channels_are_described_one_by_one() -> None:
    assert regions_of(SEGMENTS, np.stack([PIXELS] * 3, axis=2)).vectors.shape == (3, 9)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match=r"of the same picture, got shapes \(2, 3\) and \(3, 2\)"):
        regions_of(SEGMENTS, PIXELS.T)


def test_superpixels_follow_the_edges_of_a_picture() -> None:
    pytest.importorskip("skimage", reason="superpixels come from scikit-image, of the extra `trees`")
    picture = np.zeros((30, 40, 3))
    picture[:, 20:] = 1.0
    segments = superpixels(picture, n_segments=12, compactness=0.1)
    assert not set(segments[:, :20].ravel()) & set(segments[:, 20:].ravel())
