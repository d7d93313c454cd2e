"""The head as a layer of torch: cosines to prototypes, for the clustering loss. Importing it brings in torch."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from coincide.errors import InputError
from coincide.losses.checks import check_rows, check_unit

DEFAULT_TEMPERATURE = 0.1


class EntropyHead(nn.Module):
    """One prototype per category; its logits are bounded, so that no example becomes certain at no cost.

    Parameters
    ----------
    dim : length of the embeddings.
    n_categories : number of prototypes, random at first.
    temperature : divides the cosines, above 0.
    validate : check the embeddings.
    """

    def __init__(
        self, dim: int, n_categories: int, *, temperature: float = DEFAULT_TEMPERATURE, validate: bool = True
    ) -> None:
        super().__init__()
        if dim < 1 or n_categories < 1:
            raise InputError(f"expected `dim` ≥ 1 and `n_categories` ≥ 1, got {dim} and {n_categories}.")
        if not temperature > 0.0:
            raise InputError(f"`temperature` must be above 0, got {temperature}.")
        self.prototypes = nn.Parameter(normalize(torch.randn(n_categories, dim), dim=1))
        self.temperature = temperature
        self._validate = validate

    @classmethod
    def of(cls, prototypes: Tensor, *, temperature: float = DEFAULT_TEMPERATURE, validate: bool = True) -> EntropyHead:
        """Make a head that starts from prototypes (K, dim), such as the means of groups."""
        n_categories, dim = prototypes.shape
        with torch.random.fork_rng(devices=[]):  # the random prototypes are not used
            head = cls(dim, n_categories, temperature=temperature, validate=validate)
        head.prototypes = nn.Parameter(normalize(prototypes.detach().clone(), dim=1))
        return head

    def forward(self, embeddings: Tensor) -> Tensor:
        """Return the logits (batch, K) of unit rows (batch, dim).

        Raises
        ------
        InputError : the embeddings have another length, are not unit rows, or are not finite.
        """
        if self._validate:
            check_rows(embeddings, "embeddings", columns="dim")
            if embeddings.shape[1] != self.prototypes.shape[1]:
                raise InputError(
                    f"`embeddings` must have length {self.prototypes.shape[1]} to match the prototypes, got "
                    f"{embeddings.shape[1]}."
                )
            check_unit(embeddings)
        return embeddings @ normalize(self.prototypes, dim=1).T / self.temperature
