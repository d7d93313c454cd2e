"""The network of `coincide_goban.network.shape` in torch, to be trained."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from coincide_goban.network.shape import Shape


class DualHead(nn.Module):
    """Trunk and heads; names of weights are those of `Shape.weights`.

    Parameters
    ----------
    shape : its sizes.
    seed : of its first weights.
    """

    def __init__(self, shape: Shape, *, seed: int) -> None:
        super().__init__()
        self.shape = shape
        generator = torch.Generator().manual_seed(seed)
        self.arrays = nn.ParameterDict()
        for name, sizes in shape.weights().items():
            first = torch.zeros(sizes)
            # The second half of a block begins at zero, so that a block begins as the identity.
            if name.endswith("weight") and not name.endswith(".2.weight"):
                fan_in = first[0].numel()
                first = torch.randn(sizes, generator=generator) * (2 / fan_in) ** 0.5
            self.arrays[name.replace(".", "-")] = nn.Parameter(first)

    def forward(self, planes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of places and of winning, and owners from -1 to 1.

        Shapes are (batch, size * size + 1), (batch) and (batch, rows, columns).
        """
        x = torch.relu(self._convolve(planes, "entry", padding=1))
        for block in range(self.shape.blocks):
            y = torch.relu(self._convolve(x, f"block{block}.1", padding=1))
            x = torch.relu(x + self._convolve(y, f"block{block}.2", padding=1))
        pooled = torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1)  # (batch, 2 * channels)
        points = self._convolve(x, "policy").flatten(1)
        policy = torch.cat([points, self._linear(pooled, "pass")], dim=1)
        value = self._linear(torch.relu(self._linear(pooled, "value1")), "value2")[:, 0]
        return policy, value, torch.tanh(self._convolve(x, "owner")[:, 0])

    def weights(self) -> dict[str, np.ndarray]:
        """All arrays by name, as `Network` and `save_network` take them."""
        return {name.replace("-", "."): array.detach().numpy().copy() for name, array in self.arrays.items()}

    def _convolve(self, x: torch.Tensor, name: str, *, padding: int = 0) -> torch.Tensor:
        return torch.conv2d(
            x,
            self.arrays[f"{name}-weight".replace(".", "-")],
            self.arrays[f"{name}-bias".replace(".", "-")],
            padding=padding,
        )

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return nn.functional.linear(x, self.arrays[f"{name}-weight"], self.arrays[f"{name}-bias"])
