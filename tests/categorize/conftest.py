"""Blobs on a sphere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]


@pytest.fixture
def blobs() -> Blobs:
    """Make unit rows around some centers, with the number of the center of each."""

    def make(sizes: list[int], *, spread: float = 0.08, dim: int = 16, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(seed)
        centers = np.linalg.qr(rng.standard_normal((dim, dim)))[0][: len(sizes)]
        truth = np.repeat(np.arange(len(sizes)), sizes)
        rows = centers[truth] + spread * rng.standard_normal((len(truth), dim))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), truth

    return make
