"""Span grammar: scores a span by the fences at which it begins and ends, whatever the tree inside it.

A sentence is read in both directions; a span is a constituent or not by what was read on either side of its ends. Since
nothing depends on the tree below, the chart finds the best tree there is, and that is what this grammar is for.

Stern, Andreas and Klein 2017 ("A minimal span-based neural constituency parser").
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from coincide_trees.errors import InputError
from coincide_trees.models.context import ContextEncoder


class SpanGrammar(nn.Module):
    """Scores of spans, and optionally names for them. For chains only: pictures have no ends.

    The state of a node is what its two fences add to the hidden layer.

    Parameters
    ----------
    dim : length of the vectors.
    hidden : width of the layer between fences and score.
    context : width of each direction of the reader of context, at least 1.
    n_layers : readers on top of each other.
    labels : names for nodes; none by default.
    dropout : share of numbers hidden while learning.
    seed : of the first weights.
    """

    spans_only = True
    split_free = True

    def __init__(
        self,
        dim: int,
        *,
        hidden: int = 128,
        context: int = 128,
        n_layers: int = 1,
        labels: Sequence[str] = (),
        dropout: float = 0.0,
        seed: int = 0,
    ) -> None:
        super().__init__()
        if dim < 1 or hidden < 1 or context < 1 or n_layers < 1:
            raise InputError(
                "expected `dim`, `hidden`, `context` and `n_layers` of at least 1, got "
                f"{dim}, {hidden}, {context} and {n_layers}."
            )
        self.dim, self.hidden, self.context, self.dropout = dim, hidden, context, dropout
        self.n_layers, self.labels = n_layers, tuple(labels)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.reader = ContextEncoder(dim, context, n_layers=n_layers, dropout=dropout)
            self.fences = nn.Linear(2 * context, 2 * hidden)
            self.score = nn.Linear(hidden, 1)
            self.head = nn.Linear(hidden, len(self.labels)) if self.labels else None

    @property
    def settings(self) -> dict[str, object]:
        """The arguments that make this model again: `SpanGrammar(**settings)`."""
        return {
            "dim": self.dim,
            "hidden": self.hidden,
            "context": self.context,
            "n_layers": self.n_layers,
            "labels": list(self.labels),
            "dropout": self.dropout,
        }

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:
        """States (batch, time, 2 hidden) of vectors (batch, time, dim)."""
        _, fences = self.reader(vectors, lengths)
        begins, ends = self.fences(fences).split(self.hidden, dim=2)
        return torch.cat([begins[:, :-1], ends[:, 1:]], dim=2)

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Parents of nodes, and the scores of the spans that come to be."""
        parents = torch.cat([left[:, : self.hidden], right[:, self.hidden :]], dim=1)
        return parents, self.score(self._seen(parents)).squeeze(1)

    def logits(self, states: Tensor) -> Tensor:
        """The logit of each label, (n, labels)."""
        if self.head is None:
            raise InputError("expected a grammar with labels, got one without. Make it with `labels=[...]`.")
        return self.head(self._seen(states))

    def names_of(self, states: Tensor) -> tuple[str, ...]:
        """The likeliest label of each node; none without labels."""
        return tuple(self.labels[number] for number in self.logits(states).argmax(1).tolist()) if self.labels else ()

    def _seen(self, states: Tensor) -> Tensor:
        begins, ends = states.split(self.hidden, dim=1)
        return nn.functional.dropout(torch.relu(begins + ends), self.dropout, self.training)
