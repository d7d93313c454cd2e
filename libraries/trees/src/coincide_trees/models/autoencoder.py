"""Recursive autoencoder: neighbors that can be told again from their join belong together. It needs no labels.

Two codes become one, p = tanh(W₁[c₁; c₂] + b₁) brought to unit norm, from which both are told again as W₂p + b₂. The
error of the merge is n₁/(n₁+n₂) ‖c₁−c₁'‖² + n₂/(n₁+n₂) ‖c₂−c₂'‖² with n the numbers of leaves, so that big parts count
more than a leaf beside them. A merge is chosen by this own error, not by the sum over everything below, which would
favor leaves; and the unit norm keeps the error from being beaten by shrinking the codes.

Socher, Pennington, Huang, Ng and Manning 2011 (EMNLP); the unfolding variant is Socher, Huang and others 2011 (NIPS).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from coincide_trees.errors import InputError

LEAST_NORM = 1e-2
"""Codes shorter than this stay short. The join of two leaves of zeros, as of unknown words, begins at zero, and there a
gradient through unit norm would have no bound."""


class RecursiveAutoencoder(nn.Module):
    """Composition, reconstruction, and optionally names for nodes.

    The state of a node is its code (dim numbers) and how many leaves it has.

    Parameters
    ----------
    dim : length of the vectors, and of all codes.
    is_tied : reconstruct with the transposed weights of the composition, half as many numbers to learn.
    is_unfolding : learn to tell all leaves under a node, not its two children. Trees are still searched by the
        children's error, since a search through unfolded errors would cost T times as much.
    labels : names for nodes, for the semi-supervised variant; none by default.
    normalizes_leaves : bring vectors to unit norm first, so that leaves and inner nodes weigh alike.
    seed : of the first weights.
    """

    spans_only = False
    split_free = False

    def __init__(
        self,
        dim: int,
        *,
        is_tied: bool = False,
        is_unfolding: bool = False,
        labels: Sequence[str] = (),
        normalizes_leaves: bool = True,
        seed: int = 0,
    ) -> None:
        super().__init__()
        if dim < 1:
            raise InputError(f"expected `dim` of at least 1, got {dim}.")
        self.dim = dim
        self.is_tied, self.is_unfolding, self.normalizes_leaves = is_tied, is_unfolding, normalizes_leaves
        self.labels = tuple(labels)
        with torch.random.fork_rng(devices=[]):  # layers draw weights that are drawn again below
            self.compose = nn.Linear(2 * dim, dim)
            self.reconstruct = nn.Linear(dim, 2 * dim)
            self.head = nn.Linear(dim, len(self.labels)) if self.labels else None
        self._start(torch.Generator().manual_seed(seed))

    @property
    def settings(self) -> dict[str, object]:
        """The arguments that make this model again: `RecursiveAutoencoder(**settings)`."""
        return {
            "dim": self.dim,
            "is_tied": self.is_tied,
            "is_unfolding": self.is_unfolding,
            "labels": list(self.labels),
            "normalizes_leaves": self.normalizes_leaves,
        }

    def forward(self, vectors: Tensor) -> Tensor:
        """Codes of all nodes (2 leaves − 1, dim) of the greedy tree over vectors (leaves, dim), leaves first.

        They carry gradients; the search for the tree does not. `parse` and `phrase_vectors` give the tree beside them.
        """
        from coincide_trees.phrases import greedy_codes

        return greedy_codes(vectors, self)

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:  # noqa: ARG002 (leaves do not see each other)
        """States (batch, time, dim + 1) of vectors (batch, time, dim)."""
        codes = nn.functional.normalize(vectors, dim=-1) if self.normalizes_leaves else vectors
        return torch.cat([codes, torch.ones_like(codes[..., :1])], dim=-1)

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Parents of nodes, and minus the own error of each merge."""
        children = torch.cat([left[:, :-1], right[:, :-1]], dim=1)  # (n, 2 dim)
        codes = nn.functional.normalize(torch.tanh(self.compose(children)), dim=1, eps=LEAST_NORM)
        errors = (children - self.told(codes)).square()
        n_left, n_right = left[:, -1], right[:, -1]
        n_both = n_left + n_right
        own = (n_left * errors[:, : self.dim].sum(1) + n_right * errors[:, self.dim :].sum(1)) / n_both
        return torch.cat([codes, n_both.unsqueeze(1)], dim=1), -own

    def told(self, codes: Tensor) -> Tensor:
        """Both children (n, 2 dim) as told from codes (n, dim)."""
        weights = self.compose.weight.T if self.is_tied else self.reconstruct.weight
        return nn.functional.linear(codes, weights, self.reconstruct.bias)

    def logits(self, states: Tensor) -> Tensor:
        """The logit of each label, (n, labels)."""
        if self.head is None:
            raise InputError("expected an autoencoder with labels, got one without. Make it with `labels=[...]`.")
        return self.head(states[:, : self.dim])

    def names_of(self, states: Tensor) -> tuple[str, ...]:
        """The likeliest label of each node; none without labels."""
        return tuple(self.labels[number] for number in self.logits(states).argmax(1).tolist()) if self.labels else ()

    @torch.no_grad()
    def _start(self, generator: torch.Generator) -> None:
        for layer in (self.compose, self.reconstruct, self.head):
            if layer is not None:
                nn.init.xavier_uniform_(layer.weight, generator=generator)
                layer.bias.zero_()
