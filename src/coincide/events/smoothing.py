"""Smoothing of a curve by a Gaussian bell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WIDTHS = 4.0
"""How far the bell reaches, in standard deviations; 6e-5 of it lies outside."""


def smooth_with_bell(curve: NDArray[np.float32], width: float) -> NDArray[np.float32]:
    """Smooth a curve (frames,) with a Gaussian bell of `width` frames; what lies outside mirrors what lies inside."""
    from coincide.kernels import weigh_neighbors

    if len(curve) == 0:
        return np.empty_like(curve)
    reach = int(_WIDTHS * width + 0.5)
    weights = np.exp(-0.5 * (np.arange(reach + 1) / max(width, 1e-9)) ** 2)
    weights /= weights[0] + 2 * weights[1:].sum()
    return weigh_neighbors(np.pad(curve, reach, mode="symmetric"), weights.astype(np.float32))
