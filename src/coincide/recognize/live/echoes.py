"""Echoes are taken off, as in `coincide.events.echoes`, in tensors."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import avg_pool1d, max_pool1d, pad

from coincide.events.echoes import SMOOTHED_FRAMES, Echo


def without_echoes(excess: Tensor, echo: Echo) -> Tensor:
    """Let bands of `excess` (frames, bands) be at most 0 where they are echo."""
    first = echo.n_ago
    last = first + math.ceil(_LOUDEST_DB / echo.fall_db)
    by_band = excess.T[None]  # (1, bands, frames)
    reach = SMOOTHED_FRAMES // 2
    steady = avg_pool1d(pad(by_band, (reach, reach), mode="replicate"), SMOOTHED_FRAMES, stride=1)
    fall = echo.fall_db * torch.arange(len(excess), dtype=torch.float32)
    raised = pad(steady + fall, (last, 0), value=_FAR_BELOW_DB)
    loudest = max_pool1d(raised, last - first + 1, stride=1)[..., : len(excess)]
    return torch.where(steady <= loudest - fall - echo.step_db, torch.clamp(by_band, max=0.0), by_band)[0].T


_FAR_BELOW_DB = -1e6
_LOUDEST_DB = 120.0
"""No sound is louder over its background, so no echo lasts longer than it takes to fall by this."""
