"""Neural grammar: learns from trees which neighbors to merge.

Left and right codes are projected and added, p = tanh(L c₁ + R c₂ + b); the score of the merge comes from p, as do the
names of nodes. Two things are added to the original. Between them stands one hidden layer, which also sees both
children. And the leaves may be read in context first: then the score also sees the fences at which the two spans begin,
meet and end, so that a greedy parser can know that a merge has to wait for another one. For pictures and sets, where
there is no before and after, leave context out.

Socher, Lin, Ng and Manning 2011 (ICML). Fences as in Cross and Huang 2016 and Stern, Andreas and Klein 2017.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from coincide_trees.errors import InputError
from coincide_trees.models.context import ContextEncoder


class NeuralGrammar(nn.Module):
    """Parents, scores of merges, and optionally names for nodes.

    The state of a node is its code and, with context, what its first and last fence add to the hidden layer.

    Parameters
    ----------
    dim : length of the vectors.
    code : length of the codes of nodes.
    hidden : width of the layer between parent and score.
    context : width of each direction of the reader of context; 0 for none.
    labels : names for nodes; none by default.
    dropout : share of numbers hidden while learning.
    seed : of the first weights.
    """

    spans_only = False
    split_free = False

    def __init__(
        self,
        dim: int,
        *,
        code: int = 64,
        hidden: int = 128,
        context: int = 0,
        labels: Sequence[str] = (),
        dropout: float = 0.0,
        seed: int = 0,
    ) -> None:
        super().__init__()
        if dim < 1 or code < 1 or hidden < 1 or context < 0:
            raise InputError(
                "expected `dim`, `code` and `hidden` of at least 1 and `context` of at least 0, got "
                f"{dim}, {code}, {hidden} and {context}."
            )
        self.dim, self.code, self.hidden, self.dropout = dim, code, hidden, dropout
        self.labels, self.context = tuple(labels), context
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.reader = ContextEncoder(dim, context, dropout=dropout) if context else None
            self.leaf = nn.Linear(2 * context if context else dim, code)
            self.left = nn.Linear(code, code, bias=False)
            self.right = nn.Linear(code, code)
            self.mix = nn.Linear(3 * code, hidden)
            self.fences = nn.Linear(2 * context, 3 * hidden, bias=False) if context else None
            self.score = nn.Linear(hidden, 1)
            self.head = nn.Linear(code + (hidden if context else 0), len(self.labels)) if self.labels else None

    @property
    def settings(self) -> dict[str, object]:
        """The arguments that make this model again: `NeuralGrammar(**settings)`."""
        return {
            "dim": self.dim,
            "code": self.code,
            "hidden": self.hidden,
            "context": self.context,
            "labels": list(self.labels),
            "dropout": self.dropout,
        }

    def forward(self, vectors: Tensor) -> Tensor:
        """Codes of all nodes (2 leaves − 1, code) of the greedy tree over vectors (leaves, dim), leaves first.

        They carry gradients; the search for the tree does not. `parse` and `phrase_vectors` give the tree beside them.
        """
        from coincide_trees.phrases import greedy_codes

        return greedy_codes(vectors, self)

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:
        """States (batch, time, state) of vectors (batch, time, dim)."""
        if self.reader is None or self.fences is None:
            return torch.tanh(self.leaf(vectors))
        read, fences = self.reader(vectors, lengths)
        begins, meets, ends = self.fences(fences).split(self.hidden, dim=2)
        codes = torch.tanh(self.leaf(read))
        return torch.cat([codes, begins[:, :-1], meets[:, :-1], ends[:, 1:]], dim=2)

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Parents of nodes, and the scores of the merges."""
        code_left, code_right = left[:, : self.code], right[:, : self.code]
        parents = torch.tanh(self.left(code_left) + self.right(code_right))
        mixed = self.mix(torch.cat([code_left, code_right, parents], dim=1))  # (n, hidden)
        if self.reader is None:
            return parents, self._score(mixed)
        begins, _, ends = self._fences_of(left, right)
        meets = right[:, self.code + self.hidden : self.code + 2 * self.hidden]
        kept = left[:, self.code : self.code + 2 * self.hidden]
        return torch.cat([parents, kept, ends], dim=1), self._score(mixed + begins + meets + ends)

    def logits(self, states: Tensor) -> Tensor:
        """The logit of each label, (n, labels)."""
        if self.head is None:
            raise InputError("expected a grammar with labels, got one without. Make it with `labels=[...]`.")
        if self.reader is None:
            return self.head(states)
        begins, _, ends = self._fences_of(states, states)
        return self.head(torch.cat([states[:, : self.code], torch.relu(begins + ends)], dim=1))

    def names_of(self, states: Tensor) -> tuple[str, ...]:
        """The likeliest label of each node; none without labels."""
        return tuple(self.labels[number] for number in self.logits(states).argmax(1).tolist()) if self.labels else ()

    def _fences_of(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        begins, meets, _ = left[:, self.code :].split(self.hidden, dim=1)
        return begins, meets, right[:, self.code + 2 * self.hidden :]

    def _score(self, mixed: Tensor) -> Tensor:
        seen = nn.functional.dropout(torch.relu(mixed), self.dropout, self.training)
        return self.score(seen).squeeze(1)
