"""A camera's frame as it comes becomes probabilities, in one graph: crop, resize, network."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from coincide.recognize.image.lite0 import SIZE, Lite0

_MIDDLE, _HALF_RANGE = 127.0, 128.0
_POINTS, _CHANNELS = 2, 4


class CameraGraph(nn.Module):
    """Names what a frame of any size shows."""

    def __init__(self, network: Lite0) -> None:
        super().__init__()
        self.network = network

    def forward(self, frame: Tensor) -> tuple[Tensor, Tensor]:
        """Return probabilities (1, 1000) and embedding (1, 1280) of a frame (1, height, width, 4), RGBA bytes."""
        features, logits = self.network(square(frame))
        return torch.softmax(logits, dim=1), normalize(features, dim=1)


def square(frame: Tensor) -> Tensor:
    """Return the middle of a frame (1, height, width, 4) as (1, 3, 224, 224) in [-1, 1].

    Two points per pixel and axis are read between their neighbors and averaged, which keeps fine patterns from
    flickering, costs little, and is the same arithmetic everywhere; resizing with a filter is not. Bytes stay in their
    order until the picture is small: to turn or to part them takes longer than all the arithmetic.
    """
    height, width = (torch.scalar_tensor(frame.shape[axis], dtype=torch.float32) for axis in (1, 2))
    side = torch.minimum(height, width)
    low, high, share = _between(frame[0], 0, _places(height, side))  # (448, width, 4)
    rows = (low + share[:, None, None] * (high - low)).unflatten(0, (SIZE, _POINTS)).mean(dim=1)
    # First points first: the mean of what lies far apart takes a twentieth of the time of neighbors.
    places = _places(width, side).unflatten(0, (SIZE, _POINTS)).T.flatten()
    low, high, share = _between(rows, 1, places)  # (224, 448, 4)
    columns = low.flatten(1) + share.repeat_interleave(_CHANNELS) * (high - low).flatten(1)
    small = columns.unflatten(1, (_POINTS, -1)).mean(dim=1).unflatten(1, (SIZE, _CHANNELS))
    return ((small[:, :, :3] - _MIDDLE) / _HALF_RANGE).permute(2, 0, 1)[None]


def _places(n_lines: Tensor, side: Tensor) -> Tensor:
    """Spread points over the middle `side` of some lines."""
    n_points = SIZE * _POINTS
    first = (n_lines - side) / 2
    places = first + (torch.arange(n_points, dtype=torch.float32) + 0.5) * (side / n_points) - 0.5
    return torch.minimum(torch.maximum(places, first), first + side - 1.0)


def _between(lines: Tensor, axis: int, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the lines before and after each place, and how far it lies between them."""
    before = torch.floor(places)
    after = torch.minimum(before + 1.0, torch.scalar_tensor(lines.shape[axis], dtype=torch.float32) - 1.0)
    low, high = (torch.index_select(lines, axis, one.to(torch.int64)).to(torch.float32) for one in (before, after))
    return low, high, places - before
