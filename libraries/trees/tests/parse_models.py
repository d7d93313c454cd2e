"""Small models of every kind, and states of leaves to try them on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from coincide_trees import Merger, NeuralGrammar, RecursiveAutoencoder, SpanGrammar, SpanScorer

DIM = 5
MODELS: dict[str, Merger] = {
    "autoencoder": RecursiveAutoencoder(DIM),
    "tied autoencoder": RecursiveAutoencoder(DIM, is_tied=True, labels=["a", "b"]),
    "grammar": NeuralGrammar(DIM, code=4, hidden=7, labels=["", "node"]),
    "grammar in context": NeuralGrammar(DIM, code=4, hidden=7, context=3),
    "span grammar": SpanGrammar(DIM, hidden=7, context=4),
    "span scorer": SpanScorer(DIM, reach=2, hidden=7),
}
LENGTHS = (7, 4, 1, 2, 6)


def sequences_of(lengths: Sequence[int], *, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((length, DIM)) for length in lengths]


def leaves_of(model: Merger, lengths: Sequence[int], *, seed: int = 0) -> Tensor:
    """States (batch, time, state) of random vectors, padded."""
    padded = torch.zeros(len(lengths), max(lengths), DIM)
    for row, vectors in zip(padded, sequences_of(lengths, seed=seed), strict=True):
        row[: len(vectors)] = torch.tensor(vectors)
    return model.leaves(padded, lengths)
