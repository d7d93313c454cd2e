"""A segmented picture as leaves: one vector a region, and which regions touch.

Segments come from wherever you like; `superpixels` makes them with scikit-image (extra `images`). Then
`parse(vectors, model, adjacency=adjacency)` joins regions into objects, and objects into the scene.

Socher, Lin, Ng and Manning 2011.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coincide_trees.adjacency import Adjacency, graph
from coincide_trees.errors import InputError, MissingPackageError


@dataclass(frozen=True)
class Regions:
    """The regions of a picture.

    Attributes
    ----------
    vectors : (regions, 2 channels + 3), see `regions_of`.
    adjacency : which regions share a side of a pixel.
    numbers : (rows, columns), the region of each pixel, counted from 0 without gaps.
    """

    vectors: NDArray[np.float32]
    adjacency: Adjacency
    numbers: NDArray[np.int64]


def regions_of(segments: ArrayLike, pixels: ArrayLike) -> Regions:
    """Describe the regions of a segmented picture.

    Parameters
    ----------
    segments : (rows, columns), the region of each pixel, any whole numbers.
    pixels : (rows, columns) or (rows, columns, channels), what each pixel looks like: color, or any features.

    Returns
    -------
    Regions with a vector each: mean and standard deviation of every channel over its pixels, then its middle as shares
    of rows and of columns, and the root of its share of the area.

    Raises
    ------
    InputError : shapes do not fit, or there is no pixel.
    """
    given = np.asarray(segments)
    looks = np.asarray(pixels, dtype=np.float64)
    looks = looks[:, :, None] if looks.ndim == 2 else looks
    if given.ndim != 2 or looks.ndim != 3 or given.shape != looks.shape[:2] or not given.size:
        raise InputError(
            f"expected segments (rows, columns) and pixels (rows, columns, channels) of the same picture, got shapes "
            f"{given.shape} and {np.shape(pixels)}."
        )
    numbers = np.unique(given, return_inverse=True)[1].reshape(given.shape).astype(np.int64)
    n_regions = int(numbers.max()) + 1
    return Regions(_vectors(numbers, looks, n_regions), graph(n_regions, _touching(numbers)), numbers)


def superpixels(pixels: ArrayLike, *, n_segments: int = 50, compactness: float = 10.0) -> NDArray[np.int64]:
    """Cut a picture (rows, columns, channels) into regions of similar pixels (Achanta and others 2012, SLIC).

    Returns
    -------
    (rows, columns), the region of each pixel.

    Raises
    ------
    MissingPackageError : scikit-image is not installed.
    """
    try:
        from skimage.segmentation import slic  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise MissingPackageError(
            "superpixels need scikit-image, which is not installed here. Install it with "
            '`pip install "coincide-trees[images]"`, or give segments of your own to `regions_of`.'
        ) from None
    looks = np.asarray(pixels)
    axis = -1 if looks.ndim == 3 else None
    found = slic(looks, n_segments=n_segments, compactness=compactness, channel_axis=axis, start_label=0)
    return np.asarray(found, dtype=np.int64)


def _vectors(numbers: NDArray[np.int64], looks: NDArray[np.float64], n_regions: int) -> NDArray[np.float32]:
    flat = numbers.ravel()
    n_pixels = np.bincount(flat, minlength=n_regions)
    n_rows, n_columns = numbers.shape

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(flat, weights=values.ravel(), minlength=n_regions) / n_pixels

    channels = [looks[:, :, channel] for channel in range(looks.shape[2])]
    means = [mean(channel) for channel in channels]
    spreads = [mean((channel - at[numbers]) ** 2) ** 0.5 for channel, at in zip(channels, means, strict=True)]
    rows, columns = np.indices(numbers.shape, dtype=np.float64)
    place = [mean((rows + 0.5) / n_rows), mean((columns + 0.5) / n_columns), (n_pixels / flat.size) ** 0.5]
    return np.stack([*means, *spreads, *place], axis=1).astype(np.float32)


def _touching(numbers: NDArray[np.int64]) -> list[tuple[int, int]]:
    sides = [(numbers[:, :-1], numbers[:, 1:]), (numbers[:-1], numbers[1:])]
    pairs = np.concatenate([np.stack([one.ravel(), other.ravel()], axis=1) for one, other in sides])
    different = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    return [(int(one), int(other)) for one, other in different]
