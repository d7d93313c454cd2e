"""Layers in a row, a softmax at the end, and gradient descent with momentum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coincide_goban.scratch.layers import Layer


def softmax(x: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class Sequential:
    """A network that says how likely each class is.

    Parameters
    ----------
    layers : in the order of the data; the last one's outputs are logits.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = list(layers)
        self._speeds = [[np.zeros_like(array) for array in layer.weights] for layer in self.layers]

    def logits(self, x: np.ndarray) -> np.ndarray:
        """Outputs before the softmax: (batch, classes)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """How likely each class is: (batch, classes)."""
        return softmax(self.logits(x))

    def loss(self, x: np.ndarray, targets: np.ndarray, weights: np.ndarray | None = None) -> float:
        """Mean cross-entropy with target probabilities; fills the layers' gradients.

        Parameters
        ----------
        targets : (batch, classes), each row summing to 1.
        weights : of each example; negative ones push away, as policy gradients need.
        """
        scale = np.ones(len(x)) if weights is None else weights
        found = self.probabilities(x)
        slope = scale[:, None] * (found - targets) / len(x)
        for layer in reversed(self.layers):
            slope = layer.backward(slope)
        return float(-(scale[:, None] * targets * np.log(found + 1e-12)).sum() / len(x))

    def step(self, *, rate: float, momentum: float = 0.9) -> None:
        """Follow the gradients of the last `loss` downhill."""
        for layer, speeds in zip(self.layers, self._speeds, strict=True):
            for weight, gradient, speed in zip(layer.weights, layer.gradients, speeds, strict=True):
                speed *= momentum
                speed -= rate * gradient
                weight += speed
