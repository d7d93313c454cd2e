"""The optimizer: matrices move along orthogonal directions, everything else as in AdamW.

The gradient of a matrix is dominated by a few directions; the rest of what it has to learn moves slowly. Replacing the
momentum by the nearest orthogonal matrix moves all directions alike. On our small encoder a step then costs 5% more
and brings as much as two steps of AdamW.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

_MOMENTUM = 0.95
_MATRIX_RATE = 10.0
"""An orthogonal matrix has small entries: its steps are this much longer than those of AdamW."""
_BETAS, _EPSILON = (0.9, 0.99), 1e-8  # a second beta of 0.99 suits short runs
_ITERATION, _N_ITERATIONS = (3.4445, -4.7750, 2.0315), 5

Memory = dict[str, Tensor]


class Muon:
    """Momentum, orthogonalized, for matrices and convolutions; AdamW for vectors, scalars and single rows.

    It is no `torch.optim.Optimizer`: making one imports torch's compiler, which takes two seconds and is not used.

    Attributes
    ----------
    learning_rate : of the next step.
    memories : what is remembered of each parameter, in the order of the parameters; empty before its first gradient.

    Notes
    -----
    Jordan and others 2024 (Muon), with Nesterov's momentum; AdamW is Loshchilov and Hutter 2019.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], *, learning_rate: float, weight_decay: float) -> None:
        self.learning_rate = learning_rate
        self._weight_decay = weight_decay
        self._parameters = list(parameters)
        self.memories: list[Memory] = [{} for _ in self._parameters]

    def remember(self, index: int, key: str, tensor: Tensor) -> None:
        """Put what was remembered of a parameter back on its device; the count of steps stays on the processor."""
        self.memories[index][key] = tensor if key == "step" else tensor.to(self._parameters[index].device)

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move all parameters that have a gradient."""
        for parameter, memory in zip(self._parameters, self.memories, strict=True):
            if parameter.grad is not None:
                parameter.mul_(1.0 - self.learning_rate * self._weight_decay)
                parameter.add_(_direction(parameter.grad, memory), alpha=-self.learning_rate)


def _direction(gradient: Tensor, memory: Memory) -> Tensor:
    is_matrix = gradient.ndim >= 2 and len(gradient) > 1
    return _matrix_direction(gradient, memory) if is_matrix else _adam_direction(gradient, memory)


def _matrix_direction(gradient: Tensor, memory: Memory) -> Tensor:
    momentum = memory.setdefault("momentum", torch.zeros_like(gradient)).lerp_(gradient, 1 - _MOMENTUM)
    ahead = gradient.lerp(momentum, _MOMENTUM).flatten(1)  # (out, in)
    n_out, n_in = ahead.shape
    return (orthogonalize(ahead) * (_MATRIX_RATE * max(1.0, n_out / n_in) ** 0.5)).reshape(gradient.shape)


def _adam_direction(gradient: Tensor, memory: Memory) -> Tensor:
    if not memory:
        # The count is read at each step, for which no accelerator shall be waited for.
        memory["step"] = torch.zeros((), device="cpu")
        memory |= {"mean": torch.zeros_like(gradient), "square": torch.zeros_like(gradient)}
    step = int(memory["step"].add_(1.0))
    mean = memory["mean"].lerp_(gradient, 1 - _BETAS[0]) / (1 - _BETAS[0] ** step)
    square = memory["square"].lerp_(gradient.square(), 1 - _BETAS[1]) / (1 - _BETAS[1] ** step)
    return mean / (square.sqrt() + _EPSILON)


def orthogonalize(matrix: Tensor) -> Tensor:
    """Return nearly the nearest orthogonal matrix: all singular values come to lie around 1, between 0.7 and 1.2.

    Five steps of a Newton-Schulz iteration, X ← aX + bXXᵀX + c(XXᵀ)²X, whose coefficients raise small singular values
    fast instead of converging to 1 exactly.
    """
    a, b, c = _ITERATION
    is_tall = len(matrix) > matrix.shape[1]
    x = (matrix.T if is_tall else matrix) / (matrix.norm() + 1e-7)
    for _ in range(_N_ITERATIONS):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if is_tall else x
