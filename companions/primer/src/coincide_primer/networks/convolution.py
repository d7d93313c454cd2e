"""Convolution: the same small dense layer on every patch of an image."""

from __future__ import annotations

from typing import Any

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.networks.layer import constant, random_weights, require_positive
from coincide_primer.tensors.patches import unfold
from coincide_primer.tensors.tensor import Operand, Tensor


class Convolution:
    """(batch, channel, height, width) → (batch, n_outputs, rows, columns), as cross-correlation.

    Parameters
    ----------
    n_inputs, n_outputs : channels of the image and of the result.
    size : height and width of a patch.
    stride : pixels from patch to patch.
    padding : zeros around the image. (size - 1) / 2 keeps height and width at stride 1.
    """

    def __init__(
        self,
        n_inputs: int,
        n_outputs: int,
        *,
        size: int = 3,
        stride: int = 1,
        padding: int = 0,
        rng: np.random.Generator,
    ) -> None:
        require_positive(n_inputs=n_inputs, n_outputs=n_outputs, size=size, stride=stride)
        self.settings: dict[str, Any] = {"n_inputs": n_inputs, "n_outputs": n_outputs}
        self.settings |= {"size": size, "stride": stride, "padding": padding}
        self._patches = {"size": size, "stride": stride, "padding": padding}
        n_weights = n_inputs * size * size
        self.parameters = {
            "weight": random_weights((n_weights, n_outputs), n_inputs=n_weights, rng=rng),
            "bias": constant(0.0, n_outputs),
        }

    def __call__(self, x: Operand, *, rng: np.random.Generator | None = None) -> Tensor:
        shape = np.shape(x.data if isinstance(x, Tensor) else x)
        if len(shape) != 4 or shape[1] != self.settings["n_inputs"]:
            expected = f"(batch, {self.settings['n_inputs']}, height, width)"
            raise InputError(f"a convolution expected an image {expected}, got shape {shape}. Reshape it.")
        patches = unfold(x, **self._patches)  # (batch, rows, columns, weights)
        result = patches @ self.parameters["weight"] + self.parameters["bias"]
        return result.transpose(0, 3, 1, 2)  # (batch, n_outputs, rows, columns)
