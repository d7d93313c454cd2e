"""REINFORCE: moves of won games become likelier, those of lost games less likely (chapter 10; Williams 1992).

The return of a move is 1 if its player won and -1 if it lost. Both sides of a game are the same network, so on average
the returns cancel and no baseline is taken off; `actor_critic` has one.
"""

from __future__ import annotations

import numpy as np
import torch

from coincide_goban.learn.episodes import Experience, Picker
from coincide_goban.learn.model import DualHead
from coincide_goban.network.forward import Network

# Keeps the policy from settling on one move before it knows much (Williams and Peng 1991); the book has none.
ENTROPY_WEIGHT = 0.02


def by_policy(network: Network) -> Picker:
    """Draw each place by its probability."""

    def pick(planes: np.ndarray, allowed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        # Nothing holds down what may not be played: it has to go before the softmax, where it could outweigh all else.
        logits = np.where(allowed, network.logits(planes).astype(float), -np.inf)
        ends = np.cumsum(np.exp(logits - logits.max(axis=1, keepdims=True)), axis=1)
        draws = rng.random((len(planes), 1)) * ends[:, -1:]
        return np.minimum((ends <= draws).sum(axis=1), allowed.shape[1] - 1)

    return pick


def loss(model: DualHead, batch: Experience) -> torch.Tensor:
    """Minus the mean of return times log probability: its gradient is that of the policy (book, chapter 10)."""
    logits, _, _ = model(torch.from_numpy(batch.planes))
    returns = torch.from_numpy(2 * batch.won - 1)
    return -(returns * log_probability(logits, batch)).mean() - ENTROPY_WEIGHT * entropy(logits, batch)


def log_probability(logits: torch.Tensor, batch: Experience) -> torch.Tensor:
    """Log of the probability of what was played, among what was allowed: (batch)."""
    return _log_policy(logits, batch).gather(1, torch.from_numpy(batch.places)[:, None])[:, 0]


def entropy(logits: torch.Tensor, batch: Experience) -> torch.Tensor:
    """Mean entropy of the policy among what was allowed, in nats: a scalar."""
    log_policy = _log_policy(logits, batch)
    return -(log_policy.exp() * log_policy).sum(dim=1).mean()


def _log_policy(logits: torch.Tensor, batch: Experience) -> torch.Tensor:
    """Log of the policy; what was not allowed is as unlikely as float32 can count with."""
    return torch.log_softmax(logits.masked_fill(~torch.from_numpy(batch.allowed), -1e9), dim=1)
