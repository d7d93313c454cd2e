"""Dropout: in training, a random share of the numbers is 0 (Srivastava et al. 2014)."""

from __future__ import annotations

from typing import Any

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.tensor import Tensor


class Dropout:
    """Drop numbers and scale up the others, so that the mean stays; without a random generator, change nothing.

    Parameters
    ----------
    share : of the numbers that are dropped, in [0, 1).
    """

    def __init__(self, share: float, *, rng: np.random.Generator | None = None) -> None:
        if not 0.0 <= share < 1.0:
            raise InputError(f"`share` must lie in [0, 1), got {share!r}.")
        self.settings: dict[str, Any] = {"share": share}
        self.parameters: dict[str, Tensor] = {}

    def __call__(self, x: Tensor, *, rng: np.random.Generator | None = None) -> Tensor:
        if rng is None:
            return x
        is_kept = rng.random(x.shape) >= self.settings["share"]
        return x * Tensor(is_kept / (1.0 - self.settings["share"]))
