"""A network: layers and plain functions, one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from coincide_primer.networks.layer import Layer
from coincide_primer.tensors.tensor import Array, Tensor

Step: TypeAlias = Layer | Callable[[Tensor], Tensor]


class Network:
    """Apply each step to what the one before gave.

    Parameters
    ----------
    steps : layers, and functions such as `relu`.

    Examples
    --------
    >>> from coincide_primer import Dense, relu
    >>> rng = np.random.default_rng(0)
    >>> network = Network(Dense(64, 128, rng=rng), relu, Dense(128, 10, rng=rng))
    >>> network(np.zeros((5, 64))).shape
    (5, 10)
    """

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    @property
    def parameters(self) -> dict[str, Tensor]:
        """All that is learned, named by step: `0.weight`."""
        return {
            f"{number}.{name}": parameter
            for number, step in enumerate(self.steps)
            if isinstance(step, Layer)
            for name, parameter in step.parameters.items()
        }

    def __call__(self, x: Tensor | Array, *, rng: np.random.Generator | None = None) -> Tensor:
        """Compute the output.

        Parameters
        ----------
        x : what the first step takes.
        rng : given in training only; dropout draws from it.
        """
        value: Any = x
        for step in self.steps:
            value = step(value, rng=rng) if isinstance(step, Layer) else step(value)
        return value


def flatten(x: Tensor) -> Tensor:
    """(batch, ...) → (batch, everything else)."""
    return x.reshape(x.shape[0], -1)
