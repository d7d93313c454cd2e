"""The background of the last seconds, in the graph: a low percentile per band. Twin of `events.floor`.

There, the background of a frame is measured over the seconds around it; a stream has only those before.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from coincide.events.floor import FLOOR_PERCENTILE, LOUD_SHARE

_MAX_COUNTED = 400


def excess_of(levels: Tensor, n_heard: Tensor) -> Tensor:
    """Return how far levels (frames, bands) lie above their background, (frames, bands) in dB.

    Parameters
    ----------
    n_heard : () newest frames that were heard; what came before them is not counted, and lies nowhere above it.
    """
    n_frames = levels.shape[0]
    stride = max(1, n_frames // _MAX_COUNTED)
    ages = torch.arange(n_frames - 1, -1, -1, dtype=torch.float32)
    is_heard = ages < n_heard  # (frames,)
    some = levels[(n_frames - 1) % stride :: stride].T  # (bands, counted)
    is_counted = is_heard[(n_frames - 1) % stride :: stride]
    floor = percentile(some, is_counted, FLOOR_PERCENTILE)  # (bands,)
    return torch.where(is_heard[:, None], levels - floor, 0.0)


def activity_of(excess: Tensor) -> Tensor:
    """Return the mean of the loudest fifth of the bands, (frames,), of (frames, bands)."""
    n_loud = max(1, round(LOUD_SHARE * excess.shape[1]))
    return torch.topk(excess, n_loud, dim=1).values.mean(dim=1)


def percentile(values: Tensor, is_counted: Tensor, percent: float) -> Tensor:
    """Return a percentile of rows (…, n) of which some columns count, (n,); at least one."""
    share = percent / 100
    n_sorted = min(values.shape[-1], math.ceil(share * values.shape[-1]) + 2)
    masked = torch.where(is_counted, values, torch.inf)
    ascending = torch.topk(masked, n_sorted, dim=-1, largest=False, sorted=True).values  # (…, n sorted)
    place = share * (is_counted.sum().to(torch.float32) - 1.0)
    lower = torch.floor(place)
    upper = torch.ceil(place)
    below = torch.index_select(ascending, -1, lower.to(torch.int64).reshape(1))[..., 0]
    above = torch.index_select(ascending, -1, upper.to(torch.int64).reshape(1))[..., 0]
    return below + (place - lower) * (above - below)
