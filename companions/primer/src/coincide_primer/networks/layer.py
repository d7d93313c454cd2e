"""What a layer is, and how its weights begin."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.tensor import Tensor


@runtime_checkable
class Layer(Protocol):
    """A function with parameters.

    Attributes
    ----------
    settings : what its constructor was called with; enough to make it again.
    parameters : what is learned, by name.
    """

    settings: dict[str, Any]
    parameters: dict[str, Tensor]

    def __call__(self, x: Any, *, rng: np.random.Generator | None = None) -> Tensor:
        """Compute; a random generator is given in training only."""
        ...


def random_weights(shape: tuple[int, ...], *, n_inputs: int, rng: np.random.Generator) -> Tensor:
    """Draw weights that keep the variance of what passes through them and a `relu` (He et al. 2015, equation 10)."""
    return Tensor(rng.normal(0.0, np.sqrt(2.0 / n_inputs), shape), track=True)


def constant(value: float, *shape: int) -> Tensor:
    return Tensor(np.full(shape, value), track=True)


def require_positive(**sizes: int) -> None:
    for name, size in sizes.items():
        if not (isinstance(size, int) and size > 0):
            raise InputError(f"`{name}` must be a whole number of at least 1, got {size!r}.")
