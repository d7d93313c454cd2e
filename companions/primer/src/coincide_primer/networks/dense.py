"""Dense: every input to every output."""

from __future__ import annotations

from typing import Any

import numpy as np

from coincide_primer.networks.layer import constant, random_weights, require_positive
from coincide_primer.tensors.tensor import Operand, Tensor


class Dense:
    """y = x W + b.

    Parameters
    ----------
    n_inputs, n_outputs : sizes of the last axis of x and of y.
    """

    def __init__(self, n_inputs: int, n_outputs: int, *, rng: np.random.Generator) -> None:
        require_positive(n_inputs=n_inputs, n_outputs=n_outputs)
        self.settings: dict[str, Any] = {"n_inputs": n_inputs, "n_outputs": n_outputs}
        self.parameters = {
            "weight": random_weights((n_inputs, n_outputs), n_inputs=n_inputs, rng=rng),
            "bias": constant(0.0, n_outputs),
        }

    def __call__(self, x: Operand, *, rng: np.random.Generator | None = None) -> Tensor:
        return x @ self.parameters["weight"] + self.parameters["bias"]  # (..., n_outputs)
