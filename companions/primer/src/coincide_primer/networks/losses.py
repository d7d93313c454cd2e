"""Losses: one number that is small when a network does as it should."""

from __future__ import annotations

import numpy as np

from coincide_primer.errors import InputError
from coincide_primer.tensors.arithmetic import exp, log, relu
from coincide_primer.tensors.tensor import Array, Tensor


def log_softmax(logits: Tensor) -> Tensor:
    """Logarithms of probabilities, from logits (batch, category)."""
    # Less the largest, no exponential overflows; as it cancels, it counts as a constant.
    shifted = logits - Tensor(logits.data.max(axis=-1, keepdims=True))
    return shifted - log(exp(shifted).sum(-1, keepdims=True))


def cross_entropy(logits: Tensor, labels: Array) -> Tensor:
    """Mean of -log p(label), in nats.

    Parameters
    ----------
    logits : (batch, category).
    labels : (batch,) whole numbers from 0.
    """
    labels = np.asarray(labels)
    if logits.ndim != 2 or labels.shape != logits.shape[:1] or labels.dtype.kind not in "iu":
        raise InputError(
            "`cross_entropy` expected logits (batch, category) and whole numbers (batch,), "
            f"got {logits.shape} and {labels.dtype} {labels.shape}."
        )
    if labels.size and not 0 <= labels.min() <= labels.max() < logits.shape[1]:
        raise InputError(f"labels must lie from 0 to {logits.shape[1] - 1}, got {labels.min()} to {labels.max()}.")
    return -log_softmax(logits)[np.arange(len(labels)), labels].mean()


def triplet_loss(anchor: Tensor, positive: Tensor, negative: Tensor, *, margin: float = 0.2) -> Tensor:
    """Mean of max(0, |a - p|² - |a - n|² + margin) over a batch (Schroff et al. 2015, equation 3).

    Parameters
    ----------
    anchor, positive, negative : (batch, dim); an anchor should lie nearer to its positive than to its negative.
    margin : by how much nearer, in squared distance.
    """
    near = ((anchor - positive) ** 2).sum(-1)
    far = ((anchor - negative) ** 2).sum(-1)
    return relu(near - far + margin).mean()


def clustering_loss(logits: Tensor, *, gamma: float = 1.0) -> Tensor:
    """Mean entropy of the examples less γ times the entropy of their mean: L = mean H(p) - γ H(mean p).

    It is low when each example is certain of its category and all categories are in use. At γ = 1 it is minus the
    mutual information of example and category.

    Parameters
    ----------
    logits : (batch, category).
    gamma : weight of the second term, at least 0.

    Notes
    -----
    Jansen et al. 2020, section 3.2. Entropies are in nats.
    """
    if gamma < 0:
        raise InputError(f"`gamma` must be at least 0, got {gamma!r}.")
    log_p = log_softmax(logits)
    p = exp(log_p)
    example_entropy = -(p * log_p).sum(-1).mean()
    marginal = p.mean(0)
    # 0 log 0 = 0: a category that nobody is in adds nothing.
    marginal_entropy = -(marginal * log(marginal + np.finfo(marginal.data.dtype).tiny)).sum()
    return example_entropy - gamma * marginal_entropy
