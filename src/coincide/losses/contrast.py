"""Losses over all pairs of a batch: NT-Xent and the logistic coincidence loss.

Both take unit embeddings (2b, dim) in which rows i and i + b belong together, such as two views of one event, or two
events that happened close in time. All other rows are negatives, unless a mask says which are.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from coincide.errors import SettingsError
from coincide.losses.checks import check_pairs, check_rows, check_unit


class NTXentLoss(nn.Module):
    """Normalized temperature-scaled cross-entropy: each row finds its partner among the negatives.

    For each row: -log of the positive's share among the positive and the negatives, with similarities cos / τ. A row
    without negatives adds zero.

    Parameters
    ----------
    temperature : τ, above 0. The smaller it is, the more the nearest negatives count.
    validate : whether to check the input, which waits for the device.

    Notes
    -----
    Sohn 2016; Chen, Kornblith, Norouzi and Hinton 2020, equation 1.
    """

    def __init__(self, *, temperature: float = 0.1, validate: bool = True) -> None:
        super().__init__()
        if not temperature > 0:
            raise SettingsError(f"`temperature` must be above 0, got {temperature}.")
        self.temperature = temperature
        self.validate = validate

    def forward(self, embeddings: Tensor, is_negative: Tensor | None = None) -> Tensor:
        """Return the mean over all rows, a scalar of at least 0.

        Parameters
        ----------
        embeddings : (2b, dim), unit rows.
        is_negative : (2b, 2b) which rows certainly do not belong together; None for all but a row and its partner.

        Raises
        ------
        InputError : the number of rows is odd, or they are not finite or not of unit norm.
        """
        mask = _negatives(embeddings, is_negative, validate=self.validate)
        logits = embeddings @ embeddings.T / self.temperature  # (2b, 2b)
        positive = _positive_logits(logits)
        negatives = torch.logsumexp(logits.masked_fill(~mask, float("-inf")), dim=1)
        return (torch.logaddexp(positive, negatives) - positive).mean()

    def extra_repr(self) -> str:
        return f"temperature={self.temperature}"


class CoincidenceLoss(nn.Module):
    """Is this pair a coincidence? A logistic answer for all pairs.

    L = mean over positives of -log σ(s) + mean over negatives of -log(1 - σ(s)), with s = a cos + b and learned a, b.
    Also give its parameters to the optimizer.

    Parameters
    ----------
    scale, bias : initial a and b; a is above 0.
    validate : whether to check the input, which waits for the device.

    Notes
    -----
    The objective of Jansen et al. 2020 ("Coincidence, Categorization, and Consolidation") with a scaled cosine
    instead of its small network, as in Zhai et al. 2023.
    """

    def __init__(self, *, scale: float = 10.0, bias: float = -5.0, validate: bool = True) -> None:
        super().__init__()
        if not scale > 0:
            raise SettingsError(f"`scale` must be above 0, got {scale}.")
        self.log_scale = nn.Parameter(torch.tensor(float(scale)).log())
        self.bias = nn.Parameter(torch.tensor(float(bias)))
        self.validate = validate

    def forward(self, embeddings: Tensor, is_negative: Tensor | None = None) -> Tensor:
        """Return the sum of the two means, a scalar of at least 0.

        Parameters
        ----------
        embeddings : (2b, dim), unit rows.
        is_negative : (2b, 2b) which rows certainly do not belong together; None for all but a row and its partner.

        Raises
        ------
        InputError : the number of rows is odd, or they are not finite or not of unit norm.
        """
        mask = _negatives(embeddings, is_negative, validate=self.validate)
        scores = embeddings @ embeddings.T * self.log_scale.exp() + self.bias  # (2b, 2b)
        loss = nn.functional.softplus(-_positive_logits(scores)).mean()
        if bool(mask.any()):
            loss = loss + nn.functional.softplus(scores[mask]).mean()
        return loss


def _negatives(embeddings: Tensor, is_negative: Tensor | None, *, validate: bool) -> Tensor:
    if validate:
        check_rows(embeddings, "embeddings", columns="dim")
        check_pairs(embeddings, is_negative)
        check_unit(embeddings)
    if is_negative is not None:
        return is_negative
    rows = torch.arange(len(embeddings), device=embeddings.device)
    return (rows[:, None] - rows[None, :]) % (len(embeddings) // 2) != 0


def _positive_logits(logits: Tensor) -> Tensor:
    half = len(logits) // 2
    rows = torch.arange(len(logits), device=logits.device)
    return logits[rows, (rows + half) % len(logits)]
