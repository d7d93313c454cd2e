"""The second pass, slowly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def scores(sound: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Pearson's correlation of each picture with each place, times the root of the number of cells."""
    length = weights.shape[1]
    places = [sound[start : start + length].ravel() for start in range(len(sound) - length + 1)]
    root = np.sqrt(weights[0].size)
    return np.array([[root * np.corrcoef(picture.ravel(), place)[0, 1] for place in places] for picture in weights])
