"""Optimizers: a step that lowers the loss, from the `grad` of each parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.tensor import Array, Tensor


class Optimizer(Protocol):
    """Holds parameters and what it remembers of their gradients.

    Attributes
    ----------
    rate : step length; may be changed between steps.
    """

    rate: float

    def step(self) -> None:
        """Move the parameters and clear their `grad`."""
        ...


class Sgd:
    """Stochastic gradient descent with momentum (Polyak 1964): v ← μ v + g, w ← w - rate v.

    Parameters
    ----------
    parameters : what is moved.
    rate : step length.
    momentum : μ in [0, 1); 0 follows the gradient alone.
    """

    def __init__(self, parameters: Iterable[Tensor], *, rate: float, momentum: float = 0.0) -> None:
        _check(rate=rate, momentum=momentum)
        self.parameters = list(parameters)
        self.rate = rate
        self.momentum = momentum
        self._velocities = [np.zeros_like(each.data) for each in self.parameters]

    def step(self) -> None:
        """Move the parameters and clear their `grad`."""
        for parameter, velocity in zip(self.parameters, self._velocities, strict=True):
            velocity *= self.momentum
            velocity += _take_gradient(parameter)
            parameter.data = parameter.data - self.rate * velocity


class Adam:
    """Steps of about equal length for each number, whatever the size of its gradient (Kingma and Ba 2015, algorithm 1).

    m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  w ← w - rate m̂ / (√v̂ + ε), where m̂ = m / (1 - β₁ᵗ),
    v̂ = v / (1 - β₂ᵗ) after t steps.

    Parameters
    ----------
    parameters : what is moved.
    rate : step length.
    betas : β₁ and β₂ in [0, 1), how much of the moving means is kept.
    epsilon : ε, against division by 0.
    decay : share of `rate` by which weights shrink at each step, apart from the gradient; 0 in Adam, see `AdamW`.
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        *,
        rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        decay: float = 0.0,
    ) -> None:
        _check(rate=rate, momentum=max(betas))
        self.parameters = list(parameters)
        self.rate = rate
        self.betas = betas
        self.epsilon = epsilon
        self.decay = decay
        self._n_steps = 0
        self._means = [np.zeros_like(each.data) for each in self.parameters]
        self._squares = [np.zeros_like(each.data) for each in self.parameters]

    def step(self) -> None:
        """Move the parameters and clear their `grad`."""
        self._n_steps += 1
        beta_1, beta_2 = self.betas
        for parameter, mean, square in zip(self.parameters, self._means, self._squares, strict=True):
            gradient = _take_gradient(parameter)
            mean *= beta_1
            mean += (1.0 - beta_1) * gradient
            square *= beta_2
            square += (1.0 - beta_2) * gradient**2
            unbiased = mean / (1.0 - beta_1**self._n_steps)
            length = np.sqrt(square / (1.0 - beta_2**self._n_steps)) + self.epsilon
            kept = (1.0 - self.rate * self.decay) * parameter.data
            parameter.data = kept - self.rate * unbiased / length


def AdamW(  # named as its authors do
    parameters: Iterable[Tensor],
    *,
    rate: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    epsilon: float = 1e-8,
    decay: float = 0.01,
) -> Adam:
    """Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019, algorithm 2)."""
    return Adam(parameters, rate=rate, betas=betas, epsilon=epsilon, decay=decay)


def _take_gradient(parameter: Tensor) -> Array:
    """Return the gradient, 0 if there is none, and clear it."""
    gradient, parameter.grad = parameter.grad, None
    return np.zeros_like(parameter.data) if gradient is None else gradient.data


def _check(*, rate: float, momentum: float) -> None:
    if rate <= 0:
        raise InputError(f"`rate` must be above 0, got {rate!r}.")
    if not 0.0 <= momentum < 1.0:
        raise InputError(f"a moving mean must keep a share in [0, 1), got {momentum!r}.")
