"""Embedding: a learned vector for each of a number of things."""

from __future__ import annotations

from typing import Any

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.networks.layer import require_positive
from coincide_primer.tensors.tensor import Array, Tensor


class Embedding:
    """Whole numbers (...) → vectors (..., dim).

    Parameters
    ----------
    n_things : numbers from 0 to n_things - 1 have a vector.
    dim : length of a vector.
    """

    def __init__(self, n_things: int, dim: int, *, rng: np.random.Generator) -> None:
        require_positive(n_things=n_things, dim=dim)
        self.settings: dict[str, Any] = {"n_things": n_things, "dim": dim}
        self.parameters = {"vectors": Tensor(rng.normal(size=(n_things, dim)), track=True)}

    def __call__(self, x: Array, *, rng: np.random.Generator | None = None) -> Tensor:
        things = np.asarray(x)
        n_things = self.settings["n_things"]
        if things.dtype.kind not in "iu":
            raise InputError(f"an embedding expected whole numbers, got an array of {things.dtype}.")
        if things.size and not 0 <= things.min() <= things.max() < n_things:
            raise InputError(
                f"an embedding of {n_things} things expected numbers from 0 to {n_things - 1}, "
                f"got {things.min()} to {things.max()}."
            )
        return self.parameters["vectors"][things]
