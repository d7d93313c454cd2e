"""The encoder: a patch becomes a point on the unit sphere.

Three strided convolutions keep the frequency axis (global pooling would throw pitch away), attention pools over time,
a linear map ends in 64 dimensions: 40,000 parameters, since on a laptop the number of optimizer steps is the budget.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from coincide.errors import InputError

EMBEDDING_DIM = 64
_WIDTHS = (16, 32, 64)


class Encoder(nn.Module):
    """Convolutional encoder of event patches.

    Parameters
    ----------
    n_bands : height of the patches, a multiple of 8.
    dim : length of the embeddings.
    """

    def __init__(self, *, n_bands: int = 32, dim: int = EMBEDDING_DIM) -> None:
        super().__init__()
        if n_bands < 8 or n_bands % 8:
            raise InputError(f"`n_bands` must be a multiple of 8, got {n_bands}.")
        self.n_bands = n_bands
        # No normalization after the first layer: its maps are the largest, and it learns as well a fifth faster.
        layers: list[nn.Module] = [nn.Conv2d(1, _WIDTHS[0], 3, stride=2, padding=1), nn.ReLU()]
        for n_in, n_out in pairwise(_WIDTHS):
            layers += [
                nn.Conv2d(n_in, n_out, 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(n_out),
                nn.ReLU(),
            ]
        self.convolutions = nn.Sequential(*layers)
        n_features = _WIDTHS[-1] * n_bands // 2 ** len(_WIDTHS)
        self.attention = nn.Linear(n_features, 1)
        self.head = nn.Linear(n_features, dim)
        # One and a half times as fast as the default layout on a CPU.
        self.convolutions.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.head.weight.device

    @torch.no_grad()
    def turn(self, matrix: Tensor) -> None:
        """Multiply the output by a matrix (dim, dim) from the right, before it is brought to unit norm."""
        self.head.weight.copy_(matrix.T @ self.head.weight)
        self.head.bias.copy_(self.head.bias @ matrix)

    def forward(self, patches: Tensor) -> Tensor:
        """Embed patches (batch, bands, frames) in [0, 1]; returns (batch, dim) with unit norm.

        Raises
        ------
        InputError : the patches have another shape; their values are not checked.
        """
        if patches.ndim != 3 or patches.shape[1] != self.n_bands:
            raise InputError(
                f"`patches` must have shape (batch, {self.n_bands}, frames), got {tuple(patches.shape)}. "
                "Make an encoder for another number of bands with `Encoder(n_bands=…)`."
            )
        maps = self.convolutions(
            patches.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        )  # (batch, channels, bands / 8, frames / 8)
        columns = maps.flatten(1, 2).transpose(1, 2)  # (batch, frames / 8, features)
        weights = torch.softmax(self.attention(columns), dim=1)
        pooled = (weights * columns).sum(dim=1)  # (batch, features)
        return nn.functional.normalize(self.head(pooled), dim=1)
