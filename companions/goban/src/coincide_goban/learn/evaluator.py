"""Answers of a network by torch, on a graphics card where there is one; `network.forward` is its twin in NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from coincide_goban.errors import UsageError
from coincide_goban.learn.model import DualHead
from coincide_goban.network.forward import Answers
from coincide_goban.network.shape import Shape


class TorchNetwork:
    """A network ready to answer.

    Parameters
    ----------
    weights, shape : as `network.store.load_network` returns them.
    device : a device of torch, such as `cpu`, `cuda` or `mps`.

    Raises
    ------
    UsageError : this computer has no such device.
    """

    def __init__(self, weights: Mapping[str, np.ndarray], shape: Shape, *, device: str) -> None:
        self.shape = shape
        model = DualHead(shape, seed=0)
        with torch.no_grad():
            for name, parameter in model.arrays.items():
                parameter.copy_(torch.from_numpy(np.asarray(weights[name.replace("-", ".")], np.float32)))
        try:
            self._model = model.to(device).eval()
        except (RuntimeError, AssertionError):
            raise UsageError(
                f"this computer has no device `{device[:60]}` that torch can use; leave out `--device`, or give `cpu`"
            ) from None
        self._device = device

    @property
    def planes(self) -> int:
        """How many planes it takes."""
        return self.shape.planes

    @torch.inference_mode()
    def answer(self, planes: np.ndarray) -> Answers:
        """Answers for planes of shape (batch, planes, rows, columns)."""
        policy, value, _ = self._model(torch.from_numpy(planes).to(self._device))
        return Answers(torch.softmax(policy, 1).cpu().numpy(), torch.sigmoid(value).cpu().numpy())
