"""Fitting the head with the clustering loss, on the frozen embedding.

Sent back into the encoder, the loss would make categories of loudness and duration.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from coincide.categorize.entropy_head import DEFAULT_TEMPERATURE, EntropyHead
from coincide.categorize.head import Head
from coincide.losses import ClusteringLoss
from coincide.seeds import derive
from coincide.training import Adam

_LEARNING_RATE, _BATCH, _SMALL_BATCH = 5e-3, 256, 64


def fit_head(
    smoothed: NDArray[np.float32],
    prototypes: NDArray[np.float32],
    *,
    gamma: float = 0.5,
    temperature: float = DEFAULT_TEMPERATURE,
    n_steps: int = 300,
    seed: int = 0,
) -> Head:
    """Move prototypes so that the clustering loss falls.

    Parameters
    ----------
    smoothed : (n, dim), unit rows.
    prototypes : (K, dim) to start from, such as the means of groups.
    gamma : weight of the entropy of the category sizes; below 1, categories may vanish.
    temperature : divides the cosines.
    """
    data = torch.from_numpy(np.ascontiguousarray(smoothed))
    head = EntropyHead.of(torch.from_numpy(prototypes), temperature=temperature, validate=False)
    optimizer = Adam(head.prototypes, learning_rate=_LEARNING_RATE)
    # A batch of the size of the data has the exact mean; a batch below a few per category has none worth the name.
    marginal = "ema" if min(_BATCH, len(data)) < len(data) and len(prototypes) > _SMALL_BATCH else "batch"
    loss = ClusteringLoss(gamma=gamma, marginal=marginal, validate=False)
    generator = torch.Generator().manual_seed(derive(seed, "head"))
    for _ in range(n_steps):
        batch = data[torch.randperm(len(data), generator=generator)[:_BATCH]]
        loss(head(batch)).backward()
        optimizer.step()
    unit = torch.nn.functional.normalize(head.prototypes.detach(), dim=1)
    return Head(prototypes=unit.numpy(), temperature=temperature)
