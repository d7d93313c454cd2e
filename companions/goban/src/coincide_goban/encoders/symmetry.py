"""The eight positions of a square board: four turns, each as it is and mirrored."""

from __future__ import annotations

import numpy as np

N_SYMMETRIES = 8


def turned(planes: np.ndarray, symmetry: int) -> np.ndarray:
    """Planes, of any leading axes by rows by columns, in one of eight positions; 0 is as they are."""
    rotated = np.rot90(planes, symmetry % 4, axes=(-2, -1))
    return rotated[..., ::-1] if symmetry >= 4 else rotated


def turned_back(planes: np.ndarray, symmetry: int) -> np.ndarray:
    """The inverse of `turned`."""
    unmirrored = planes[..., ::-1] if symmetry >= 4 else planes
    return np.rot90(unmirrored, -(symmetry % 4), axes=(-2, -1))
