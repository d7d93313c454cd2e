"""Normalization: each example gets mean 0 and variance 1, then a scale and a shift that are learned."""

from __future__ import annotations

from typing import Any

import numpy as np

from coincide_primer.networks.layer import constant, require_positive
from coincide_primer.tensors.arithmetic import sqrt
from coincide_primer.tensors.tensor import Tensor


class Normalization:
    """Layer normalization over the last axes (Ba, Kiros and Hinton 2016, equation 4).

    It treats each example alone, so training and use are the same, whatever the batch.

    Parameters
    ----------
    shape : sizes of the axes that are normalized together, such as (128,) or (channel, height, width).
    epsilon : added to the variance, so that a constant example does not divide by 0.
    """

    def __init__(
        self, shape: tuple[int, ...], *, epsilon: float = 1e-5, rng: np.random.Generator | None = None
    ) -> None:
        require_positive(**{f"shape[{axis}]": size for axis, size in enumerate(shape)})
        self.settings: dict[str, Any] = {"shape": list(shape), "epsilon": epsilon}
        self.parameters = {"scale": constant(1.0, *shape), "shift": constant(0.0, *shape)}

    def __call__(self, x: Tensor, *, rng: np.random.Generator | None = None) -> Tensor:
        axes = tuple(range(-len(self.settings["shape"]), 0))
        centered = x - x.mean(axes, keepdims=True)
        variance = (centered * centered).mean(axes, keepdims=True)
        normal = centered / sqrt(variance + self.settings["epsilon"])
        return normal * self.parameters["scale"] + self.parameters["shift"]
