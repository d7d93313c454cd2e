"""What a kind of frames has in common: the taper, the transform and the bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BandPlan:
    """What is the same for all frames.

    Attributes
    ----------
    taper : (window,).
    n_fft : length of the transform, a power of two, at least the window.
    first, stop : (bands,) first bin of each band, and the one after its last.
    weights : of the power of the bins of the first band, then of the second, and so on.
    floor_power : added to each band.
    """

    taper: Floats
    n_fft: int
    first: Ints
    stop: Ints
    weights: Floats
    floor_power: float


def plan_bands(taper: Floats, filters: Floats, *, scale: float, floor_power: float) -> BandPlan:
    """Prepare a kind of frames.

    Parameters
    ----------
    taper : (window,).
    filters : (bands, bins) weights of the power of each bin; the transform has 2 (bins - 1) points.
    scale : of the power.
    """
    used = [np.flatnonzero(row) for row in filters]
    first = np.array([bins[0] if len(bins) else 0 for bins in used], dtype=np.int64)
    stop = np.array([bins[-1] + 1 if len(bins) else 0 for bins in used], dtype=np.int64)
    weights = np.concatenate([row[a:b] for row, a, b in zip(filters, first, stop, strict=True)]) * np.float32(scale)
    return BandPlan(taper, 2 * (filters.shape[1] - 1), first, stop, weights.astype(np.float32), floor_power)
