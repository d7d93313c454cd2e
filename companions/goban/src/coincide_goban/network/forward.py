"""Answers of a network with NumPy alone: each 3x3 convolution is one product of matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coincide_goban.network.shape import Shape


@dataclass(frozen=True)
class Answers:
    """What a network says about a batch of positions.

    Attributes
    ----------
    policy : probability of each place, pass last: batch by size * size + 1.
    value : win rate of whoever is to play, 0 to 1: batch.
    """

    policy: np.ndarray
    value: np.ndarray


class Network:
    """A network ready to answer.

    Parameters
    ----------
    weights, shape : as `store.load_network` returns them.
    """

    def __init__(self, weights: Mapping[str, np.ndarray], shape: Shape) -> None:
        self.shape = shape
        self._weights = {name: np.asarray(array, np.float32) for name, array in weights.items()}
        # (out, in, 3, 3) as (3 * 3 * in, out): the order in which `_patches` lays out its columns.
        self._matrices = {
            name: np.ascontiguousarray(array.transpose(2, 3, 1, 0).reshape(-1, array.shape[0]))
            for name, array in self._weights.items()
            if array.ndim == 4 and array.shape[2] == 3
        }

    @property
    def planes(self) -> int:
        """How many planes it takes."""
        return self.shape.planes

    def answer(self, planes: np.ndarray) -> Answers:
        """Answers for planes of shape (batch, planes, rows, columns)."""
        trunk = self.trunk(planes)
        pooled = _pooled(trunk)
        policy = _softmax(self._logits(trunk, pooled))
        hidden = np.maximum(pooled @ self._weights["value1.weight"].T + self._weights["value1.bias"], 0)
        value = (hidden @ self._weights["value2.weight"].T + self._weights["value2.bias"])[:, 0]
        return Answers(policy, 1 / (1 + np.exp(-value)))

    def action_values(self, planes: np.ndarray) -> np.ndarray:
        """Win rate after each place, pass last, of a network trained by Q-learning: (batch, size * size + 1)."""
        return 1 / (1 + np.exp(-self.logits(planes)))

    def logits(self, planes: np.ndarray) -> np.ndarray:
        """The policy before it is made to sum to 1, pass last: (batch, size * size + 1)."""
        trunk = self.trunk(planes)
        return self._logits(trunk, _pooled(trunk))

    def trunk(self, planes: np.ndarray) -> np.ndarray:
        """What all heads see: (batch, rows, columns, channels)."""
        x = np.maximum(self._convolve(planes.transpose(0, 2, 3, 1), "entry"), 0)
        for block in range(self.shape.blocks):
            y = np.maximum(self._convolve(x, f"block{block}.1"), 0)
            x = np.maximum(x + self._convolve(y, f"block{block}.2"), 0)
        return x

    def _logits(self, trunk: np.ndarray, pooled: np.ndarray) -> np.ndarray:
        """The policy head's numbers, pass last: (batch, size * size + 1)."""
        points = trunk @ self._weights["policy.weight"].reshape(-1) + self._weights["policy.bias"]
        passing = pooled @ self._weights["pass.weight"].T + self._weights["pass.bias"]
        return np.concatenate([points.reshape(len(trunk), -1), passing], axis=1)

    def _convolve(self, x: np.ndarray, name: str) -> np.ndarray:
        product = _patches(x) @ self._matrices[f"{name}.weight"]
        return product.reshape(*x.shape[:3], -1) + self._weights[f"{name}.bias"]


def _pooled(trunk: np.ndarray) -> np.ndarray:
    """Means and maxima over the board: (batch, 2 * channels)."""
    return np.concatenate([trunk.mean(axis=(1, 2)), trunk.max(axis=(1, 2))], axis=1)


def _patches(x: np.ndarray) -> np.ndarray:
    """The 3x3 surroundings of every point, with zeros beyond the edge: (batch * rows * columns, 9 * channels)."""
    batch, rows, columns, channels = x.shape
    padded = np.zeros((batch, rows + 2, columns + 2, channels), np.float32)
    padded[:, 1:-1, 1:-1] = x
    around = np.empty((batch, rows, columns, 9, channels), np.float32)
    for k in range(9):
        around[:, :, :, k] = padded[:, k // 3 : k // 3 + rows, k % 3 : k % 3 + columns]
    return around.reshape(batch * rows * columns, 9 * channels)


def _softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
