"""Adam for a single tensor, in the steps of `torch.optim.Adam`, so that both move it to the same bits.

Making an optimizer of torch imports its compiler, which takes two seconds and is not used.
"""

from __future__ import annotations

import torch
from torch import Tensor

_BETAS, _EPSILON = (0.9, 0.999), 1e-8


class Adam:
    """Moves a tensor against its gradient, each entry in steps of about the learning rate.

    Notes
    -----
    Kingma and Ba 2015, algorithm 1.
    """

    def __init__(self, parameter: Tensor, *, learning_rate: float) -> None:
        self._parameter = parameter
        self._learning_rate = learning_rate
        self._mean, self._square = torch.zeros_like(parameter), torch.zeros_like(parameter)
        self._n_steps = 0

    @torch.no_grad()
    def step(self) -> None:
        """Move the tensor by its gradient, and forget the gradient."""
        gradient = self._parameter.grad
        assert gradient is not None
        self._n_steps += 1
        self._mean.lerp_(gradient, 1 - _BETAS[0])
        self._square.mul_(_BETAS[1]).addcmul_(gradient, gradient, value=1 - _BETAS[1])
        size = self._learning_rate / (1 - _BETAS[0] ** self._n_steps)
        spread = (self._square.sqrt() / (1 - _BETAS[1] ** self._n_steps) ** 0.5).add_(_EPSILON)
        self._parameter.addcdiv_(self._mean, spread, value=-size)
        self._parameter.grad = None
