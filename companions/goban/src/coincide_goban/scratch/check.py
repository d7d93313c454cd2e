"""Gradients against finite differences."""

from __future__ import annotations

import numpy as np

from coincide_goban.scratch.network import Sequential


def gradient_errors(network: Sequential, x: np.ndarray, targets: np.ndarray, *, step: float = 1e-6) -> list[float]:
    """Largest relative error of each array's gradient, by central differences; slow, one weight at a time."""
    network.loss(x, targets)
    exact = [[gradient.copy() for gradient in layer.gradients] for layer in network.layers]
    errors: list[float] = []
    for layer, gradients in zip(network.layers, exact, strict=True):
        for weight, gradient in zip(layer.weights, gradients, strict=True):
            measured = np.zeros_like(weight)
            for index in np.ndindex(weight.shape):
                kept = weight[index]
                weight[index] = kept + step
                above = network.loss(x, targets)
                weight[index] = kept - step
                below = network.loss(x, targets)
                weight[index] = kept
                measured[index] = (above - below) / (2 * step)
            scale = max(np.abs(measured).max(), np.abs(gradient).max(), 1e-8)
            errors.append(float(np.abs(measured - gradient).max() / scale))
    return errors
