"""Trees of a picture's regions: what looks alike and touches is joined first, and then the parts of the whole.

Without a model, two regions are joined by Ward's rule: those whose join adds least to the spread of colors and places
within regions. It learns nothing; a `NeuralGrammar` that learned from named regions takes its place.

Ward 1963; the figure is that of Socher, Lin, Ng and Manning 2011 (ICML).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide_trees.decoders.decoding import parse
from coincide_trees.models.protocol import Merger
from coincide_trees.regions import Regions
from coincide_trees.tree import Tree

_THUMBNAIL = 40
_FADED = 0.75


def parse_regions(regions: Regions, model: Merger | None = None) -> Tree:
    """Join the regions of a picture that touch; by Ward's rule without a model."""
    names = [str(number) for number in range(len(regions.vectors))]
    if model is not None:
        return parse(regions.vectors, model, adjacency=regions.adjacency, names=names)
    return parse(_looks(regions), ward, adjacency=regions.adjacency, names=names)


def ward(left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
    """Join rows of means, with their sizes in the last column; the score is minus what the join adds to the spread."""
    n_left, n_right = left[:, -1:], right[:, -1:]
    n_both = n_left + n_right
    means = (n_left * left[:, :-1] + n_right * right[:, :-1]) / n_both
    added = (n_left * n_right / n_both).squeeze(1) * (left[:, :-1] - right[:, :-1]).square().sum(1)
    return torch.cat([means, n_both], dim=1), -added


def thumbnails_of(regions: Regions, pixels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Cut out each region, the rest of its box faded, its longer side 40 pixels at most."""
    found: list[NDArray[np.uint8]] = []
    for number in range(len(regions.vectors)):
        rows, columns = np.nonzero(regions.numbers == number)
        box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
        is_inside = regions.numbers[box] == number
        shown = np.where(is_inside[..., None], pixels[box], 255 * _FADED + pixels[box] * (1 - _FADED))
        step = -(-max(shown.shape[:2]) // _THUMBNAIL)
        found.append(np.ascontiguousarray(shown[::step, ::step]).astype(np.uint8))
    return found


def outlined(regions: Regions, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture, with white lines between its regions."""
    numbers, shown = regions.numbers, pixels.copy()
    is_edge = np.zeros(numbers.shape, dtype=bool)
    is_edge[:, 1:] |= numbers[:, 1:] != numbers[:, :-1]
    is_edge[1:] |= numbers[1:] != numbers[:-1]
    shown[is_edge] = 255
    return shown


def _looks(regions: Regions) -> NDArray[np.float32]:
    """Mean color (0 to 1) and middle of each region, and its share of the picture as its size."""
    n_channels = (regions.vectors.shape[1] - 3) // 2
    colors = regions.vectors[:, :n_channels]
    return np.column_stack([colors, regions.vectors[:, -3:-1], regions.vectors[:, -1:] ** 2]).astype(np.float32)
