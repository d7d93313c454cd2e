"""Fitting the head with the clustering loss, on the frozen embedding.

Sent back into the encoder, the loss would make categories of loudness and duration.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from coincide.categorize.entropy import EntropyClusteringLoss
from coincide.categorize.head import Head
from coincide.seeds import derive

_LEARNING_RATE, _BATCH, _SMALL_BATCH = 5e-3, 256, 64


def fit_head(
    smoothed: NDArray[np.float32],
    prototypes: NDArray[np.float32],
    *,
    gamma: float,
    temperature: float,
    n_steps: int,
    seed: int,
) -> Head:
    """Move prototypes to where the clustering loss is lower.

    Parameters
    ----------
    smoothed : (n, dim), unit rows.
    prototypes : (K, dim) to start from.
    """
    data = torch.from_numpy(np.ascontiguousarray(smoothed))
    weights = torch.nn.functional.normalize(torch.from_numpy(prototypes.copy()), dim=1).requires_grad_()
    optimizer = torch.optim.Adam([weights], lr=_LEARNING_RATE)
    # A batch of the size of the data has the exact mean; a batch below a few per category has none worth the name.
    marginal = "ema" if min(_BATCH, len(data)) < len(data) and len(prototypes) > _SMALL_BATCH else "batch"
    loss = EntropyClusteringLoss(gamma=gamma, marginal=marginal)
    generator = torch.Generator().manual_seed(derive(seed, "head"))
    for _ in range(n_steps):
        batch = data[torch.randperm(len(data), generator=generator)[:_BATCH]]
        terms = loss(batch @ torch.nn.functional.normalize(weights, dim=1).T / temperature)
        optimizer.zero_grad(set_to_none=True)
        terms.loss.backward()
        optimizer.step()
    unit = torch.nn.functional.normalize(weights.detach(), dim=1)
    return Head(prototypes=unit.numpy(), temperature=temperature)
