"""The triplet loss with semi-hard mining in the batch.

For each anchor and positive the negative is the nearest one that is still farther than the positive (semi-hard;
the hardest negatives early on make the embedding collapse); where there is none, the farthest. The mean is over the
triplets that still violate the margin, so that the step does not shrink as learning succeeds.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SemiHardTriplet(nn.Module):
    """Mean over active triplets of [|a - p|² - |a - n|² + margin]₊ on the unit sphere.

    Notes
    -----
    Schroff, Kalenichenko and Philbin 2015, equations 3 and 4. Gives zero if no triplet is active.
    """

    def __init__(self, *, margin: float) -> None:
        super().__init__()
        self.margin = margin

    def forward(self, embeddings: Tensor, is_negative: Tensor) -> Tensor:
        """Return the loss; embeddings (2b, dim) with unit norm, rows i and i + b belong together."""
        squared = 2.0 - 2.0 * embeddings @ embeddings.T  # (2b, 2b)
        half = len(squared) // 2
        rows = torch.arange(len(squared))
        to_positive = squared[rows, (rows + half) % len(squared)]
        to_negative = squared[rows, semi_hard_negatives(squared.detach(), to_positive.detach(), is_negative)]
        violations = torch.relu(to_positive - to_negative + self.margin)[is_negative.any(dim=1)]
        return violations.sum() / (violations > 0).sum().clamp_min(1)


def semi_hard_negatives(squared: Tensor, to_positive: Tensor, is_negative: Tensor) -> Tensor:
    """Choose one negative per row.

    Parameters
    ----------
    squared : (n, n) squared distances.
    to_positive : (n,) squared distance of each row to its positive.
    is_negative : (n, n).

    Returns
    -------
    (n,) columns: the nearest negative farther than the positive, else the farthest negative.
    """
    farther = is_negative & (squared > to_positive[:, None])
    nearest = squared.masked_fill(~farther, float("inf")).argmin(dim=1)
    farthest = squared.masked_fill(~is_negative, float("-inf")).argmax(dim=1)
    return torch.where(farther.any(dim=1), nearest, farthest)
