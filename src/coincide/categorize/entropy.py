"""The clustering loss: each example certain of its category, all categories in use.

    L = mean_i H(p_i) - γ H(mean_i p_i)

At γ = 1 this is minus the mutual information of example and category. It is computed from logits: a softmax with a
small number added is no longer a distribution, and its logarithm fails in saturated rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class EntropyTerms:
    """The loss and what it is made of; entropies in nats.

    Attributes
    ----------
    example_entropy : mean_i H(p_i), in [0, ln K].
    marginal_entropy : H(mean_i p_i), in [0, ln K].
    """

    loss: Tensor
    example_entropy: Tensor
    marginal_entropy: Tensor

    @property
    def effective_categories(self) -> float:
        """exp of the marginal entropy: how many equal categories would be as diverse."""
        return float(self.marginal_entropy.detach().exp())


class EntropyClusteringLoss(nn.Module):
    """Mean entropy of the examples minus γ times the entropy of their mean.

    Parameters
    ----------
    gamma : weight of the second term, at least 0. -γ ln K ≤ L ≤ max(0, (1 - γ) ln K).
    marginal : ``batch``, or ``ema`` for batches too small to estimate the mean: then the mean is a moving one.
    momentum : of the moving mean, in [0, 1).

    Notes
    -----
    Jansen et al. 2020, section 3.2. A batch of B examples bounds the second entropy by ln min(B, K) and biases it by
    about (K - 1) / 2B. Only the share 1 - momentum of a moving mean depends on the batch, so the gradient of its
    entropy is divided by that share: γ means the same for both marginals.
    """

    def __init__(self, *, gamma: float, marginal: Literal["batch", "ema"] = "batch", momentum: float = 0.95) -> None:
        super().__init__()
        self.gamma = gamma
        self.marginal = marginal
        self.momentum = momentum
        self._moving: Tensor | None = None

    def forward(self, logits: Tensor) -> EntropyTerms:
        """Compute the loss of logits (batch, K), in float32 or better."""
        log_p = torch.log_softmax(logits.to(torch.promote_types(logits.dtype, torch.float32)), dim=1)
        p = log_p.exp()
        example_entropy = -(p * log_p).sum(dim=1).mean()
        marginal_entropy = self._marginal_entropy(p.mean(dim=0))
        return EntropyTerms(
            loss=example_entropy - self.gamma * marginal_entropy,
            example_entropy=example_entropy,
            marginal_entropy=marginal_entropy,
        )

    def _marginal_entropy(self, mean: Tensor) -> Tensor:
        if self.marginal == "batch":
            return _entropy(mean)
        before = mean.detach() if self._moving is None else self._moving
        moving = self.momentum * before + (1.0 - self.momentum) * mean
        self._moving = moving.detach()
        entropy = _entropy(moving)
        return entropy.detach() + (entropy - entropy.detach()) / (1.0 - self.momentum)


def _entropy(p: Tensor) -> Tensor:
    # 0 log 0 = 0: `xlogy` knows, and so does its gradient away from exact zeros.
    return -torch.special.xlogy(p, p.clamp_min(1e-30)).sum()
