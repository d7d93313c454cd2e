"""The triplet loss: an anchor lies nearer to its positive than to a negative, by a margin.

    L = mean of [|a - p|² - |a - n|² + margin]₊

For each anchor and positive of a batch the negative is the nearest one that is still farther than the positive
(semi-hard; the hardest negatives early on make the embedding collapse); where there is none, the farthest. The mean is
over the triplets that still violate the margin, so that the step does not shrink as learning succeeds.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from coincide.errors import SettingsError
from coincide.losses.checks import check_labels, check_pairs, check_rows, check_same_shape
from coincide.losses.defaults import also_on_class


class TripletLoss(nn.Module):
    """The triplet loss with semi-hard negatives.

    Embeddings need no unit norm, but without it a network can meet any margin by making them longer.

    Parameters
    ----------
    margin : by how much the squared distance to the negative should be larger, above 0. On the unit sphere squared
        distances lie in [0, 4].
    reduction : ``active`` is the mean over triplets that violate the margin, and 0 if there is none; ``mean`` is the
        mean over all triplets; ``sum`` adds them up.
    validate : whether to check the input, which waits for the device.

    Notes
    -----
    Schroff, Kalenichenko and Philbin 2015, equations 3 and 4, with the mean; many tutorials use ``sum``.
    """

    def __init__(
        self,
        *,
        margin: float = 0.2,
        reduction: Literal["active", "mean", "sum"] = "active",
        validate: bool = True,
    ) -> None:
        super().__init__()
        if not margin > 0:
            raise SettingsError(f"`margin` must be above 0, got {margin}.")
        if reduction not in ("active", "mean", "sum"):
            raise SettingsError(f"`reduction` must be active, mean or sum, got {reduction!r}.")
        self.margin = margin
        self.reduction: Literal["active", "mean", "sum"] = reduction
        self.validate = validate

    def forward(self, embeddings: Tensor, labels: Tensor) -> Tensor:
        """Compare each row with each other row of its label, and with a semi-hard negative of another label.

        Parameters
        ----------
        embeddings : (n, dim).
        labels : (n,) whole numbers.

        Returns
        -------
        The loss, a scalar of at least 0; 0 if no label has two rows, or if there is only one label.

        Raises
        ------
        InputError : the shapes do not fit, or `embeddings` is not finite.
        """
        if self.validate:
            check_rows(embeddings, "embeddings", columns="dim")
            check_labels(labels, len(embeddings))
        squared = _squared_distances(embeddings)
        is_same = labels[:, None] == labels[None, :]
        negatives = semi_hard_negatives(squared.detach(), squared.detach(), ~is_same)
        gaps = squared - squared.gather(1, negatives)  # (n, n)
        is_pair = is_same & ~torch.eye(len(labels), dtype=torch.bool, device=labels.device)
        return self._reduce(gaps[is_pair & ~is_same.all(dim=1, keepdim=True)])

    @also_on_class
    def of(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        """Return the loss of triplets that you chose, all (n, dim)."""
        if self.validate:
            check_same_shape(anchor=anchor, positive=positive, negative=negative)
            for name, rows in (("anchor", anchor), ("positive", positive), ("negative", negative)):
                check_rows(rows, name, columns="dim")
        return self._reduce((anchor - positive).square().sum(dim=1) - (anchor - negative).square().sum(dim=1))

    @also_on_class
    def of_pairs(self, embeddings: Tensor, is_negative: Tensor) -> Tensor:
        """Return the loss of a batch of coincidences.

        Parameters
        ----------
        embeddings : (2b, dim); rows i and i + b belong together.
        is_negative : (2b, 2b) which rows certainly do not.
        """
        if self.validate:
            check_rows(embeddings, "embeddings", columns="dim")
            check_pairs(embeddings, is_negative)
        squared = _squared_distances(embeddings)
        half = len(squared) // 2
        rows = torch.arange(len(squared), device=squared.device)
        to_positive = squared[rows, (rows + half) % len(squared)]
        chosen = semi_hard_negatives(squared.detach(), to_positive.detach()[:, None], is_negative)[:, 0]
        return self._reduce((to_positive - squared[rows, chosen])[is_negative.any(dim=1)])

    def _reduce(self, gaps: Tensor) -> Tensor:
        violations = torch.relu(gaps + self.margin)
        match self.reduction:
            case "active":
                return violations.sum() / (violations > 0).sum().clamp_min(1)
            case "mean":
                return violations.sum() / max(1, len(violations))
            case "sum":
                return violations.sum()

    def extra_repr(self) -> str:
        return f"margin={self.margin}, reduction={self.reduction!r}"


def semi_hard_negatives(squared: Tensor, to_positive: Tensor, is_negative: Tensor) -> Tensor:
    """Choose one negative for each anchor and positive.

    Parameters
    ----------
    squared : (n, n) squared distances.
    to_positive : (n, m) squared distances of each row to its m positives.
    is_negative : (n, n).

    Returns
    -------
    (n, m) columns: the nearest negative farther than the positive, else the farthest negative. Any column where a row
    has no negatives.
    """
    ordered, columns = squared.masked_fill(~is_negative, float("inf")).sort(dim=1, stable=True)
    n_negatives = is_negative.sum(dim=1, keepdim=True)
    first_farther = torch.searchsorted(ordered, to_positive.contiguous(), right=True)
    return columns.gather(1, torch.minimum(first_farther, (n_negatives - 1).clamp_min(0)))


def _squared_distances(rows: Tensor) -> Tensor:
    norms = rows.square().sum(dim=1)
    return (norms[:, None] + norms[None, :] - 2.0 * rows @ rows.T).clamp_min(0.0)
