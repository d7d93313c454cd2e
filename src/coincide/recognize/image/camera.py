"""A camera's frame as it comes becomes probabilities, in one graph: crop, resize, network."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, normalize

from coincide.recognize.image.lite0 import SIZE, Lite0

_MIDDLE, _HALF_RANGE = 127.0, 128.0
_POINTS = 2


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
    flickering, costs little, and is the same arithmetic everywhere; resizing with a filter is not.
    """
    height, width = (torch.scalar_tensor(frame.shape[axis], dtype=torch.float32) for axis in (1, 2))
    side = torch.minimum(height, width)
    rows = _read(frame[0, :, :, :3], height, side)  # (points, width, 3)
    points = _read(rows.transpose(0, 1), width, side)  # (points, points, 3): columns, rows
    small = avg_pool2d(points.permute(2, 1, 0)[None], _POINTS)
    return (small - _MIDDLE) / _HALF_RANGE


def _read(lines: Tensor, n_lines: Tensor, side: Tensor) -> Tensor:
    """Read lines (n, ...) at points spread over the middle `side` of them, between neighbors; (points, ...)."""
    n_points = SIZE * _POINTS
    first = (n_lines - side) / 2
    places = first + (torch.arange(n_points, dtype=torch.float32) + 0.5) * (side / n_points) - 0.5
    places = torch.minimum(torch.maximum(places, first), first + side - 1.0)
    before = torch.floor(places)
    after = torch.minimum(before + 1.0, n_lines - 1.0)
    share = (places - before)[:, None, None]
    low, high = (torch.index_select(lines, 0, one.to(torch.int64)).to(torch.float32) for one in (before, after))
    return low + share * (high - low)
