"""Layers: each computes its output, keeps what it needs, and turns the loss's gradient there into that at its input.

Gradients of weights lie in `gradients`, in the order of `weights` (Rumelhart, Hinton and Williams 1986).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Layer(Protocol):
    """What a layer is."""

    weights: list[np.ndarray]
    gradients: list[np.ndarray]

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Output for a batch."""
        ...

    def backward(self, slope: np.ndarray) -> np.ndarray:
        """From the loss's gradient at the output of the last `forward`, that at its input."""
        ...


class Dense:
    """Every input to every output: (batch, inputs) to (batch, outputs)."""

    def __init__(self, inputs: int, outputs: int, *, rng: np.random.Generator) -> None:
        self.weights = [rng.normal(0, (2 / inputs) ** 0.5, (inputs, outputs)), np.zeros(outputs)]
        self.gradients = [np.zeros_like(array) for array in self.weights]
        self._x = np.zeros((0, inputs))

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._x = x
        return x @ self.weights[0] + self.weights[1]

    def backward(self, slope: np.ndarray) -> np.ndarray:
        self.gradients = [self._x.T @ slope, slope.sum(axis=0)]
        return slope @ self.weights[0].T


class Convolution:
    """3x3 surroundings, zeros beyond the edge: (batch, channels, rows, columns) to the same with other channels."""

    def __init__(self, inputs: int, outputs: int, *, rng: np.random.Generator) -> None:
        self.weights = [rng.normal(0, (2 / (9 * inputs)) ** 0.5, (outputs, inputs, 3, 3)), np.zeros(outputs)]
        self.gradients = [np.zeros_like(array) for array in self.weights]
        self._padded = np.zeros((0, inputs, 2, 2))

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        out = np.zeros((len(x), len(self.weights[1]), *x.shape[2:]))
        for row in range(3):
            for column in range(3):
                window = self._window(self._padded, row, column)
                out += np.einsum("bihw,oi->bohw", window, self.weights[0][:, :, row, column])
        return out + self.weights[1][:, None, None]

    def backward(self, slope: np.ndarray) -> np.ndarray:
        weight = np.zeros_like(self.weights[0])
        back = np.zeros_like(self._padded)
        for row in range(3):
            for column in range(3):
                weight[:, :, row, column] = np.einsum("bohw,bihw->oi", slope, self._window(self._padded, row, column))
                self._window(back, row, column)[...] += np.einsum(
                    "bohw,oi->bihw", slope, self.weights[0][:, :, row, column]
                )
        self.gradients = [weight, slope.sum(axis=(0, 2, 3))]
        return back[:, :, 1:-1, 1:-1]

    def _window(self, padded: np.ndarray, row: int, column: int) -> np.ndarray:
        """A view of what lies at one of the nine places around every point."""
        return padded[:, :, row : padded.shape[2] - 2 + row, column : padded.shape[3] - 2 + column]


class Rectifier:
    """What is below zero becomes zero."""

    def __init__(self) -> None:
        self.weights: list[np.ndarray] = []
        self.gradients: list[np.ndarray] = []
        self._is_positive = np.zeros(0, bool)

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._is_positive = x > 0
        return x * self._is_positive

    def backward(self, slope: np.ndarray) -> np.ndarray:
        return slope * self._is_positive


class Flatten:
    """Any axes but the first become one."""

    def __init__(self) -> None:
        self.weights: list[np.ndarray] = []
        self.gradients: list[np.ndarray] = []
        self._shape: tuple[int, ...] = ()

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, slope: np.ndarray) -> np.ndarray:
        return slope.reshape(self._shape)
