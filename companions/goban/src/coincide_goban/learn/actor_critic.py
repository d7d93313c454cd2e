"""Actor-critic: a move counts by how much better the game went than the value head expected (chapter 12).

The policy head is the actor and plays as in `reinforce`; the value head is the critic. A move that won a game that was
as good as won teaches little, a move that won a lost one much (Sutton and Barto 2018, section 13.5; the return is that
of the whole game).
"""

from __future__ import annotations

import torch

from coincide_goban.learn.episodes import Experience
from coincide_goban.learn.model import DualHead
from coincide_goban.learn.reinforce import ENTROPY_WEIGHT, entropy, log_probability

# The critic's share beside the actor's; the book takes one half.
CRITIC_WEIGHT = 0.5


def loss(model: DualHead, batch: Experience) -> torch.Tensor:
    """The actor's loss, with advantages for returns, and the critic's cross-entropy."""
    logits, value, _ = model(torch.from_numpy(batch.planes))
    won = torch.from_numpy(batch.won)
    critic = torch.nn.functional.binary_cross_entropy_with_logits(value, won)
    actor = -(advantages(value, won) * log_probability(logits, batch)).mean()
    return actor + CRITIC_WEIGHT * critic - ENTROPY_WEIGHT * entropy(logits, batch)


def advantages(value: torch.Tensor, won: torch.Tensor) -> torch.Tensor:
    """Result minus expectation, on a scale from -2 to 2: (batch). The actor's gradient leaves the critic alone."""
    return 2 * (won - torch.sigmoid(value.detach()))
