"""Contrastive losses over all pairs of a batch: NT-Xent and the logistic coincidence loss.

Both take unit embeddings (2 b, dim) in which row `i` and row `i + b` belong together, and a mask of negatives.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class NtXent(nn.Module):
    """Normalized temperature-scaled cross-entropy.

    For each row: -log of the positive's share among the positive and the negatives, with similarities cos / τ. A row
    without negatives adds zero.

    Notes
    -----
    Sohn 2016; Chen, Kornblith, Norouzi and Hinton 2020, equation 1.
    """

    def __init__(self, *, temperature: float) -> None:
        super().__init__()
        self.temperature = temperature

    def forward(self, embeddings: Tensor, is_negative: Tensor) -> Tensor:
        """Return the mean over all rows, at least 0."""
        logits = embeddings @ embeddings.T / self.temperature  # (2b, 2b)
        positive = _positive_logits(logits)
        negatives = torch.logsumexp(logits.masked_fill(~is_negative, float("-inf")), dim=1)
        return (torch.logaddexp(positive, negatives) - positive).mean()


class LogisticCoincidence(nn.Module):
    """Is this pair a coincidence? A logistic answer for all pairs.

    L = mean over positives of -log σ(s) + mean over negatives of -log(1 - σ(s)), with s = a cos + b and learned a, b.

    Notes
    -----
    The objective of Jansen et al. 2020 ("Coincidence, Categorization, and Consolidation") with a scaled cosine in the
    place of its small network, as in Zhai et al. 2023.
    """

    def __init__(self, *, scale: float = 10.0, bias: float = -5.0) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.tensor(float(scale)).log())
        self.bias = nn.Parameter(torch.tensor(float(bias)))

    def forward(self, embeddings: Tensor, is_negative: Tensor) -> Tensor:
        """Return the sum of the two means, at least 0."""
        scores = embeddings @ embeddings.T * self.log_scale.exp() + self.bias  # (2b, 2b)
        loss = nn.functional.softplus(-_positive_logits(scores)).mean()
        if bool(is_negative.any()):
            loss = loss + nn.functional.softplus(scores[is_negative]).mean()
        return loss


def _positive_logits(logits: Tensor) -> Tensor:
    half = len(logits) // 2
    rows = torch.arange(len(logits))
    return logits[rows, (rows + half) % len(logits)]
