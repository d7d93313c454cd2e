"""Log-mel + PCA joined to what the encoder says, in the graph: twin of `coincide.embed.plain.join_plain`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize

from coincide.embed.plain import plain_of, share_of_plain
from coincide.recognize.live.bands import tensor_of


class PlainJoining(nn.Module):
    """See the module.

    Parameters
    ----------
    weights : of an embedding that the plain rows are joined to.
    """

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        super().__init__()
        plain = plain_of(weights)
        self.share = share_of_plain(weights)
        self.mean: Tensor
        self.components: Tensor
        self.register_buffer("mean", tensor_of(plain.mean))
        self.register_buffer("components", tensor_of(plain.components))

    def forward(self, learned: Tensor, patches: Tensor) -> Tensor:
        """Join unit rows (n, dim) and the plain rows of patches (n, bands, frames) in [0, 1]."""
        plain = normalize((patches.flatten(1) - self.mean) @ self.components.T, dim=1, eps=1e-9)
        if self.share == 1.0:
            return plain
        return torch.cat([learned * (1.0 - self.share) ** 0.5, plain * self.share**0.5], dim=1)
