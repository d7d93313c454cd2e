"""Smoothing of a curve, or of the levels of many bands, by a Gaussian bell."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coincide import kernels

_WIDTHS = 4.0
"""How far the bell reaches, in standard deviations; 6e-5 of it lies outside."""


def smooth_with_bell(curve: NDArray[np.float32], width: float, *, widths: float = _WIDTHS) -> NDArray[np.float32]:
    """Smooth a curve with a Gaussian bell along time; what lies outside mirrors what lies inside.

    Parameters
    ----------
    curve : (frames,), or (frames, bands) with a curve in each band.
    width : standard deviation, in frames.
    widths : how far the bell reaches, in standard deviations.
    """
    if len(curve) == 0:
        return np.empty_like(curve)
    weights = _bell(width, widths)
    return kernels.weigh_neighbors(_mirrored(curve, len(weights) - 1), weights)


@lru_cache(maxsize=64)
def _bell(width: float, widths: float) -> NDArray[np.float32]:
    """Return the weight of a frame itself, of its next neighbors, and so on."""
    reach = int(widths * width + 0.5)
    weights = np.exp(-0.5 * (np.arange(reach + 1) / max(width, 1e-9)) ** 2)
    return (weights / (weights[0] + 2 * weights[1:].sum())).astype(np.float32)


def _mirrored(curve: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Continue a curve at both ends: `np.pad` does the same, and takes longer than smoothing hundreds of frames."""
    if reach > len(curve):
        return np.pad(curve, [(reach, reach), (0, 0)][: curve.ndim], mode="symmetric")
    return np.concatenate([curve[:reach][::-1], curve, curve[len(curve) - reach :][::-1]])
