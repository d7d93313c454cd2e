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

from coincide.errors import InputError, SettingsError
from coincide.losses.checks import check_probabilities, check_rows
from coincide.losses.defaults import also_on_class


@dataclass(frozen=True, slots=True)
class ClusteringTerms:
    """The loss and its two terms; entropies in nats.

    Attributes
    ----------
    example_entropy : mean_i H(p_i), in [0, ln K]: low once examples are certain.
    marginal_entropy : H(mean_i p_i), in [0, ln K]: low if the categories have collapsed into a few.
    """

    loss: Tensor
    example_entropy: Tensor
    marginal_entropy: Tensor

    @property
    def effective_categories(self) -> float:
        """exp of the marginal entropy: how many equal categories would be as diverse."""
        return float(self.marginal_entropy.detach().exp())


class ClusteringLoss(nn.Module):
    """Mean entropy of the examples minus γ times the entropy of their mean.

    Bound the logits, as cosines divided by a temperature are. Otherwise, the network makes every example certain at no
    cost.

    Parameters
    ----------
    gamma : weight of the second term, at least 0. -γ ln K ≤ L ≤ max(0, (1 - γ) ln K).
    marginal : ``batch``, or ``ema`` for batches too small to estimate the mean: then the mean is a moving one, which
        `state_dict` keeps.
    momentum : of the moving mean, in [0, 1).
    epsilon : added to each probability before the logarithms, at least 0; tutorials add 1e-6. A certain row of K
        categories then has an entropy of about K ε ln(1 / ε) and not of 0.
    validate : whether to check the input, which waits for the device.

    Notes
    -----
    Jansen et al. 2020, section 3.2. A batch of B examples bounds the second entropy by ln min(B, K) and biases it by
    about (K - 1) / 2B. Only the share 1 - momentum of a moving mean depends on the batch, so the gradient of its
    entropy is divided by that share: γ means the same for both marginals.
    """

    moving_mean: Tensor
    """(K,), or empty before the first batch."""

    def __init__(
        self,
        *,
        gamma: float = 1.0,
        marginal: Literal["batch", "ema"] = "batch",
        momentum: float = 0.95,
        epsilon: float = 0.0,
        validate: bool = True,
    ) -> None:
        super().__init__()
        _check_settings(gamma=gamma, marginal=marginal, momentum=momentum, epsilon=epsilon)
        self.gamma = gamma
        self.marginal = marginal
        self.momentum = momentum
        self.epsilon = epsilon
        self.validate = validate
        self.register_buffer("moving_mean", torch.empty(0), persistent=marginal == "ema")
        self.register_load_state_dict_pre_hook(_make_room)

    def forward(self, logits: Tensor) -> Tensor:
        """Return the loss, a scalar.

        Parameters
        ----------
        logits : (batch, K), computed in float32 or better.

        Raises
        ------
        InputError : `logits` is not a finite matrix of floating point numbers.
        """
        return self.terms(logits).loss

    @also_on_class
    def terms(self, logits: Tensor) -> ClusteringTerms:
        """Return the loss with its two entropies, which tell a collapse from indecision."""
        if self.validate:
            check_rows(logits, "logits", columns="K")
        log_p = torch.log_softmax(_in_single(logits), dim=1)
        p = log_p.exp()
        if self.epsilon > 0:
            return self._terms(p)
        return self._add_up(-(p * log_p).sum(dim=1).mean(), p.mean(dim=0))

    @also_on_class
    def of_probabilities(self, p: Tensor) -> Tensor:
        """Return the loss of distributions (batch, K), such as a softmax; logits are more exact."""
        if self.validate:
            check_rows(p, "p", columns="K")
            check_probabilities(p)
        return self._terms(_in_single(p)).loss

    def _terms(self, p: Tensor) -> ClusteringTerms:
        p = p + self.epsilon
        return self._add_up(_entropy(p).mean(), p.mean(dim=0))

    def _add_up(self, example_entropy: Tensor, mean: Tensor) -> ClusteringTerms:
        marginal_entropy = self._marginal_entropy(mean)
        return ClusteringTerms(
            loss=example_entropy - self.gamma * marginal_entropy,
            example_entropy=example_entropy,
            marginal_entropy=marginal_entropy,
        )

    def _marginal_entropy(self, mean: Tensor) -> Tensor:
        if self.marginal == "batch":
            return _entropy(mean)
        if len(self.moving_mean) not in (0, len(mean)):
            raise InputError(
                f"`logits` must have the {len(self.moving_mean)} categories of the batches before, got {len(mean)}. "
                "Make another loss for another number."
            )
        before = self.moving_mean if len(self.moving_mean) else mean.detach()
        moving = self.momentum * before + (1.0 - self.momentum) * mean
        self.moving_mean = moving.detach()
        entropy = _entropy(moving)
        return entropy.detach() + (entropy - entropy.detach()) / (1.0 - self.momentum)

    def extra_repr(self) -> str:
        return f"gamma={self.gamma}, marginal={self.marginal!r}, momentum={self.momentum}, epsilon={self.epsilon}"


def _check_settings(*, gamma: float, marginal: str, momentum: float, epsilon: float) -> None:
    if not gamma >= 0:
        raise SettingsError(f"`gamma` must be at least 0, got {gamma}.")
    if marginal not in ("batch", "ema"):
        raise SettingsError(f"`marginal` must be batch or ema, got {marginal!r}.")
    if not 0 <= momentum < 1:
        raise SettingsError(f"`momentum` must be at least 0 and below 1, got {momentum}.")
    if not epsilon >= 0:
        raise SettingsError(f"`epsilon` must be at least 0, got {epsilon}.")


def _make_room(module: nn.Module, state: dict[str, Tensor], prefix: str, *_: object) -> None:
    """Let a moving mean be loaded whatever its number of categories: it is known from the first batch on only."""
    saved = state.get(f"{prefix}moving_mean")
    if saved is not None:
        module.moving_mean = torch.empty_like(saved, device=module.get_buffer("moving_mean").device)


def _in_single(tensor: Tensor) -> Tensor:
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))


def _entropy(p: Tensor) -> Tensor:
    # 0 log 0 = 0: `xlogy` knows, and so does its gradient away from exact zeros.
    return -torch.special.xlogy(p, p.clamp_min(1e-30)).sum(dim=-1)
