"""The highest frame in windows of a curve, in the graph: a few passes over the curve instead of each frame with each.

A graph has no loops, but windows of 1, 2, 4, … frames follow from one another, and every window is covered by two of
these that overlap. So a curve of n frames takes log2(n) passes.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad


def highest_of_last(curve: Tensor) -> Tensor:
    """Return the highest of the last 1, 2, 4, … frames up to each, (levels, frames); the last row is that of all."""
    rows, width = [curve], 1
    while width < len(curve):
        rows.append(torch.maximum(rows[-1], pad(rows[-1][:-width], (width, 0), value=-torch.inf)))
        width *= 2
    return torch.stack(rows)


def highest_within(curve: Tensor, *, before: Tensor, after: Tensor) -> Tensor:
    """Return the highest frame from `before` frames before each to `after` behind it, (frames,).

    Parameters
    ----------
    curve : (frames,).
    before, after : () whole numbers ≥ 0; windows end where the curve does.
    """
    rows, n = highest_of_last(curve), len(curve)
    places = torch.arange(n, dtype=torch.float32)
    first, last = torch.clamp(places - before, min=0.0), torch.clamp(places + after, max=n - 1.0)
    level = torch.floor(torch.log2(last - first + 1.5))  # a half more, since a logarithm may be a bit too small
    ends = torch.stack([last, first + torch.pow(2.0, level) - 1.0])
    return rows.flatten()[(level * n + ends).to(torch.int64)].amax(dim=0)


def highest_since_lower(curve: Tensor) -> Tensor:
    """Return the highest frame before each and behind the last that is lower than it, (frames,); -inf if none is."""
    highest, lowest = highest_of_last(curve), -highest_of_last(-curve)
    place = torch.arange(-1, len(curve) - 1)
    found = torch.full_like(curve, -torch.inf)
    # Longer windows first, each once: together they reach as far back as no frame is lower.
    for level in range(len(highest) - 1, -1, -1):
        at = torch.clamp(place, min=0)
        is_whole = (place >= 0) & (lowest[level][at] >= curve)
        found = torch.where(is_whole, torch.maximum(found, highest[level][at]), found)
        place = torch.where(is_whole, place - 2**level, place)
    return found


def last_before(is_marked: Tensor) -> Tensor:
    """Return the last marked frame before each, (frames,); -inf where there is none."""
    places = torch.arange(len(is_marked), dtype=torch.float32)
    marks = torch.where(is_marked, places, -torch.inf)
    return pad(highest_of_last(marks)[-1][:-1], (1, 0), value=-torch.inf)
